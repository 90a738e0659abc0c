import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** Rooms from the ground up: a file imports from its own room and from those that its room may see. */
const GROUND = ['arabic', 'errors', 'ops', 'config']
const SEES: Readonly<Record<string, readonly string[]>> = {
  arabic: [],
  errors: [],
  config: ['errors'],
  ops: ['errors', 'config'],
  entities: GROUND,
  linking: ['arabic', 'errors', 'entities'],
  stores: [...GROUND, 'entities', 'migrations'],
  relay: [...GROUND, 'entities', 'stores'],
  search: [...GROUND, 'entities', 'stores', 'linking'],
  ingestion: [...GROUND, 'entities', 'stores', 'linking'],
  desk: [...GROUND, 'entities', 'stores', 'linking', 'search'],
  sample: [...GROUND, 'entities', 'stores', 'linking', 'ingestion'],
  backup: [...GROUND, 'entities', 'stores', 'migrations'],
  execution: [],
  context: [...GROUND, 'entities', 'stores', 'search'],
  schema: [...GROUND, 'entities', 'stores', 'search', 'context'],
  resolvers: [...GROUND, 'entities', 'stores', 'search', 'context', 'schema'],
  subscriptions: [...GROUND, 'entities', 'stores', 'relay', 'search', 'context', 'schema', 'execution'],
  // The same guarded way out as the fetcher's is brought by app; here only what is told, and to whom.
  webhooks: [...GROUND, 'entities', 'stores', 'search', 'context', 'schema', 'resolvers'],
  gateway: [...GROUND, 'entities', 'stores', 'search', 'context', 'schema', 'resolvers', 'subscriptions', 'execution'],
}
const ALL = [...Object.keys(SEES), 'app', 'cli']
const MAY_SEE: typeof SEES = {
  ...SEES,
  app: ALL,
  cli: [...ALL, 'eval', 'bench'],
  main: ['cli'],
  migrations: ['entities', 'stores'],
}

