import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const client = fileURLToPath(new URL('../../client/', import.meta.url))
const read = (path: string): string => readFileSync(client + path, 'utf8')

describe('the types of the client', () => {
  it('are those of schema.graphql; `npm run generate` in client/ writes them', () => {
    const made = execFileSync(process.execPath, ['generate.js', '--stdout'], { cwd: client, encoding: 'utf8' })
    expect(made).toBe(read('src/generated.ts'))
  })

  it('come with the versions of packages that the server is tested with', () => {
    const { dependencies } = JSON.parse(read('package.json'))
    const root = JSON.parse(read('../package.json'))
    const tested = { ...root.dependencies, ...root.devDependencies }
    for (const [name, version] of Object.entries(dependencies)) expect([name, tested[name]]).toEqual([name, version])
  })
})
