import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registrarOf } from '../../../src/app/open-documents.ts'
import { DocumentRegistry } from '../../../src/gateway/documents/document-registry.ts'
import { DocumentReader } from '../../../src/stores/document-reader.ts'
import { KeyStore } from '../../../src/stores/key-store.ts'
import { PartnerStore } from '../../../src/stores/partner-store.ts'
import { servedSchema } from '../../support/ask-schema.ts'
import { type CachedRoom, openCachedRoom } from '../../support/cached-room.ts'
import { countStatements } from '../../support/count-statements.ts'
import { idOf, manifestOf } from '../../support/document-room.ts'
import { parametersOf } from '../../support/partner-door.ts'

const TITLES = 'query Titles { articles(first: 3) { nodes { id title source { name } } } }'
const NAMES = 'query Names { sources(first: 3) { nodes { name } } }'

let own: CachedRoom
let registry: DocumentRegistry | undefined
let registrar: ReturnType<typeof registrarOf>
let partners: PartnerStore
const counted: { documentId: string | null; cost: number }[] = []
const ids: Record<string, string> = {}
const keys: Record<string, string> = {}
beforeAll(async () => {
  const held = () => registry!
  own = await openCachedRoom(
    { quota: 1_000_000 },
    {
      documents: {
        registry: {
          find: (...given) => held().find(...given),
          findAny: (id) => held().findAny(id),
          modeOf: (id) => held().modeOf(id),
          holdsText: (...given) => held().holdsText(...given),
        },
        usage: { count: (call) => void counted.push(call) },
        log: { info: () => {} },
      },
    },
  )
  const { manager } = own.db
  registry = new DocumentRegistry({ reader: new DocumentReader(manager), now: () => new Date(), warn: () => {} })
  registrar = registrarOf(own.db, { schema: servedSchema(), maxCost: 25_000 }, (id) => registry!.refresh(id))
  partners = new PartnerStore(manager)
  for (const name of ['أ', 'ب']) {
    ids[name] = (await partners.create(name, 'LOG'))!.id
    keys[name] = (
      await new KeyStore(manager).create({ partner: name, scopes: ['READ'], signing: false, lifetimeSeconds: null })
    ).token
    const manifest = JSON.stringify({ ...JSON.parse(manifestOf(TITLES)), same: name === 'أ' ? TITLES : NAMES })
    await registrar.publish(ids[name]!, { app: 'web', version: '1', manifest })
  }
  await registry.load()
})
afterAll(() => own.close())
beforeEach(() => {
  counted.length = 0
})

async function get(door: string, key: string | null, ask: object, headers: Record<string, string> = {}) {
  const authorization: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` }
  const address = `${own.server.url}${door}?${parametersOf(ask)}`
  return await countStatements(own.db, async () => {
    const response = await fetch(address, { headers: { ...authorization, ...headers } })
    return { status: response.status, headers: response.headers, text: await response.text() }
  })
}
const warm = async (...given: Parameters<typeof get>) => {
  for (let time = 0; time < 3; time++) await get(...given)
  return await get(...given)
}

describe('an answer that is known', () => {
  it.each(['/graphql', '/gateway'])(
    'G10: is repeated at %s without a statement, 304 to who has it, and counted',
    async (at) => {
      const first = await warm(at, keys.أ!, { documentId: idOf(TITLES) })
      expect([first.result.status, first.statements]).toEqual([200, []])
      const tag = { 'if-none-match': first.result.headers.get('etag')! }
      const again = await get(at, keys.أ!, { documentId: idOf(TITLES) }, tag)
      expect([again.result.status, again.result.text, again.statements]).toEqual([304, '', []])
      expect(counted).toHaveLength(5)
      expect(new Set(counted.map(({ cost }) => cost)).size).toBe(1)
    },
  )

  it('is given to nobody under an id that means another text to him', async () => {
    const [mine, theirs] = [
      await warm('/gateway', keys.أ!, { documentId: 'same' }),
      await warm('/gateway', keys.ب!, { documentId: 'same' }),
    ]
    expect(JSON.parse(mine.result.text).data).toHaveProperty('articles')
    expect(JSON.parse(theirs.result.text).data).toHaveProperty('sources')
    expect(theirs.statements).toEqual([])
  })

  it('is not given to who may not ask for it: a text to who is held to documents, a document to who has none', async () => {
    const body = JSON.stringify({ query: TITLES })
    const post = async (key: string | null, text: string) => {
      const authorization: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` }
      const headers = { 'content-type': 'application/json', ...authorization }
      const response = await fetch(`${own.server.url}/graphql`, { method: 'POST', headers, body: text })
      return [response.status, ((await response.json()) as any).errors?.[0].extensions.code]
    }
    const byId = JSON.stringify({ documentId: idOf(TITLES) })
    const escaped = byId.replace('documentId', '\\u0064ocumentId')
    await warm('/graphql', null, { query: TITLES })
    for (let time = 0; time < 3; time++) {
      for (const text of [body, byId, escaped]) expect((await post(keys.أ!, text))[0]).toBe(200)
      expect((await post(null, body))[0]).toBe(200)
    }
    for (const text of [byId, escaped]) expect(await post(null, text)).toEqual([404, 'PERSISTED_DOCUMENT_NOT_FOUND'])
    await partners.setMode('أ', 'ENFORCE')
    await registry!.load()
    expect(await post(keys.أ!, body)).toEqual([403, 'PERSISTED_DOCUMENT_REQUIRED'])
    expect((await get('/graphql', keys.أ!, { query: TITLES })).result.status).toBe(403)
    expect((await get('/graphql', keys.أ!, { documentId: idOf(TITLES) })).result.status).toBe(200)
    await partners.setMode('أ', 'LOG')
    await registry!.load()
  })

  it('ends with its document', async () => {
    await warm('/gateway', keys.ب!, { documentId: idOf(TITLES) })
    await registrar.retire(ids.ب!, { id: idOf(TITLES), sunsetAt: null, force: false })
    const { result } = await get('/gateway', keys.ب!, { documentId: idOf(TITLES) })
    expect([result.status, result.headers.get('cache-control')]).toEqual([410, 'no-store'])
    expect((await get('/gateway', keys.أ!, { documentId: idOf(TITLES) })).result.status).toBe(200)
  })
})