/** Packages that are the business of a few rooms. A type may be named elsewhere where it says so: `import type`. */
const PACKAGES: readonly [name: RegExp, rooms: readonly string[], typesEverywhere?: boolean][] = [
  [/^(fastify$|@fastify\/|@apollo\/|ws$)/, ['gateway', 'app']],
  [/^graphql-ws/, ['gateway', 'app', 'cli']],
  [/^type-graphql$/, ['schema', 'resolvers', 'subscriptions']],
  [/^(typeorm|pg|pg-copy-streams)$/, ['stores', 'entities', 'migrations', 'ops'], true],
  [/^@nats-io\//, ['relay']],
  [/^prom-client$/, ['ops']],
  [/^@opentelemetry\//, ['ops']],
  [/^tar-stream$/, ['backup']],
  [/^commander$|^cli-progress$/, ['cli']],
]

/** Lines of a file beyond which it needs a reason. */
const LONG = 250
const LONG_FOR_A_REASON: Readonly<Record<string, string>> = {}

type Files = Readonly<Record<string, string>>
const roomOf = (path: string): string => path.split('/')[0]!.replace(/\.ts$/, '')

/** What breaks a rule of the house, in files by their path under src. */
function breaches(files: Files): string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const room = roomOf(path)
    const found: string[] = MAY_SEE[room] === undefined ? [`${path}: there is no room ${room}`] : []
    const imports = /(?:^|\n)(import|export)( type)?(?: [^'"`;]*? from)? '([^']+)'|import\('([^']+)'\)/g
    for (const [, , type, plain, lazy] of text.matchAll(imports)) {
      const name = (plain ?? lazy)!
      if (name.startsWith('.')) {
        const target = roomOf(normalize(join('src', dirname(path), name)).replace(/^src\//, ''))
        if (target !== room && !MAY_SEE[room]?.includes(target)) found.push(`${path}: ${room} does not see ${target}`)
      }
      for (const [pattern, rooms, typesEverywhere] of PACKAGES) {
        if (!pattern.test(name) || rooms.includes(room) || (type !== undefined && typesEverywhere)) continue
        found.push(`${path}: ${name} is the business of ${rooms.join(', ')}`)
      }
    }
    if (room !== 'config' && /\bprocess\.env\b/.test(text)) found.push(`${path}: only config.ts reads the environment`)
    if (!['stores', 'migrations'].includes(room) && SQL.test(text)) found.push(`${path}: SQL belongs to the stores`)
    const length = text.split('\n').length - 1
    if (length > LONG && LONG_FOR_A_REASON[path] === undefined) found.push(`${path}: ${length} lines`)
    if (/\/\/ @ts-(ignore|nocheck)/.test(text)) found.push(`${path}: the compiler is not told to look away`)
    return found
  })
}

/** A statement about tables; asking the server for its version or a lock is not one. */
const SQL = /\.query\(\s*(?:\/\*.*?\*\/\s*)?[`'"]\s*(?:with|insert|update|delete|select\b[^`'"]*\bfrom)\b/i

const src = fileURLToPath(new URL('../../src', import.meta.url))
const paths = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
const files: Files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(src, path), 'utf8')]))

describe('the house', () => {
  it('imports downward only, and leaves each package to its rooms', () => {
    expect(paths.length).toBeGreaterThan(50)
    expect(breaches(files)).toEqual([])
  })

  it('knows no reason for files that are short again or gone', () => {
    const long = (path: string) => (files[path] ?? '').split('\n').length - 1 > LONG
    expect(Object.keys(LONG_FOR_A_REASON).filter((path) => !long(path))).toEqual([])
  })

  it.each<[what: string, path: string, text: string]>([
    ['an import upward', 'arabic/fold.ts', `import { Article } from '../entities/article.ts'`],
    ['an import of several lines', 'stores/x.ts', `import {\n  Desk,\n} from '../desk/desk.ts'`],
    ['an import of a type', 'linking/x.ts', `import type { Stores } from '../stores/stores.ts'`],
    ['an export from above', 'entities/x.ts', `export { Desk } from '../desk/desk.ts'`],
    ['an import for its effect', 'entities/x.ts', `import '../app.ts'`],
    ['an import when it is needed', 'desk/x.ts', `const { clean } = await import('../ingestion/clean.ts')`],
    ['ingestion and desk that know each other', 'ingestion/x.ts', `import { Desk } from '../desk/desk.ts'`],
    ['resolvers that know subscriptions', 'resolvers/x.ts', `import { Ring } from '../subscriptions/ring.ts'`],
    ['linking that knows a store', 'linking/deep/x.ts', `import { select } from '../../stores/database.ts'`],
    ['Fastify outside the gateway', 'resolvers/x.ts', `import type { FastifyRequest } from 'fastify'`],
    ['TypeGraphQL outside its rooms', 'stores/x.ts', `import { Field } from 'type-graphql'`],
    ['NATS outside its room', 'subscriptions/x.ts', `import { connect } from '@nats-io/transport-node'`],
    ['TypeORM outside the stores', 'desk/x.ts', `import { In, type EntityManager } from 'typeorm'`],
    ['a room that there is not', 'utils/x.ts', ''],
    ['the environment', 'stores/x.ts', 'const url = process.env.DATABASE_URL'],
    ['SQL outside the stores', 'desk/x.ts', 'await manager.query(`\n  select id from article where id = $1`)'],
    ['a change of a table outside the stores', 'gateway/x.ts', `await database.query('delete from inbox')`],
    ['a long file', 'desk/x.ts', '\n'.repeat(LONG + 1)],
  ])('would not let %s pass', (_, path, text) => {
    expect(breaches({ [path]: text })).toHaveLength(1)
  })

  it('lets pass what keeps the rules', () => {
    const text = `import type { EntityManager } from 'typeorm'\nimport { fold } from '../arabic/fold.ts'\nimport { Draft } from './draft.ts'\n`
    expect(breaches({ 'desk/x.ts': text, 'main.ts': `import { run } from './cli/run.ts'` })).toEqual([])
  })
})
