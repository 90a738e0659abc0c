import { FrequencyTable, LEAST_SEEN } from './frequency-table.ts'

/** Words of a frozen table: more bring names and misprints that no stem depends on. */
export const MAX_TABLE_WORDS = 200_000
/** Distinct words under count: about 50 MB. Above it the rarest are forgotten. */
const MAX_COUNTED = 600_000
/** Longer strings are no words: addresses, pieces of code, words run together. */
const MAX_LENGTH = 24

/** Counts in how many documents of a stream each folded word stands, in bounded memory. */
export class FrequencyCounter {
  readonly #counts = new Map<string, number>()
  #documents: number

  /** @param former a table of the same stream, from which the count goes on */
  constructor(
    former: FrequencyTable | null = null,
    private readonly maxCounted = MAX_COUNTED,
  ) {
    this.#documents = former?.documents ?? 0
    for (const [word, documents] of former?.counts ?? []) {
      if (former!.isSeen(documents)) this.#counts.set(word, documents)
    }
  }

  /** Documents counted. */
  get documents(): number {
    return this.#documents
  }

  /** Distinct words under count. */
  get words(): number {
    return this.#counts.size
  }

  /** Counts the folded words of one document, each once. */
  add(words: Iterable<string>): void {
    this.#documents++
    for (const word of new Set(words)) {
      if (word.length > 0 && word.length <= MAX_LENGTH) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1)
    }
    this.#forget()
  }

  /** Lossy counting (Manku, Motwani 2002): what has come least often goes first, until there is room again. */
  #forget(): void {
    for (let least = 1; this.#counts.size > this.maxCounted; least++) {
      for (const [word, documents] of this.#counts) if (documents <= least) this.#counts.delete(word)
    }
  }

  /**
   * A frozen table of what was counted. Every word of the lexicon is in it, at least once; what else stands in it was seen in
   * two documents or more, the frequent first where there are too many. Equal for equal counts, whatever the order.
   */
  table(version: number, lexicon: FrequencyTable, maxWords = MAX_TABLE_WORDS): FrequencyTable {
    const counts = new Map<string, number>()
    for (const word of lexicon.counts.keys()) counts.set(word, Math.max(1, this.#counts.get(word) ?? 0))
    const others = [...this.#counts].filter(([word, documents]) => documents >= LEAST_SEEN && !counts.has(word))
    others.sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
    for (const [word, documents] of others.slice(0, Math.max(0, maxWords - counts.size))) counts.set(word, documents)
    return new FrequencyTable(version, Math.max(1, this.#documents), counts)
  }
}
