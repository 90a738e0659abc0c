import type { DataSource } from 'typeorm'
import { SimulatedClock } from '../../bench/simulated-clock.ts'
import type { DeliveredArticle } from '../../src/entities/delivered-article.ts'
import type { Feed } from '../../src/entities/feed.ts'
import { Feed as FeedEntity } from '../../src/entities/feed.ts'
import type { Source } from '../../src/entities/source.ts'
import { Fetcher } from '../../src/ingestion/fetch/fetcher.ts'
import { Ingester, type IngesterOptions } from '../../src/ingestion/ingester.ts'
import { feedAddress } from '../../src/ingestion/schedule/feed-address.ts'
import { Work } from '../../src/ingestion/schedule/work.ts'
import { readPageArticle, readPayload } from '../../src/ingestion/worker/read-payload.ts'
import { claimWork } from '../../src/stores/claim-work.ts'
import { columnsOf } from '../../src/stores/columns.ts'
import { WORK_TERMS } from '../../src/stores/work-lease.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { StubOrigin } from './stub-origin.ts'

/** When the days of tests begin. */
export const START = new Date('2026-03-09T00:00:00Z')

const NO_SIGNAL = new AbortController().signal

/** What a test says of a feed; the rest is as it is added. */
export interface GivenFeed extends Partial<Pick<Feed, 'kind' | 'tags' | 'paused'>> {
  url: string
  source?: Partial<Pick<Source, 'slug' | 'display' | 'robots' | 'profile' | 'paused'>>
}

/** A database of its own, publishers on a port, a clock that jumps, and the real fetcher and parsers (without threads). */
export class IngestRoom {
  readonly events: { event: string; [field: string]: unknown }[] = []
  readonly fetcher: Fetcher
  robotsSay: (url: string) => boolean = () => true

  private constructor(
    readonly test: TestDatabase,
    readonly origin: StubOrigin,
    readonly clock: SimulatedClock,
  ) {
    this.fetcher = new Fetcher({ userAgent: 'Sila/test', allowPrivate: 'all', resolve: origin.resolve })
  }

  static async open(until?: Date): Promise<IngestRoom> {
    const clock = new SimulatedClock(START, until)
    return new IngestRoom(await openTestDatabase({ poolSize: 20 }), await StubOrigin.open(() => clock.now()), clock)
  }

  get db(): DataSource {
    return this.test.db
  }

  get options(): IngesterOptions {
    return {
      database: this.db,
      fetcher: this.fetcher,
      parsers: { parse: async (task) => readPayload(task), extract: async (task) => readPageArticle(task) },
      robots: { allows: async (url) => ({ allowed: this.robotsSay(url) }) },
      clock: this.clock,
      random: () => 0.5,
      log: (event, fields) => void this.events.push({ event, at: this.clock.now().getTime(), ...fields }),
      terms: WORK_TERMS,
      rawKeptSeconds: 86_400,
    }
  }

  makeIngester(options: Partial<IngesterOptions> = {}): Ingester {
    return new Ingester({ ...this.options, ...options })
  }

  /** Adds a feed with its source; gives its id. */
  async addFeed({ url, source = {}, ...feed }: GivenFeed): Promise<string> {
    const { slug = 'one', display = 'FULL', robots = 'RESPECT', profile = null, paused = false } = source
    const [{ id: sourceId }] = await this.db.query(
      `insert into source (slug, name, display, robots, profile, paused) values ($1, $1, $2, $3, $4, $5)
       on conflict (slug) do update set name = excluded.name returning id`,
      [slug, display, robots, profile, paused],
    )
    const { urlKey, host } = feedAddress(url)!
    const [{ id }] = await this.db.query(
      `insert into feed (source_id, url, url_key, host, kind, tags, paused, next_fetch_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning id`,
      [sourceId, url, urlKey, host, feed.kind ?? 'FEED', feed.tags ?? [], feed.paused ?? false, this.clock.now()],
    )
    return id
  }

  async feed(id: string): Promise<Feed> {
    const [row] = await this.db.query(`select ${columnsOf(FeedEntity, 'f')} from feed f where id = $1`, [id])
    return row
  }

  /** Does everything that is due, once. */
  async workOnce(options: Partial<IngesterOptions> = {}): Promise<{ feeds: number; pages: number }> {
    const all = { ...this.options, ...options, terms: options.terms ?? WORK_TERMS }
    const work = new Work(all)
    const limits = { feeds: 100, pages: 100, together: 200 }
    const claimed = await claimWork(this.db, this.clock.now(), limits, all.terms)
    await Promise.all([
      ...claimed.feeds.map((feed) => work.feed(feed, NO_SIGNAL)),
      ...claimed.pages.map((page) => work.page(page, NO_SIGNAL)),
    ])
    return { feeds: claimed.feeds.length, pages: claimed.pages.length }
  }

  /** Lets the time come at which a feed is due, and polls it. */
  async pollNext(id: string): Promise<Feed> {
    const { nextFetchAt } = await this.feed(id)
    this.clock.pass(Math.max(0, nextFetchAt.getTime() - this.clock.now().getTime()))
    await this.workOnce()
    return await this.feed(id)
  }

  /** The articles that wait for the desk, in order. */
  async inbox(): Promise<{ channel: string; source: string; article: DeliveredArticle; raw: string | null }[]> {
    return await this.db.query(
      `select channel, payload->'source'->>'slug' as source, payload->'article' as article, raw_payload_id as raw from inbox order by id`,
    )
  }

  async close(): Promise<void> {
    await this.fetcher.close()
    await this.origin.close()
    await this.test.close()
  }
}
