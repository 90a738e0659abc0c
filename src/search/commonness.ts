import { type IndexSample, type IndexState, MAX_COUNTED, type SearchStore } from '../stores/search-store.ts'
import type { CompiledQuery } from './compiled-query.ts'
import { partsOf } from './scoring.ts'

/** The sample is taken anew when the log has grown by so large a share of the index, and at least by so much. */
const GROWTH = 0.05
const MIN_GROWTH = 100

/**
 * How common words are. Rare ones are counted; of common ones, which would be slow to count, a sample of the newest articles
 * tells. The sample is kept while the index stays about as it is.
 */
export class Commonness {
  #sample: Promise<IndexSample> | null = null
  #takenAt = { epoch: '', position: 0 }

  constructor(private readonly store: SearchStore) {}

  /** The index as a whole, with the frequencies of what a query measures. */
  async stateFor(compiled: ReadonlyMap<number, CompiledQuery>): Promise<IndexState> {
    const { lexemes, names } = partsOf(compiled)
    const known = await this.#sample
    const isCommon = names.map((versions) => shareOf(known, versions) > 0)
    const { counts, ...head } = await this.store.head(lexemes.filter((_, index) => !isCommon[index]))
    const { averageLength, shares } = await this.#fresh(head)
    const frequencies = names.map((versions, index) => {
      const count = isCommon[index] ? MAX_COUNTED : counts.shift()!
      const share = shareOf({ shares }, versions)
      return count < MAX_COUNTED ? count : Math.max(isCommon[index] ? 1 : count, Math.round(share * head.rows))
    })
    return { ...head, averageLength, frequencies }
  }

  /** How many rows hold each of some lexemes of one version, as far as counting goes. */
  async countsOf(version: number, lexemes: readonly string[]): Promise<number[]> {
    const single = (lexeme: string): CompiledQuery => ({ groups: [[{ lexemes: [lexeme], worth: 1 }]], excluded: [] })
    return (await this.store.head(lexemes.map((lexeme) => partsOf(new Map([[version, single(lexeme)]])).lexemes[0]!)))
      .counts
  }

  async #fresh({ epoch, position, rows }: Pick<IndexState, 'epoch' | 'position' | 'rows'>): Promise<IndexSample> {
    const growth = Math.abs(position - this.#takenAt.position)
    if (this.#sample === null || epoch !== this.#takenAt.epoch || growth > Math.max(MIN_GROWTH, GROWTH * rows)) {
      this.#takenAt = { epoch, position }
      const taken = this.store.sample()
      this.#sample = taken
      taken.catch(() => {
        this.#sample = null
      })
    }
    return await this.#sample
  }
}

/** The share of a lexeme under whichever version it is more common; 0 of one that is not common. */
function shareOf(sample: Pick<IndexSample, 'shares'> | null, versions: ReadonlyMap<number, string>): number {
  return Math.max(0, ...[...versions.values()].map((lexeme) => sample?.shares.get(lexeme) ?? 0))
}
