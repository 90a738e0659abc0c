import { afterAll, beforeAll, expect, it } from 'vitest'
import { registrarOf } from '../../../src/app/open-documents.ts'
import { connect, migrate } from '../../../src/stores/database.ts'
import { KeyStore } from '../../../src/stores/key-store.ts'
import { PartnerStore } from '../../../src/stores/partner-store.ts'
import { servedSchema } from '../../support/ask-schema.ts'
import { idOf, manifestOf } from '../../support/document-room.ts'
import { OwnPostgres } from '../../support/own-postgres.ts'
import { tell } from '../../support/partner-door.ts'
import { startWholeServer, type WholeServer } from '../../support/whole-server.ts'

const TITLES = 'query Titles { articles(first: 1) { nodes { title } } }'
const NOW = 'query Now { __typename }'

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
  await server?.close()
  await postgres?.close()
})

const ask = (documentId: string) => tell(server.url, '/gateway', 'GET', token, { documentId })

it('G13: documents are known while the database is away, and nobody is let do more', async () => {
  const db = await connect(postgres.url, { poolSize: 1 })
  const partnerId = (await new PartnerStore(db.manager).byName('شريك'))!.id
  const registrar = registrarOf(db, { schema: servedSchema(), maxCost: 25_000 })
  await registrar.publish(partnerId, { app: 'web', version: '1', manifest: manifestOf(TITLES, NOW) })
  await db.destroy()
  await expect.poll(async () => (await ask(idOf(TITLES))).data, { timeout: 5_000 }).toEqual({ articles: { nodes: [] } })

  await postgres.stop('immediate')
  expect((await ask(idOf(NOW))).data).toEqual({ __typename: 'Query' })
  const away = await ask(idOf(TITLES))
  expect([away.data ?? null, away.errors?.length, away.headers!.get('cache-control')]).toEqual([null, 1, 'no-store'])
  expect((await ask('x')).status).toBe(404)
  expect((await tell(server.url, '/graphql', 'POST', token, { query: NOW })).status).toBe(403)

  await postgres.begin()
  await expect
    .poll(async () => (await ask(idOf(TITLES))).data, { timeout: 15_000 })
    .toEqual({ articles: { nodes: [] } })
}, 60_000)
