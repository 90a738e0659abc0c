import { randomUUID } from 'node:crypto'
import type { EntityManager } from 'typeorm'
import { openWorkPlace } from '../bench/work-place.ts'
import { openDesk } from '../src/app/open-desk.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { clean } from '../src/ingestion/clean.ts'
import { Delivery } from '../src/ingestion/deliver.ts'
import { type ArticleRow, ArticleStore } from '../src/stores/article-store.ts'
import { InboxStore } from '../src/stores/inbox-store.ts'
import { arrivals, type CorpusLine } from './corpus-lines.ts'
import type { MeasureOptions } from './measure.ts'

const QUIET = { info: () => {}, warn: () => {} }
/** The log of changes outlives every measure. */
const FOR_EVER = 1e9
/** Rows read at once. */
const CHUNK = 2_000

/** What the desk made of one article: its row, or why it was rejected. */
export type Admitted = Pick<CorpusLine, 'articleId' | 'reason'>

/** Articles in a store of their own, admitted by the desk that the server runs. */
export class Corpus {
  /** GUIDs mean the same in all of it. */
  readonly #channel = `files:${randomUUID()}`

  constructor(
    readonly manager: EntityManager,
    private readonly options: MeasureOptions,
  ) {}

  /** Takes the lines of a file in, in the order of their arrival, and notes in each what became of it. */
  async admitLines(
    lines: readonly CorpusLine[],
    prepare: (item: ArticleItem) => ArticleItem = (item) => item,
  ): Promise<void> {
    const came = arrivals(lines)
    this.options.say(`sila: ${lines.length} articles come to a store of their own`)
    const admitted = await this.admit(came.map(({ item }) => prepare(item!)))
    for (const [index, line] of came.entries()) Object.assign(line, admitted[index])
  }

  /** Takes articles in, in this order, as `sila import` does; says of each what became of it. */
  async admit(items: readonly ArticleItem[]): Promise<Admitted[]> {
    const admitted: Admitted[] = []
    const delivered: number[] = []
    const settle = (index: number, outcome: Admitted): void => {
      admitted[index] = outcome
      this.options.progress?.(index + 1, items.length)
    }
    const delivery = new Delivery(new InboxStore(this.manager), ({ place, outcome, articleId, reason }) =>
      settle(delivered[place]!, outcome === 'REJECTED' ? { articleId: null, reason } : { articleId, reason: null }),
    )
    const now = new Date()
    for (const [index, item] of items.entries()) {
      const cleaned = clean(item, { now })
      if (!cleaned.ok) {
        settle(index, { articleId: null, reason: cleaned.reason })
        continue
      }
      delivered.push(index)
      const source = item.source ? { name: item.source } : {}
      const payload = { source, article: cleaned.article }
      await delivery.add({ kind: 'ARTICLE', channel: this.#channel, payload, rawPayloadId: null })
    }
    await delivery.finish()
    return admitted
  }

  /** The articles of these rows. */
  async articles(ids: readonly string[]): Promise<Map<string, ArticleRow>> {
    const store = new ArticleStore(this.manager)
    const byId = new Map<string, ArticleRow>()
    for (let at = 0; at < ids.length; at += CHUNK) {
      for (const row of await store.byIds(ids.slice(at, at + CHUNK))) byId.set(row.id, row)
    }
    return byId
  }
}

/** Opens an empty store with a desk at work, and closes both after the work. */
export async function withCorpus<T>(options: MeasureOptions, work: (corpus: Corpus) => Promise<T>): Promise<T> {
  const place = await (options.openPlace ?? (() => openWorkPlace({ durable: false })))()
  try {
    const desk = openDesk({ database: place.db, listener: place.listener }, { changesKeptSeconds: FOR_EVER }, QUIET)
    try {
      return await work(new Corpus(place.db.manager, options))
    } finally {
      await desk.close()
    }
  } finally {
    await place.close()
  }
}
