import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { registrarOf } from '../../src/app/open-documents.ts'
import { run } from '../../src/cli/run.ts'
import type { Scope } from '../../src/entities/enums.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { PartnerStore } from '../../src/stores/partner-store.ts'
import { servedSchema } from '../support/ask-schema.ts'
import { keepCliOutput } from '../support/cli-output.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { idOf, manifestOf } from '../support/document-room.ts'
import { leaveSockets, TRANSPORTS, tell } from '../support/partner-door.ts'
import { ADMIN_KEY } from '../support/tiny-server.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const FRONT = 'query Front { sources(first: 3) { nodes { name } } }'
const TEXT = '# by hand\nquery ByHand { viewer { scopes } }'
const USAGE = `query ($partner: String, $since: DateTime, $first: Int = 50, $after: Cursor) {
  usage(partner: $partner, since: $since, first: $first, after: $after) {
    nodes { partner operation documentId hour calls errors cost lastUsedAt }
    pageInfo { hasNextPage endCursor }
  }
}`

const output = keepCliOutput()
let own: TestDatabase
let server: WholeServer
const keys: Record<string, string> = {}
beforeAll(async () => {
  own = await openTestDatabase()
  const partners = new PartnerStore(own.db.manager)
  const registrar = registrarOf(own.db, { schema: servedSchema(), maxCost: 25_000 })
  for (const name of ['المنار', 'الأفق, "غداً"']) {
    const { id } = (await partners.create(name, 'LOG'))!
    const terms = { partner: name, scopes: ['READ'] as Scope[], signing: false, lifetimeSeconds: null }
    keys[name] = (await new KeyStore(own.db.manager).create(terms)).token
    await registrar.publish(id, { app: 'web', version: '1', manifest: manifestOf(FRONT) })
  }
  server = await startWholeServer(own.url)
  for (const transport of TRANSPORTS) {
    await tell(server.url, '/gateway', transport, keys.المنار!, { documentId: idOf(FRONT) })
    await tell(server.url, '/graphql', transport, keys.المنار!, { query: TEXT })
    await tell(server.url, '/graphql', transport, keys.المنار!, { query: '{ viewer { scopes } }' })
    await tell(server.url, '/graphql', transport, keys.المنار!, { query: '{ viewr { scopes } }' })
  }
  await tell(server.url, '/gateway', 'GET', keys['الأفق, "غداً"']!, { documentId: idOf(FRONT) })
  // Nobody's, and so counted for nobody.
  await tell(server.url, '/graphql', 'POST', null, { query: TEXT })
  await new Promise((resolve) => setTimeout(resolve, 1_200))
})
afterAll(async () => {
  await leaveSockets()
  await server.close()
  await own.close()
})
beforeEach(() => vi.stubEnv('DATABASE_URL', own.url))

async function sila(...argv: string[]): Promise<{ code: number; stdout: string }> {
  Object.assign(output, { printed: '', said: '' })
  const code = await run(argv)
  return { code, stdout: output.printed }
}
const usage = async (key: string | null, variables: object = {}) =>
  await tell(server.url, '/graphql', 'POST', key, { query: USAGE, variables })

describe('the use of operations', () => {
  it('is told to an operator by partner, operation and hour, however it was asked', async () => {
    const { data, headers } = await usage(ADMIN_KEY, { partner: 'المنار' })
    const counted = data.usage.nodes.map(({ operation, documentId, calls, errors }: any) => [
      operation,
      documentId,
      calls,
      errors,
    ])
    expect(counted).toEqual(
      expect.arrayContaining([
        ['Front', idOf(FRONT), TRANSPORTS.length, 0],
        ['ByHand', null, TRANSPORTS.length, 0],
        ['', null, TRANSPORTS.length, 0],
      ]),
    )
    for (const { partner, hour, cost, lastUsedAt } of data.usage.nodes) {
      expect([partner, Date.parse(hour) % 3_600_000]).toEqual(['المنار', 0])
      expect(cost).toBeGreaterThan(0)
      expect(Math.abs(Date.now() - Date.parse(lastUsedAt))).toBeLessThan(60_000)
    }
    expect(headers!.get('cache-control')).toBe('no-store')
    expect((await usage(ADMIN_KEY)).data.usage.nodes.map(({ partner }: any) => partner)).toContain('الأفق, "غداً"')
  })

  it('is told to a partner as far as it is his own, and to nobody else', async () => {
    const mine = await usage(keys['الأفق, "غداً"']!)
    expect(mine.data.usage.nodes).toMatchObject([{ partner: 'الأفق, "غداً"', operation: 'Front', calls: 1 }])
    const codeOf = ({ errors }: Awaited<ReturnType<typeof usage>>) => errors?.[0].extensions.code
    expect(codeOf(await usage(keys['الأفق, "غداً"']!, { partner: 'المنار' }))).toBe('FORBIDDEN')
    expect(codeOf(await usage(null))).toBe('FORBIDDEN')
    expect(codeOf(await usage(ADMIN_KEY, { partner: 'nobody' }))).toBe('BAD_USER_INPUT')
    const address = `${server.url}/graphql?${new URLSearchParams({ query: USAGE })}`
    const got = await fetch(address, { headers: { authorization: `Bearer ${keys.المنار}` } })
    expect([got.status, got.headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
  })

  it('comes in pages, and of a time', async () => {
    const [first] = await Promise.all([usage(ADMIN_KEY, { first: 1 })])
    const seen = first.data.usage.nodes
    for (let page = first.data.usage; page.pageInfo.hasNextPage; ) {
      page = (await usage(ADMIN_KEY, { first: 1, after: page.pageInfo.endCursor })).data.usage
      seen.push(...page.nodes)
    }
    expect(seen).toEqual((await usage(ADMIN_KEY)).data.usage.nodes)
    const later = new Date(Date.now() + 3_600_000).toISOString()
    expect((await usage(ADMIN_KEY, { since: later })).data.usage.nodes).toEqual([])
  })

  it('is printed by `sila partners usage` as a table, as JSON and as CSV', async () => {
    const { code, stdout } = await sila('partners', 'usage', 'المنار', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout).usage).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          partner: 'المنار',
          operation: 'Front',
          documentId: idOf(FRONT),
          calls: 5,
          errors: 0,
        }),
      ]),
    )
    expect((await sila('partners', 'usage')).stdout).toMatch(/^PARTNER +OPERATION +CALLS[\s\S]*Front +5 +0/)
    const csv = (await sila('partners', 'usage', '--csv', '--by', 'hour')).stdout
    const [head, ...lines] = csv.trimEnd().split('\r\n')
    expect(head).toBe('time,partner,operation,documentId,calls,errors,points,lastUsedAt')
    expect(lines.find((line) => line.includes('الأفق'))).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:00Z,"الأفق, ""غداً""",Front,sha256:[0-9a-f]{64},1,0,\d+,\d{4}-/,
    )
    expect((await sila('partners', 'usage', '--until', '2020-01-01', '--csv')).stdout.split('\r\n')).toHaveLength(2)
  })

  it.each([
    [2, ['--by', 'week']],
    [2, ['--since', 'yesterday']],
    [1, ['nobody']],
  ])('ends with %i where it is told %j', async (code, argv) => {
    expect(await sila('partners', 'usage', ...argv)).toMatchObject({ code, stdout: '' })
  })
})
