import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registrarOf } from '../../src/app/open-documents.ts'
import type { Scope } from '../../src/entities/enums.ts'
import { KeyStore } from '../../src/stores/key-store.ts'
import { PartnerStore } from '../../src/stores/partner-store.ts'
import { servedSchema } from '../support/ask-schema.ts'
import { CachingProxy } from '../support/caching-proxy.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { idOf, manifestOf } from '../support/document-room.ts'
import { parametersOf } from '../support/partner-door.ts'
import { ADMIN_KEY } from '../support/tiny-server.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

const ONE = 'query One($id: ID!) { article(id: $id) { title excerpt } }'
const WITH_SOURCE = 'query WithSource($id: ID!) { article(id: $id) { title source { name } } }'
const LIST = 'query List { articles(first: 5) { nodes { title } } }'
const OPTIONAL =
  'query Optional($id: ID!, $more: Boolean = true) { article(id: $id) { title excerpt @include(if: $more) } }'
const SOURCE = 'query Source($slug: ID!) { source(id: $slug) { name } }'
const MINE = 'query Mine { viewer { partner { name } scopes } }'
const NOTHING = 'query Nothing { article(id: "art_none") { title } }'
const DOCUMENTS = [ONE, WITH_SOURCE, LIST, OPTIONAL, SOURCE, MINE, NOTHING]

let own: TestDatabase
let server: WholeServer
const keys: string[] = []
const articles: { id: string; source: { id: string }; story: { id: string } | null }[] = []
const proxies: CachingProxy[] = []
beforeAll(async () => {
  own = await openTestDatabase()
  await own.db.query(`insert into source (slug, name) values ('one', 'الأول'), ('two', 'الثاني')`)
  for (const [name, scopes] of [
    ['أ', ['READ']],
    ['ب', ['READ', 'PUBLISH']],
  ] as [string, Scope[]][]) {
    const { id } = (await new PartnerStore(own.db.manager).create(name, 'LOG'))!
    const terms = { partner: name, scopes, signing: false, lifetimeSeconds: null }
    keys.push((await new KeyStore(own.db.manager).create(terms)).token)
    const registrar = registrarOf(own.db, { schema: servedSchema(), maxCost: 25_000 })
    const { userErrors } = await registrar.publish(id, { app: 'web', version: '1', manifest: manifestOf(...DOCUMENTS) })
    expect(userErrors).toEqual([])
  }
  server = await startWholeServer(own.url)
  for (const number of [1, 2, 3, 4]) await push(number, `خبر رقم ${number}`)
  const { body } = await server.post('/graphql', {
    query: '{ articles(first: 10) { nodes { id url source { id } story { id } } } }',
  })
  articles.push(...body.data.articles.nodes.toSorted((a: any, b: any) => (a.url < b.url ? -1 : 1)))
})
afterAll(async () => {
  for (const proxy of proxies) await proxy.close()
  await server?.close()
  await own?.close()
})

async function push(number: number, title: string) {
  const article = { title, url: `https://news.example/${number}`, text: `${title}: نص الخبر كما ورد في مصدره.` }
  const source = number % 2 === 1 ? 'one' : 'two'
  const asOperator = { authorization: `Bearer ${ADMIN_KEY}` }
  const { body } = await server.post('/ingest', { source, articles: [article] }, asOperator)
  expect(body.userErrors ?? []).toEqual([])
}
async function proxy(lifetime: number | null): Promise<CachingProxy> {
  const made = await CachingProxy.start(server.url, lifetime)
  proxies.push(made)
  return made
}
const pathOf = (text: string, variables?: object) =>
  `/gateway?${parametersOf({ documentId: idOf(text), ...(variables && { variables }) })}`
