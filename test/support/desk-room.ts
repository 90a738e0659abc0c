import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { Desk, type DeskOptions } from '../../src/desk/desk.ts'
import type { Block, DeliveredArticle, DeliveredLink } from '../../src/entities/delivered-article.ts'
import type { SourceReference } from '../../src/entities/inbox.ts'
import { type InboxItem, InboxStore, type OutcomeRow } from '../../src/stores/inbox-store.ts'
import type { Listener } from '../../src/stores/listener.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

/** Now, for every desk of a room: decisions do not look at the clock. */
export const NOW = new Date('2026-03-10T12:00:00Z')

const FOR_EVER = 1_000_000_000

/** A delivered article of which a test says only what it is about. */
export type Given = Partial<DeliveredArticle> & { source?: SourceReference; channel?: string }

/** What became of an item. */
export type Settled = Omit<OutcomeRow, 'delivery' | 'place'>

/** Tables that hold the published record; the inbox, its outcomes and the lease are the way there. */
const RECORD =
  `article article_analysis article_body article_key article_text change log_head observation raw_payload related_link revision source
  source_alias story tag tagging`.split(/\s+/)

/** The same tables and those on the way, each before those that it refers to. */
const EMPTIED =
  `change outcome inbox revision related_link tagging tag observation article_key article_body story article
  frequency_table raw_payload feed source_alias source`.split(/\s+/)
const NUMBERED = ['article', 'inbox', 'raw_payload', 'related_link', 'revision', 'source', 'story', 'tag']

/** A desk on a database of its own, and what a test asks of it. */
export class DeskRoom {
  /** What the desk said of itself. */
  readonly events: { event: string; [field: string]: unknown }[] = []
  #desk: Desk | null = null

  private constructor(
    private readonly own: TestDatabase,
    private readonly options: Partial<DeskOptions>,
  ) {}

  /** @param options of all its desks, where a test does not say otherwise */
  static async open(options: Partial<DeskOptions> = {}): Promise<DeskRoom> {
    return new DeskRoom(await openTestDatabase(), options)
  }

  get url(): string {
    return this.own.url
  }

  get listener(): Listener {
    return this.own.listener
  }

  get db(): DataSource {
    return this.own.db
  }

  get inbox(): InboxStore {
    return new InboxStore(this.db.manager)
  }

  /** A desk that is not at work yet. */
  makeDesk(options: Partial<DeskOptions> = {}): Desk {
    const log: DeskOptions['log'] = (event, fields) => void this.events.push({ event, ...fields })
    const own = { database: this.db, changesKeptSeconds: FOR_EVER, now: () => NOW, log }
    return new Desk({ ...own, ...this.options, ...options })
  }

  /** Empties the record, with a desk that knows nothing. */
  async reset(): Promise<void> {
    await this.changeDesk()
    this.events.length = 0
    // Faster than truncate, which makes the files of every table anew.
    await this.db.query(EMPTIED.map((table) => `delete from ${table}`).join(';'))
    await this.db.query(`select setval(pg_get_serial_sequence(t, 'id'), 1, false) from unnest($1::text[]) t`, [
      NUMBERED,
    ])
    await this.db.query('update log_head set last_position = 0')
    await this.db.query('update desk_lease set holder = null, token = 0, expires_at = null')
    await this.db.query(`insert into source (slug, name, language) values ('unknown', 'مصدر غير معروف', 'und')`)
  }

  /** A desk at work for what others deliver. */
  startDesk(): void {
    this.#desk ??= this.makeDesk()
    this.#desk.start()
  }

  /** Lets the desk go; the next delivery finds another. */
  async changeDesk(): Promise<void> {
    await this.#desk?.close()
    this.#desk = null
  }

  async close(): Promise<void> {
    await this.#desk?.close()
    await this.own.close()
  }

  /** Gives items to the desk at once, so that they are one batch, and waits for what becomes of them. */
  async send(items: readonly InboxItem[]): Promise<Settled[]> {
    this.startDesk()
    const desk = this.#desk!
    const delivery = randomUUID()
    await this.inbox.add(delivery, 0, items)
    for (;;) {
      desk.wake()
      const outcomes = await this.inbox.outcomes(delivery, 0, items.length)
      if (outcomes.length === items.length) return outcomes.map(({ delivery: _, place: __, ...settled }) => settled)
      await sleep(3)
    }
  }

  /** Delivers articles as one batch. */
  async deliver(...given: readonly Given[]): Promise<Settled[]> {
    return await this.send(given.map(inboxItem))
  }

  /** Delivers one article. */
  async tell(given: Given): Promise<Settled> {
    return (await this.deliver(given))[0]!
  }

  async withdraw(articleId: string, reason = 'بطلب من الناشر'): Promise<Settled> {
    return (await this.send([withdrawal(articleId, reason)]))[0]!
  }

  async ask<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return await this.db.query(sql, parameters)
  }

  /** Every row of the record with the transaction that wrote it: equal where nothing was written. */
  async print(): Promise<Record<string, string>> {
    const prints: Record<string, string> = {}
    for (const table of RECORD) {
      const [row] = await this.ask<{ print: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t.xmin || t::text, '' order by t::text)), '') as print from ${table} t`,
      )
      prints[table] = row!.print
    }
    return prints
  }

  /** The log as its readers see it, without what is the same everywhere. */
  async log(): Promise<{ type: string; articleId: string; linkId: string | null; reason: string | null }[]> {
    return await this.ask(
      `select type, article_id as "articleId", link_id as "linkId", reason from change order by position`,
    )
  }

  /** The links of an article as its page shows them: kind, position, headline, whom they lead to, whether they are shown. */
  async links(
    articleId: string,
  ): Promise<{ kind: string; position: number; headline: string; to: string | null; shown: boolean }[]> {
    return await this.ask(
      `select kind, position, headline, article_id as "to", is_shown as shown from related_link
        where from_id = $1 and origin = 'PUBLISHER' order by kind, is_shown desc, position, id`,
      [articleId],
    )
  }
}

export const paragraphs = (...texts: string[]): Block[] =>
  texts.map((text) => ({
    kind: 'PARAGRAPH',
    text,
    html: `<p>${text}</p>`,
    language: 'ar',
    direction: 'RTL',
    url: null,
    attribution: null,
  }))

export const link = (headline: string, given: Partial<DeliveredLink> = {}): DeliveredLink => ({
  headline,
  url: null,
  excerpt: null,
  concatenated: false,
  ...given,
})

export const tags = (...labels: string[]): DeliveredArticle['taggings'] =>
  labels.map((label) => ({ label, origin: 'PUBLISHER', confidence: 1 }))

export function inboxItem({ source = { slug: 'one' }, channel, ...given }: Given): InboxItem {
  const article: DeliveredArticle = {
    guid: null,
    url: null,
    title: 'عنوان الخبر',
    excerpt: null,
    blocks: null,
    language: 'ar',
    direction: 'RTL',
    authors: null,
    taggings: [],
    image: null,
    publishedAt: '2026-03-10T09:00:00Z',
    publishedAtPrecision: 'TIME',
    observedAt: null,
    readAlso: null,
    similar: null,
    ...given,
  }
  return {
    kind: 'ARTICLE',
    channel: channel ?? `push:${source.slug}`,
    payload: { source, article },
    rawPayloadId: null,
  }
}

export const withdrawal = (articleId: string, reason: string): InboxItem => ({
  kind: 'WITHDRAWAL',
  channel: 'editor',
  payload: { articleId, reason },
  rawPayloadId: null,
})
