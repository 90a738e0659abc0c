import { clean } from '../ingestion/clean.ts'
import type { InboxItem } from '../stores/inbox-store.ts'
import { SAMPLE_CHANNEL } from '../stores/sample-store.ts'
import { type EditionItem, edition, editionSize } from './edition.ts'
import type { Sample } from './load-sample.ts'

/** An empty store begins with this part of the first edition, spread over the hours past. */
const BACKLOG_PART = 2 / 3
const BACKLOG_MS = 20 * 3_600_000

/** Makes deliveries of the sample. Items are counted over all editions: the first of the second one follows the last of the first. */
export class Press {
  #edition: { number: number; items: EditionItem[] } | null = null

  constructor(private readonly sample: Sample) {}

  /** One item as published at that moment. */
  live(place: number, now: Date): InboxItem[] {
    return this.#delivery(this.#itemAt(place), now, now)
  }

  /** Most of the first edition, for an empty store: so that a first reader finds linked articles at once, and the rest live. */
  backlog(now: Date): InboxItem[] {
    const count = Math.max(1, Math.floor(editionSize(this.sample.stories) * BACKLOG_PART))
    const items = Array.from({ length: count }, (_, place) => this.#itemAt(place))
    const first = items[0]!.minute
    const minutes = items.at(-1)!.minute - first + 1
    return items.flatMap((item) => {
      const past = BACKLOG_MS * (1 - (item.minute - first) / minutes)
      return this.#delivery(item, new Date(now.getTime() - past), now)
    })
  }

  /** The withdrawal of an article. */
  withdrawal(articleId: string, reason: string): InboxItem {
    return { kind: 'WITHDRAWAL', channel: SAMPLE_CHANNEL, payload: { articleId, reason }, rawPayloadId: null }
  }

  #delivery({ source: slug, item }: EditionItem, publishedAt: Date, now: Date): InboxItem[] {
    const cleaned = clean({ ...item, publishedAt: publishedAt.toISOString() }, { now })
    const publisher = this.sample.sources.find((source) => source.slug === slug)
    if (!cleaned.ok || publisher === undefined) return []
    const payload = { source: { ...publisher, isSample: true }, article: cleaned.article }
    return [{ kind: 'ARTICLE', channel: SAMPLE_CHANNEL, payload, rawPayloadId: null }]
  }

  #itemAt(place: number): EditionItem {
    const { stories } = this.sample
    const size = editionSize(stories)
    const number = Math.floor(place / size)
    if (this.#edition?.number !== number) this.#edition = { number, items: edition(stories, number) }
    return this.#edition.items[place % size]!
  }
}
