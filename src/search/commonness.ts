import type { Analyzer } from '../arabic/analyzer.ts'
import {
  type IndexHead,
  type IndexSample,
  type IndexState,
  MAX_COUNTED,
  type SearchStore,
} from '../stores/search-store.ts'
import type { VersionedQuery } from '../stores/text-condition.ts'
import type { CompiledQuery } from './compiled-query.ts'
import { quoted } from './lexemes.ts'
import { partsOf } from './scoring.ts'

/** Lexemes in so many rows of the sample are common. */
const COMMON = 10
/** The sample is taken anew when the log has grown by so large a share of the index, and at least by so much. */
const GROWTH = 0.05
const MIN_GROWTH = 100

/**
 * How common words are. Rare ones are counted; of common ones, which would be slow to count, a sample tells. It is kept while the
 * index stays about as it is.
 */
export class Commonness {
  #sample: IndexSample | null = null
  #taking: Promise<IndexSample> | null = null
  #takenAt = { epoch: '', position: 0 }

  constructor(private readonly store: SearchStore) {}

  /** The index as a whole, with the frequencies of what a query measures. */
  async stateFor(compiled: ReadonlyMap<number, CompiledQuery>): Promise<IndexState> {
    const { lexemes, names } = partsOf(compiled)
    const known = this.#sample
    const isCommon = names.map((versions) => known !== null && countIn(known, versions) >= COMMON)
    const { counts, ...head } = await this.store.head(lexemes.filter((_, index) => !isCommon[index]))
    const sample = await this.#fresh(head)
    const frequencies = names.map((versions, index) => {
      const count = isCommon[index] ? MAX_COUNTED : counts.shift()!
      if (count < MAX_COUNTED) return count
      const estimate = Math.round((countIn(sample, versions) / Math.max(1, sample.rows)) * head.rows)
      return Math.max(isCommon[index] ? 1 : MAX_COUNTED, estimate)
    })
    return { ...head, averageLength: sample.averageLength, frequencies }
  }

  /** How many rows hold each of some folded words, under whichever version they are indexed; as far as counting goes. */
  async countsOf(analyzers: readonly Analyzer[], words: readonly string[]): Promise<number[]> {
    return (await this.store.head(words.map((word) => questionFor(analyzers, word)))).counts
  }

  /** The sample; an old one still serves while the next is taken. */
  async #fresh({ epoch, position, rows }: Pick<IndexHead, 'epoch' | 'position' | 'rows'>): Promise<IndexSample> {
    const growth = Math.abs(position - this.#takenAt.position)
    const isOld = epoch !== this.#takenAt.epoch || growth > Math.max(MIN_GROWTH, GROWTH * rows)
    if (isOld && this.#taking === null) {
      this.#taking = this.store
        .sample(rows)
        .then((sample) => {
          this.#takenAt = { epoch, position }
          this.#sample = sample
          return sample
        })
        .finally(() => {
          this.#taking = null
        })
      // Whoever waits for it hears that it failed; it is taken again for the next who asks.
      this.#taking.catch(() => {})
    }
    return this.#sample ?? (await this.#taking!)
  }
}

/** Asks for a folded word, under each version with its own stem. */
export const questionFor = (analyzers: readonly Analyzer[], word: string): VersionedQuery =>
  new Map(analyzers.map((analyzer) => [analyzer.version, quoted(analyzer.lexeme(word))]))

/** How many rows of a sample hold a lexeme, under whichever version it is more common. */
const countIn = ({ counts }: IndexSample, versions: ReadonlyMap<number, string>): number =>
  Math.max(0, ...[...versions.values()].map((lexeme) => counts.get(lexeme) ?? 0))
