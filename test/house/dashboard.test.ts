import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const LONG = 250
const root = fileURLToPath(new URL('../../dashboard/src/', import.meta.url))
const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
const read = (pattern: RegExp) =>
  names.filter((name) => pattern.test(name)).map((name) => [name, readFileSync(root + name, 'utf8')] as const)
const code = read(/\.tsx?$/)
/** Styles; those of words in selectors and of `none` are no breach. */
const styles = read(/\.css$/).filter(([name]) => !name.endsWith('fonts.css'))

/** What breaks a rule of the house, in the code of the page. */
function breaches(files: readonly (readonly [string, string])[]): string[] {
  return files.flatMap(([name, text]) => [
    ...(text.split('\n').length - 1 > LONG ? [`${name}: too long`] : []),
    ...(/innerHTML|dangerouslySet|\beval\(|document\.write/.test(text) ? [`${name}: texts are no HTML here`] : []),
    ...(/\bleft:|marginLeft|paddingLeft|marginRight/.test(text) ? [`${name}: sides are start and end`] : []),
    ...[...text.matchAll(/from '([^']+)'/g)].flatMap(([, target]) => {
      if (/^(\.|preact|@preact\/signals$|uplot|diff$)/.test(target!) && !/\.\.\/(src|test)\//.test(target!)) return []
      return [`${name}: ${target} is none of its business`]
    }),
  ])
}

/** What breaks the rules of Arabic type, in a style sheet. */
const styleBreaches = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) =>
      /letter-spacing|font-style|text-transform|text-align: (left|right|justify)|(^|[\s-])(left|right)\s*:|(margin|padding|border)-(left|right|top|bottom)|https?:/.test(
        line,
      ),
    )

describe('the house of the dashboard', () => {
  it('keeps its rules', () => {
    expect(code.length).toBeGreaterThan(20)
    expect(breaches(code)).toEqual([])
  })

  it('knows start and end instead of left and right, and never parts Arabic letters', () => {
    expect(styles.length).toBeGreaterThan(4)
    expect(styles.flatMap(([name, text]) => styleBreaches(text).map((line) => `${name}: ${line.trim()}`))).toEqual([])
  })

  it.each([
    '  letter-spacing: 1px;',
    '  left: 0;',
    '  margin-right: 1rem;',
    '  text-align: justify;',
    '  font-style: italic;',
  ])('would not let pass: %s', (line) => {
    expect(styleBreaches(line)).toHaveLength(1)
  })

  it.each([
    ['HTML from texts', 'element.innerHTML = text'],
    ['code of the server', `import { AppError } from '../../../src/errors.ts'`],
    ['a package that it does not have', `import React from 'react'`],
    ['a long file', '\n'.repeat(LONG + 1)],
  ])('would not let pass %s', (_what, text) => {
    expect(breaches([['x.ts', text]])).toHaveLength(1)
  })
})
