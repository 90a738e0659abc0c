import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import WebSocket from 'ws'
import { type ClientOptions, type FeedState, SilaClient, type SubscribeOptions } from '../../client/src/index.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { LogBook } from './log-book.ts'
import { TcpProxy } from './tcp-proxy.ts'
import { startWholeServer, type WholeServer } from './whole-server.ts'

export const INGESTED = `subscription Ingested($filter: ArticleFilter, $after: ChangeCursor) {
  articleIngested(filter: $filter, after: $after) { cursor article { id title } }
}`
export interface Ingested {
  articleIngested: { cursor: string; article: { title: string } }
}
type Options = SubscribeOptions<Record<string, unknown>>

/** The titles that `publish` gives from one number up to another. */
export const titles = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `خبر ${from + index}`)

/** Where cursors stand in the log. */
export const positionsOf = (cursors: (string | null | undefined)[]) =>
  cursors.map((cursor) => Number(Buffer.from(cursor!, 'base64url').toString().split(':').at(-1)))

/** A server with a log that a test writes, a proxy before it, and clients that go through the proxy. */
export class FeedRoom {
  book: LogBook
  proxy: TcpProxy
  #database: TestDatabase
  #server: WholeServer
  #clients: SilaClient[] = []

  /** Opens and closes itself around the tests of a file; each finds an empty log. */
  constructor() {
    beforeAll(async () => {
      this.#database = await openTestDatabase()
      this.#server = await startWholeServer(this.#database.url, { roles: ['api'] })
      this.proxy = await TcpProxy.start(Number(new URL(this.#server.url).port))
    })
    beforeEach(async () => {
      this.book = new LogBook(this.#database.db)
      await this.book.beginAnew()
      // Answers of the log before stand for a moment: the server looks several times a second whether it is another.
      const [{ cursor }] = await this.#database.db.query(`select epoch || ':0' as cursor from log_head`)
      const told = async () => Buffer.from(await this.liveCursor(), 'base64url').toString()
      await expect.poll(told, { timeout: 5_000 }).toBe(cursor)
    })
    afterEach(() => {
      for (const client of this.#clients.splice(0)) client.close()
      this.proxy.mend()
    })
    afterAll(async () => {
      await this.proxy.close()
      await this.#server.close()
      await this.#database.close()
    })
  }

  client(options: Partial<ClientOptions>): SilaClient {
    const client = new SilaClient({ url: `${this.proxy.url}/graphql`, webSocketImpl: WebSocket, ...options })
    this.#clients.push(client)
    return client
  }

  /** Follows what is ingested until it is told to stop, with what it sees on the way. */
  follow(client: SilaClient, options: Options = {}) {
    const seen = { titles: [] as string[], cursors: [] as (string | null)[], states: [] as FeedState[] }
    const feed = client.subscribe<Ingested>(INGESTED, { ...options, onState: (state) => void seen.states.push(state) })
    const done = feed.each(({ data, cursor }) => {
      seen.titles.push(data!.articleIngested.article.title)
      seen.cursors.push(cursor)
    })
    const connected = () => expect.poll(() => seen.states.at(-1), { timeout: 10_000 }).toBe('connected')
    return { ...seen, feed, done, connected }
  }

  async publish(from: number, to: number): Promise<void> {
    for (const title of titles(from, to)) await this.book.ingest(title)
  }

  async liveCursor(): Promise<string> {
    const { body } = await this.#server.post('/graphql', { query: '{ articles(first: 1) { liveCursor } }' })
    return body.data.articles.liveCursor
  }
}
