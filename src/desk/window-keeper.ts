import type { EntityManager } from 'typeorm'
import type { Analyzer } from '../arabic/analyzer.ts'
import { seenTags } from '../linking/site-menus.ts'
import { AnalysisStore, type WindowRow } from '../stores/analysis-store.ts'
import { FrequencyStore } from '../stores/frequency-store.ts'
import { RecordStore } from '../stores/record-store.ts'
import type { PlacedArticle, WindowBounds } from './placement.ts'
import { analysisOf, linesOf } from './stored-analysis.ts'
import { WINDOW, Window } from './window.ts'

/** Beyond so many tags they are looked up when they are met. */
const MAX_TAGS = 100_001
/** Rows read at once: a few megabytes. */
const CHUNK = 5_000

/**
 * Keeps a window in step with the record: read once, and from then on moved by what the log says that changed. The desk that
 * writes moves its window itself and says how far; one that stands by looks now and then, and takes over without reading anew.
 */
export class WindowKeeper {
  #window: Window | null = null
  /** The position of the log that the window stands at. */
  #position = 0

  constructor(private readonly bounds: WindowBounds = WINDOW) {}

  /** The window as the record stands; `manager` sees one snapshot or holds the lease. */
  async current(manager: EntityManager): Promise<Window> {
    const store = new AnalysisStore(manager)
    const { position, analyzerVersion } = await store.head()
    if (this.#window === null) this.#window = await this.#read(manager, store, analyzerVersion)
    else if (position !== this.#position) await this.#follow(this.#window, store)
    if (this.#window.analyzer.version !== analyzerVersion)
      this.#window.reweigh(await new FrequencyStore(manager).analyzer(analyzerVersion))
    this.#position = position
    if (this.#window.rows.isFull) this.#window.rows.forget()
    return this.#window
  }

  /** The analyzer that holds in the window; null where nobody knows what the window holds. */
  get analyzer(): Analyzer | null {
    return this.#window?.analyzer ?? null
  }

  /** Goes on under a table that was frozen at a position of the log, the next after that of the window. */
  grown(analyzer: Analyzer, position: number): void {
    this.#window?.reweigh(analyzer)
    this.#position = position
  }

  /** Says that the window was moved along with what was committed up to a position. */
  moved(position: number): void {
    this.#position = position
  }

  /** Says that nobody knows what the window holds: it is read anew. */
  forget(): void {
    this.#window = null
  }

  async #read(manager: EntityManager, store: AnalysisStore, version: number): Promise<Window> {
    const analyzer = await new FrequencyStore(manager).analyzer(version)
    const window = new Window(analyzer, this.bounds)
    let from = await store.windowStart(this.bounds.days, this.bounds.changes)
    while (from !== null) {
      const rows = await store.windowRows(from, CHUNK)
      for (const row of rows) window.restore(placedArticle(row))
      const last = rows.at(-1)
      from = rows.length < CHUNK || last === undefined ? null : String(BigInt(last.position) + 1n)
    }
    for (const { id, headline, ...printed } of await store.pendingHeadlines()) window.pending.add(id, headline, printed)
    await this.#learn(window, store, null)
    window.rows.takeAllTags(await new RecordStore(manager).tags(MAX_TAGS))
    return window
  }

  async #follow(window: Window, store: AnalysisStore): Promise<void> {
    window.rows.forget()
    const since = String(this.#position)
    for (const id of await store.withdrawnSince(since)) window.remove(id)
    for (const row of await store.changedSince(since)) {
      if (BigInt(row.position) > BigInt(since)) window.restore(placedArticle(row))
      else window.regroup(row.articleId, row.copyOfId)
    }
    for (const id of await store.resolvedSince(since)) window.pending.remove(id)
    for (const { id, headline, ...printed } of await store.pendingHeadlines(since)) {
      window.pending.add(id, headline, printed)
    }
    await this.#learn(window, store, since)
  }

  /** What sources print under everything, and in their menus. */
  async #learn(window: Window, store: AnalysisStore, since: string | null): Promise<void> {
    for (const { at, lines } of await store.linesSince(since)) window.boilerplate.learn(linesOf(lines), at)
    for (const { sourceId, day, taggings } of await store.taggingsSince(since)) {
      window.menus.learn(sourceId, day, seenTags(taggings))
    }
  }
}

function placedArticle(row: WindowRow): PlacedArticle {
  const { articleId, sourceId, title, titleKey, publishedAt, at, copyOfId, cluster, event } = row
  const order = Number(row.position)
  const placed = {
    id: articleId,
    sourceId,
    title,
    titleKey,
    publishedAt,
    order,
    at,
    copyOfId,
    analysis: analysisOf(row),
  }
  return { ...placed, cluster: Number(cluster ?? row.position), event: event ?? 1 }
}
