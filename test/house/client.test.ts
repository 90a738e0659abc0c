import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** What programs import; each stands alone, so that who uses one needs no package of another. */
const ENTRIES = ['index.ts', 'urql.ts', 'apollo.ts']
/** Packages, each the business of one file. */
const PACKAGES: Readonly<Record<string, string>> = {
  'graphql-ws': 'websocket.ts',
  'eventsource-parser': 'sse.ts',
  '@urql/core': 'urql.ts',
  '@apollo/client/link': 'apollo.ts',
  '@apollo/client/utilities': 'apollo.ts',
  rxjs: 'apollo.ts',
}
const LONG = 250
/** Made by a program, and read by nobody. */
const MADE = ['generated.ts']

type Files = Readonly<Record<string, string>>

/** What breaks a rule of the house, in the files of the client by their names. */
function breaches(files: Files): string[] {
  return Object.entries(files).flatMap(([name, text]) => {
    const found: string[] = []
    for (const [, target] of text.matchAll(/(?:from |import )'([^']+)'/g)) {
      if (target!.startsWith('.')) {
        const file = target!.replace(/^\.\//, '')
        if (files[file] === undefined) found.push(`${name}: ${target} is none of the client's files`)
        else if (ENTRIES.includes(file)) found.push(`${name}: ${target} is for programs`)
      } else if (PACKAGES[target!] !== name) found.push(`${name}: ${target} is not its business`)
    }
    for (const exported of exportsOf(name, text)) {
      const word = new RegExp(`\\b${exported}\\b`)
      const used = Object.entries(files).some(([other, its]) => other !== name && word.test(its))
      if (!used) found.push(`${name}: nobody uses ${exported}`)
    }
    const length = text.split('\n').length - 1
    if (length > LONG && !MADE.includes(name)) found.push(`${name}: ${length} lines`)
    if (/\bprocess\b|\bBuffer\b|\brequire\(/.test(text)) found.push(`${name}: browsers know no Node`)
    if (/\/\/ @ts-(ignore|nocheck)/.test(text)) found.push(`${name}: the compiler is not told to look away`)
    return found
  })
}

function exportsOf(name: string, text: string): string[] {
  if (ENTRIES.includes(name) || MADE.includes(name)) return []
  const declared = /^export (?:async )?(?:abstract )?(?:class|function\*?|const|interface|type) (\w+)/gm
  return [...text.matchAll(declared)].map(([, exported]) => exported!)
}

const root = fileURLToPath(new URL('../../client/', import.meta.url))
const names = readdirSync(join(root, 'src'))
const files: Files = Object.fromEntries(names.map((name) => [name, readFileSync(join(root, 'src', name), 'utf8')]))

describe('the house of the client', () => {
  it('keeps its rules', () => {
    expect(names.length).toBeGreaterThan(10)
    expect(breaches(files)).toEqual([])
  })

  it('names every package that it asks for, and asks for every one that it names', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const asked = Object.keys(PACKAGES).map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    // graphql-ws asks its user for graphql.
    const named = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => name !== 'graphql')
    expect(named.sort()).toEqual([...new Set(asked)].sort())
  })

  it.each<[what: string, name: string, text: string]>([
    ['an import of the server', 'x.ts', `import { AppError } from '../../src/errors.ts'`],
    ['an import of an entry', 'x.ts', `import { SilaClient } from './index.ts'`],
    ['a package of another file', 'x.ts', `import { createClient } from 'graphql-ws'`],
    ['a package that there is not', 'x.ts', `import { readFile } from 'node:fs'`],
    ['an export that nobody uses', 'x.ts', 'export const unused = 1'],
    ['what only Node knows', 'x.ts', 'const url = process.env.SILA_URL'],
    ['a long file', 'x.ts', '\n'.repeat(LONG + 1)],
  ])('would not let %s pass', (_, name, text) => {
    expect(breaches({ 'index.ts': '', [name]: text })).toHaveLength(1)
  })
})
