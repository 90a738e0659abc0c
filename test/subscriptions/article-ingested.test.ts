import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, createClient } from 'graphql-ws'
import { Query, Resolver } from 'type-graphql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { loadConfig } from '../../src/config.ts'
import { createServer, type Server } from '../../src/gateway/server.ts'
import { buildGraphqlSchema } from '../../src/schema/build.ts'
import { Search } from '../../src/search/search.ts'
import { encodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { createLoaders } from '../../src/stores/loaders.ts'
import { createStores } from '../../src/stores/stores.ts'
import { ArticleIngestedResolver } from '../../src/subscriptions/article-ingested.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'
import { openTestFeed } from '../support/open-test-feed.ts'

/** A schema needs a query; decorators are called, because tests are compiled without their syntax. */
class Nothing {
  nothing(): boolean {
    return true
  }
}
Resolver()(Nothing)
Query(() => Boolean)(Nothing.prototype, 'nothing', Object.getOwnPropertyDescriptor(Nothing.prototype, 'nothing')!)

interface Event {
  cursor: string
  at: string
  article: { title: string }
}

let own: TestDatabase
let book: LogBook
let server: Server
let feed: ReturnType<typeof openTestFeed>
let url: string
let clients: Client[] = []

beforeAll(async () => {
  own = await openTestDatabase()
  const silent = { warn: () => {}, error: () => {} }
  feed = openTestFeed(own, silent)
  const stores = createStores(own.db.manager)
  server = await createServer({
    config: { ...loadConfig({}), port: 0 },
    schema: buildGraphqlSchema([ArticleIngestedResolver, Nothing]),
    log: silent,
    health: async () => ({}),
    live: { feed: feed.feed, stores, search: new Search(own.db.manager) },
    contextOf: ({ caller, requestId, quota, live }) => ({
      caller,
      requestId,
      quota,
      stores,
      loaders: createLoaders(stores, { cache: !live }),
      live: feed.feed,
      search: new Search(own.db.manager),
      after: () => expect.unreachable(),
      addressKeyOf: () => null,
      feedFinder: { preview: () => Promise.reject(), add: () => Promise.reject() },
      feedHealth: { follow: async function* () {} },
      webhooks: {} as never,
      signingSecretOf: () => Promise.reject(),
      documentDesk: { publish: () => Promise.reject(), retire: () => Promise.reject() },
      ingest: async () => ({ kind: 'waiting' }),
      deliver: () => Promise.reject(new Error('nobody delivers here')),
      now: () => new Date(),
    }),
  })
  url = (await server.listen()).url.replace('http', 'ws')
})
afterAll(async () => {
  await server.close()
  await feed.close()
  await own.close()
})
beforeEach(async () => {
  book = new LogBook(own.db)
  await book.beginAnew()
})
afterEach(async () => {
  for (const client of clients) await client.dispose()
  clients = []
})

const DOCUMENT = `subscription ($filter: ArticleFilter, $after: ChangeCursor) {
  articleIngested(filter: $filter, after: $after) { cursor at article { title } }
}`

/** A subscription by a client of its own. */
function subscribe(variables: Record<string, unknown>): AsyncIterableIterator<Event> {
  const client = createClient({ url: `${url}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 })
  clients.push(client)
  const results = client.iterate<{ articleIngested: Event }>({ query: DOCUMENT, variables })
  return (async function* () {
    for await (const { data, errors } of results) {
      if (errors) throw errors
      yield data!.articleIngested
    }
  })()
}

async function titles(events: AsyncIterableIterator<Event>, count: number): Promise<string[]> {
  const found: string[] = []
  while (found.length < count) found.push((await events.next()).value.article.title)
  await events.return?.()
  return found
}

const at = async (position: number) =>
  encodeChangeCursor({ epoch: (await new ChangeStore(own.db.manager).head()).epoch, position })

describe('articleIngested', () => {
  it('replays what was missed and goes on live; every cursor resumes after its event', async () => {
    for (const title of ['أ', 'ب', 'ج']) await book.ingest(title)
    const events = subscribe({ after: await at(1) })
    const first = (await events.next()).value
    expect(first).toMatchObject({ cursor: await at(2), article: { title: 'ب' } })
    const rest = titles(events, 2)
    await book.ingest('د')
    expect(await rest).toEqual(['ج', 'د'])
    expect(await titles(subscribe({ after: first.cursor }), 2)).toEqual(['ج', 'د'])
  })

  it('passes over what the log says to desks alone', async () => {
    await book.ingest('أ')
    await book.changeAnalyzer(1)
    await book.ingest('ب')
    const events = subscribe({ after: await at(0) })
    expect((await events.next()).value).toMatchObject({ cursor: await at(1), article: { title: 'أ' } })
    expect((await events.next()).value).toMatchObject({ cursor: await at(3), article: { title: 'ب' } })
    expect(await titles(subscribe({ after: await at(2) }), 1)).toEqual(['ب'])
  })

  it('resumes over and over while articles come in, and misses and repeats none', async () => {
    const expected = Array.from({ length: 60 }, (_, index) => `خبر ${index}`)
    const writing = (async () => {
      for (const title of expected) await book.ingest(title)
    })()
    const found: string[] = []
    let after = await at(0)
    while (found.length < expected.length) {
      const events = subscribe({ after })
      for (let taken = 0; taken < 13 && found.length < expected.length; taken++) {
        const { value } = await events.next()
        found.push(value.article.title)
        after = value.cursor
      }
      await events.return?.()
    }
    await writing
    expect(found).toEqual(expected)
  })

  it('sends what matches the filter', async () => {
    const events = subscribe({ after: await at(0), filter: { tags: ['غزة'], languages: ['ar'] } })
    await book.ingest('بلا وسم')
    await book.ingest('بوسم', { tagIds: ['7'], tagSlugs: ['غزة'] })
    await book.ingest('English', { tagIds: ['7'], tagSlugs: ['غزة'], language: 'en' })
    await book.ingest('بوسم أيضا', { tagIds: ['7', '8'], tagSlugs: ['غزة', 'سياسة'] })
    expect(await titles(events, 2)).toEqual(['بوسم', 'بوسم أيضا'])
  })

  it('leaves a withdrawn article out of a replay', async () => {
    for (const title of ['أ', 'ب', 'ج']) await book.ingest(title)
    await own.db.query(`update article set status = 'WITHDRAWN' where title = 'ب' and status = 'PUBLISHED'`)
    expect(await titles(subscribe({ after: await at(0) }), 2)).toEqual(['أ', 'ج'])
  })

  it('fails with what a cursor or a filter is refused for, and the socket carries on', async () => {
    for (let index = 0; index < 5; index++) await book.ingest('خبر')
    await book.pruneBefore(4)
    // The tail looks at the log once a second.
    await sleep(1_200)
    const client = createClient({ url: `${url}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 })
    clients.push(client)
    let sockets = 0
    client.on('opened', () => sockets++)
    const failure = async (variables: Record<string, unknown>) => {
      try {
        for await (const { errors } of client.iterate({ query: DOCUMENT, variables })) return errors![0]!.extensions
      } catch (errors) {
        return (errors as { extensions: object }[])[0]!.extensions
      }
    }
    // Keeps the socket open between the operations.
    const keeping = client.iterate({ query: DOCUMENT })
    void keeping.next()
    expect(await failure({ after: 'nonsense' })).toMatchObject({ code: 'CURSOR_INVALID' })
    expect(await failure({ after: await at(9) })).toMatchObject({ code: 'CURSOR_INVALID' })
    expect(await failure({ after: await at(1) })).toMatchObject({
      code: 'CURSOR_EXPIRED',
      oldestCursor: await at(3),
      liveCursor: await at(5),
    })
    const sources = Array.from({ length: 101 }, () => 'bbc')
    expect(await failure({ filter: { sources } })).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(sockets).toBe(1)
    await keeping.return?.()
  })
})