async function get(url: string, key: string | null, headers: Record<string, string> = {}) {
  const authorization: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` }
  const response = await fetch(url, { headers: { ...authorization, ...headers } })
  const { status } = response
  return { status, headers: response.headers, text: await response.text() }
}

describe('answers of the gateway', () => {
  it('G11: are the same through a cache as from the server, whoever asks with whatever headers', async () => {
    const cache = await proxy(60)
    const paths = [
      pathOf(LIST),
      pathOf(MINE),
      pathOf(NOTHING),
      pathOf(ONE, { id: articles[0]!.id }),
      pathOf(SOURCE, { slug: 'one' }),
      '/gateway?documentId=none',
      pathOf(ONE),
    ]
    const request = fc.record({
      path: fc.constantFrom(...paths),
      key: fc.constantFrom(...keys, null, 'sila_unknown'),
      headers: fc.record(
        {
          accept: fc.constantFrom('*/*', 'application/json', 'application/graphql-response+json', 'text/html'),
          'accept-language': fc.constantFrom('ar', 'en', 'fr;q=0.5'),
          'accept-encoding': fc.constantFrom('gzip', 'identity', 'br'),
          origin: fc.constantFrom('https://one.example', 'null'),
          cookie: fc.constantFrom('session=1', 'session=2'),
          'user-agent': fc.constantFrom('a', 'b'),
          'x-forwarded-host': fc.constant('evil.example'),
          'x-http-method-override': fc.constant('POST'),
        },
        { requiredKeys: [] },
      ),
    })
    /** All but what tells of this one asking. */
    const told = ({ status, headers, text }: Awaited<ReturnType<typeof get>>) => {
      const names = ['content-type', 'etag', 'vary', 'access-control-allow-origin', 'surrogate-key', 'cache-tag']
      // Errors bear the id of their request.
      const body = status === 200 ? text : text.replace(/"requestId":"[^"]*"/, '')
      return { status, body, ...Object.fromEntries(names.map((name) => [name, headers.get(name)])) }
    }
    let asked = 0
    for (const { path, key, headers } of fc.sample(request, { numRuns: 400, seed: 11 })) {
      // Too many unknown keys of one address would be put off.
      if (key === 'sila_unknown' && asked++ > 8) continue
      const [cached, fresh] = [await get(cache.url + path, key, headers), await get(server.url + path, key, headers)]
      expect([path, key, headers, told(cached)]).toEqual([path, key, headers, told(fresh)])
      if (fresh.status !== 200) expect(fresh.headers.get('cache-control')).toBe('no-store')
      if (path === pathOf(MINE) && fresh.status === 200) expect(fresh.headers.get('cache-control')).toMatch(/^private/)
    }
    expect(cache.hits).toBeGreaterThan(10)
  })

  it('G10: say for how long they are good by the least of their fields, and 304 to who has them', async () => {
    const least: [string, RegExp][] = [
      [pathOf(LIST), /^public, max-age=1$/],
      [pathOf(MINE), /^private, max-age=\d+$|^private, no-cache$/],
    ]
    for (const [path, expected] of least) {
      const first = await get(server.url + path, keys[0]!)
      expect(first.headers.get('cache-control')).toMatch(expected)
      const etag = first.headers.get('etag')!
      expect(etag).toMatch(/^"[\w-]+"$/)
      const again = await get(server.url + path, keys[0]!, { 'if-none-match': etag })
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag])
    }
  })

  it('bear the keys of the articles, sources and stories that they hold, and one for any change where they hold more', async () => {
    const [first] = articles
    const keysOf = async (text: string, variables?: object) => {
      const { headers } = await get(server.url + pathOf(text, variables), keys[0]!)
      expect(headers.get('cache-tag')?.split(',')).toEqual(headers.get('surrogate-key')?.split(' '))
      return headers.get('surrogate-key')?.split(' ')
    }
    const ownKeys = [first!.id, first!.source.id, ...(first!.story ? [first!.story.id] : [])]
    const { id } = first!
    expect(await keysOf(ONE, { id })).toEqual(ownKeys)
    expect(await keysOf(WITH_SOURCE, { id })).toEqual(ownKeys)
    expect(await keysOf(SOURCE, { slug: 'one' })).toEqual([first!.source.id])
    const ofList = (await keysOf(LIST))!
    expect(ofList[0]).toBe('any-change')
    expect(new Set(ofList)).toEqual(
      new Set(['any-change', ...articles.flatMap(({ id, source, story }) => [id, source.id, story?.id ?? id])]),
    )
    // What is executed by graphql itself does not tell what it holds; nor is what is not there a key.
    expect(await keysOf(OPTIONAL, { id })).toEqual(['any-change'])
    expect(await keysOf(NOTHING)).toEqual(['any-change'])
    const failed = await get(`${server.url}/gateway?documentId=none`, keys[0]!)
    expect([failed.status, failed.headers.get('surrogate-key')]).toEqual([404, null])
    const elsewhere = await get(`${server.url}/graphql?${new URLSearchParams({ query: LIST })}`, null)
    expect([elsewhere.status, elsewhere.headers.get('surrogate-key')]).toEqual([200, null])
  })

  it('are purged from a cache by what the log of changes tells, and only those that it concerns', async () => {
    const cache = await proxy(3_600)
    const paths = [pathOf(LIST), ...articles.map(({ id }) => pathOf(ONE, { id })), pathOf(SOURCE, { slug: 'two' })]
    const ask = async (url: string) => await Promise.all(paths.map((path) => get(url + path, keys[0]!)))
    const live = await server.post('/graphql', { query: '{ articles(first: 1) { liveCursor } }' })
    const before = await ask(cache.url)
    expect((await ask(cache.url)).map(({ text }) => text)).toEqual(before.map(({ text }) => text))
    await push(1, 'خبر رقم 1 بعد أن صُحّح')
    await push(5, 'خبر خامس')
    await sleep(1_000)
    // Kept for an hour, they have not heard of it.
    expect((await ask(cache.url)).map(({ text }) => text)).toEqual(before.map(({ text }) => text))
    const { body } = await server.post('/graphql', {
      query: `query ($after: ChangeCursor!) { changes(after: $after) { nodes { ...Ingested ...Updated ...Withdrawn ...Story } } }
        fragment Keys on Article { id source { id } story { id } }
        fragment Ingested on ArticleIngested { article { ...Keys } }
        fragment Updated on ArticleUpdated { article { ...Keys } }
        fragment Withdrawn on ArticleWithdrawn { article { ...Keys } }
        fragment Story on StoryChanged { story { id } }`,
      variables: { after: live.body.data.articles.liveCursor },
    })
    const changed = body.data.changes.nodes.flatMap(({ article, story }: any) =>
      story ? [story.id] : article ? [article.id, article.source.id, ...(article.story ? [article.story.id] : [])] : [],
    )
    expect(changed.length).toBeGreaterThan(2)
    cache.purge(['any-change', ...changed])
    const hits = cache.hits
    const after = await ask(cache.url)
    expect(after.map(({ text }) => text)).toEqual((await ask(server.url)).map(({ text }) => text))
    expect(after.map(({ text }) => text)).not.toEqual(before.map(({ text }) => text))
    // What it does not concern was left where it was.
    const purged = new Set(['any-change', ...changed])
    const kept = before.filter(
      ({ headers }) =>
        !headers
          .get('surrogate-key')!
          .split(' ')
          .some((key) => purged.has(key)),
    )
    expect([cache.hits - hits, kept.length > 0]).toEqual([kept.length, true])
  })
})
