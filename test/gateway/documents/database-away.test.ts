import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registrarOf } from '../../../src/app/open-documents.ts'
import { encodeId } from '../../../src/entities/node-id.ts'
import { connect, migrate } from '../../../src/stores/database.ts'
import { KeyStore } from '../../../src/stores/key-store.ts'
import { PartnerStore } from '../../../src/stores/partner-store.ts'
import { RecordWatch } from '../../../src/stores/record-watch.ts'
import { servedSchema } from '../../support/ask-schema.ts'
import { idOf, manifestOf } from '../../support/document-room.ts'
import { OwnPostgres } from '../../support/own-postgres.ts'
import { DOORS, leaveSockets, parametersOf, TRANSPORTS, tell } from '../../support/partner-door.ts'
import { startWholeServer, type WholeServer } from '../../support/whole-server.ts'

const TITLES = 'query Titles { articles(first: 1) { nodes { title } } }'
const NOW = 'query Now { __typename }'
const SOURCES = 'query Sources { sources(first: 3) { nodes { name } } }'
const OTHER = 'query Other { articles(first: 2) { totalCount } }'
const ONE = `query One { article(id: "${encodeId('art', '1')}") { title } story(id: "${encodeId('sty', '1')}") { title } }`
const WAYS = DOORS.flatMap((door) => TRANSPORTS.map((transport) => [door, transport] as const))

let postgres: OwnPostgres
let server: WholeServer
let token: string
beforeAll(async () => {
  postgres = await OwnPostgres.start()
  const db = await connect(postgres.url, { poolSize: 2 })
  await migrate(db)
  await new PartnerStore(db.manager).create('شريك', 'ENFORCE')
  const terms = {
    partner: 'شريك',
    scopes: ['READ' as const, 'PUBLISH' as const],
    signing: false,
    lifetimeSeconds: null,
  }
  token = (await new KeyStore(db.manager).create(terms)).token
  await db.destroy()
  server = await startWholeServer(postgres.url)
})
afterAll(async () => {
  await leaveSockets()
  await server?.close()
  await postgres?.close()
})

const ask = (documentId: string) => tell(server.url, '/gateway', 'GET', token, { documentId })

it('G13: documents are known while the database is away, and nobody is let do more', async () => {
  const db = await connect(postgres.url, { poolSize: 1 })
  const partnerId = (await new PartnerStore(db.manager).byName('شريك'))!.id
  const registrar = registrarOf(db, { schema: servedSchema(), maxCost: 25_000 })
  await registrar.publish(partnerId, {
    app: 'web',
    version: '1',
    manifest: manifestOf(TITLES, NOW, SOURCES, OTHER, ONE),
  })
  await db.destroy()
  await expect.poll(async () => (await ask(idOf(TITLES))).data, { timeout: 5_000 }).toEqual({ articles: { nodes: [] } })

  await postgres.stop('immediate')
  expect((await ask(idOf(NOW))).data).toEqual({ __typename: 'Query' })
  // Asked once and never again, its answer is not known.
  const away = await ask(idOf(ONE))
  expect([away.data ?? null, away.errors?.length, away.headers!.get('cache-control')]).toEqual([null, 1, 'no-store'])
  expect((await ask('x')).status).toBe(404)
  expect((await tell(server.url, '/graphql', 'POST', token, { query: NOW })).status).toBe(403)

  await postgres.begin()
  await expect
    .poll(async () => (await ask(idOf(OTHER))).data, { timeout: 15_000 })
    .toEqual({ articles: { totalCount: 0 } })
}, 60_000)

const known = { sources: { nodes: [{ name: expect.any(String) }] } }

it('G13: what is known of a document goes on being answered on every transport, the rest is 503 with Retry-After', async () => {
  const ask = (door: (typeof DOORS)[number], transport: (typeof TRANSPORTS)[number], documentId: string) =>
    tell(server.url, door, transport, token, { documentId })
  // Sockets that were open stay open.
  for (const [door, transport] of WAYS) {
    for (let time = 0; time < 3; time++) expect((await ask(door, transport, idOf(SOURCES))).data).toEqual(known)
  }
  const first = await ask('/gateway', 'GET', idOf(SOURCES))

  await postgres.stop('immediate')
  // Longer than an answer stands while the record can be looked at.
  await sleep(1_500)
  for (const [door, transport] of WAYS) {
    const told = await ask(door, transport, idOf(SOURCES))
    expect([door, transport, told.data, told.errors]).toEqual([door, transport, known, undefined])
    if (transport === 'GET' || transport === 'POST') {
      expect([told.status, Number(told.headers!.get('age'))]).toEqual([200, expect.any(Number)])
      expect(Number(told.headers!.get('age'))).toBeGreaterThanOrEqual(1)
    }
  }
  const etag = first.headers!.get('etag')!
  const address = `${server.url}/gateway?${parametersOf({ documentId: idOf(SOURCES) })}`
  const again = await fetch(address, { headers: { authorization: `Bearer ${token}`, 'if-none-match': etag } })
  expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])

  for (const text of [OTHER, ONE]) {
    for (const [door, transport] of WAYS) {
      const { data, errors, status, headers } = await ask(door, transport, idOf(text))
      expect([door, transport, data ?? null, errors?.length]).toEqual([door, transport, null, 1])
      expect(errors![0].extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfter: 1, messageAr: expect.any(String) })
      if (transport === 'GET' || transport === 'POST') {
        expect([status, headers!.get('retry-after'), headers!.get('cache-control')]).toEqual([503, '1', 'no-store'])
      }
    }
  }
  // Who asks with texts, or for no document of his, is told no old answer.
  const text = await tell(server.url, '/graphql', 'POST', null, { query: SOURCES })
  expect([text.status, text.errors![0].extensions.code]).toEqual([503, 'UNAVAILABLE'])

  await postgres.begin()
  await expect.poll(async () => (await ask('/gateway', 'GET', idOf(OTHER))).status, { timeout: 15_000 }).toBe(200)
  await expect
    .poll(async () => (await ask('/gateway', 'GET', idOf(SOURCES))).headers!.get('age'), { timeout: 5_000 })
    .toBeNull()
}, 60_000)

it('G13: nothing is told that is older than a change which this server made and did not see in the record', async () => {
  const watch = new RecordWatch({
    read: async () => {
      if (isAway) throw new Error('away')
      return { epoch: 'x', position: 1, edition: 1 }
    },
    now: () => now,
  })
  let isAway = false
  let now = 1_000_000
  await watch.settled()
  const version = watch.version
  isAway = true
  now += 1_000
  expect([watch.version, watch.standing]).toEqual([null, null])
  await watch.settled()
  expect(watch.standing).toEqual({ version, ageMs: 1_000 })
  now += 299_000
  expect(watch.standing).toMatchObject({ version })
  now += 1
  expect(watch.standing).toBeNull()
  now -= 200_000
  watch.changed()
  await watch.settled()
  expect(watch.standing).toBeNull()
  isAway = false
  now += 1
  await watch.settled()
  expect([watch.version, watch.standing]).toEqual([version, null])
})
