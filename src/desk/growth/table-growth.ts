import type { EntityManager } from 'typeorm'
import { Analyzer } from '../../arabic/analyzer.ts'
import { FrequencyCounter } from '../../arabic/frequency-counter.ts'
import { MAX_VERSIONS } from '../../search/analyzers.ts'
import { FrequencyStore, type TableState } from '../../stores/frequency-store.ts'
import { type PrintedArticle, PrintedTextStore } from '../../stores/printed-text-store.ts'
import { RecordStore } from '../../stores/record-store.ts'
import { RecordWriter } from '../../stores/record-writer.ts'
import { ChangeRecorder } from '../change-recorder.ts'
import { printedParagraphs } from '../printed-paragraphs.ts'
import type { WindowKeeper } from '../window-keeper.ts'
import type { Fenced } from './fenced.ts'
import type { Reindexing } from './reindexing.ts'

/** Articles with which the first table of an operator's own is frozen, and how many times as many each later one waits for. */
const FIRST_SIZE = 128
const SIZE_FACTOR = 4
/** Articles counted for one table, the latest: eight times as many made no measure of stories and similar articles better. */
const MAX_COUNTED = 1_024
/** Texts read and counted before others have a turn: about 10 ms. */
const AT_ONCE = 50

/** What growth needs of the desk. */
export interface GrowthOptions {
  manager: EntityManager
  fenced: Fenced
  window: WindowKeeper
  reindexing: Reindexing
  signal: AbortSignal
  now(): Date
  log(event: string, fields: Record<string, unknown>): void
}

/**
 * The frequency table grows with what the desk admits: with so many articles it is frozen anew, between the article that makes them
 * so many and the next. It is counted from the texts as they are stored at that place of the log, so that it is the same whichever
 * desk does it, and however often it is begun.
 */
export class TableGrowth {
  /** Null where it is to be read. */
  #state: TableState | null = null

  constructor(private readonly options: GrowthOptions) {}

  /** Whether the table is due after so many more articles: the desk takes nothing further before it has grown. */
  isDueAfter(more: number): boolean {
    return this.#state !== null && this.#state.articlesNow + more >= sizeAfter(this.#state.articlesThen)
  }

  /** Says that so many articles were admitted. */
  admitted(articles: number): void {
    if (this.#state !== null) this.#state.articlesNow += articles
  }

  /** Says that somebody else may have written since. */
  forget(): void {
    this.#state = null
  }

  /** Leaves out a table that cannot be made. */
  skip(): void {
    if (this.#state !== null) this.#state.articlesThen = this.#state.articlesNow
  }

  /** Freezes the table where it is due. False where it was told to stop before it had. */
  async grow(): Promise<boolean> {
    const { manager, reindexing, window, signal, log } = this.options
    this.#state ??= await new FrequencyStore(manager).state()
    if (!this.isDueAfter(0)) return true
    const began = performance.now()
    const { analyzer } = await window.current(manager)
    await reindexing.finish(analyzer.version + 2 - MAX_VERSIONS, analyzer, signal)
    const counter = await this.#count(analyzer, this.#state)
    if (signal.aborted) return false
    const lexicon = (await new FrequencyStore(manager).analyzer(0)).table
    const grown = new Analyzer(counter.table(analyzer.version + 1, lexicon))
    await grown.prepare()
    await this.#freeze(grown, this.#state.articlesNow)
    const { version, documents, counts } = grown.table
    log('desk.table-grown', { version, documents, words: counts.size, ms: Math.round(performance.now() - began) })
    this.#state = null
    return true
  }

  /** Goes on with the count of the present table. */
  async #count(present: Analyzer, { articlesThen, articlesNow }: TableState): Promise<FrequencyCounter> {
    const { fenced, signal } = this.options
    const counter = new FrequencyCounter(present.version === 0 ? null : present.table)
    const latest = Math.min(articlesNow - articlesThen, MAX_COUNTED)
    let after: string | null = await fenced((manager) => new PrintedTextStore(manager).beforeLatest(latest))
    while (after !== null && !signal.aborted) {
      // Under the lease, which is renewed by it.
      const read = await fenced((manager) => new PrintedTextStore(manager).after(after!, AT_ONCE))
      for (const article of read) counter.add(wordsOf(article, present))
      after = read.length < AT_ONCE ? null : read.at(-1)!.id
    }
    return counter
  }

  /** Lets the table hold from here on: for whoever reads the log, and for the window. */
  async #freeze(grown: Analyzer, articles: number): Promise<void> {
    const { fenced, window, now } = this.options
    const words = await grown.table.encode()
    const position = await fenced(async (manager) => {
      const head = await new RecordStore(manager).logHead()
      const recorder = new ChangeRecorder(head.position, now(), grown)
      recorder.recordAnalyzer(grown.version)
      await new FrequencyStore(manager).add(grown, { articles, position: String(recorder.position), words })
      await new RecordWriter(manager).append(recorder.changes)
      return recorder.position
    })
    window.grown(grown, position)
  }
}

/** How many articles the next table waits for. */
function sizeAfter(articles: number): number {
  let size = FIRST_SIZE
  while (size <= articles) size *= SIZE_FACTOR
  return size
}

function* wordsOf({ title, excerpt, blocks }: PrintedArticle, analyzer: Analyzer): Iterable<string> {
  for (const text of [title, ...printedParagraphs(blocks, excerpt)])
    for (const { folded } of analyzer.analyze(text)) yield folded
}
