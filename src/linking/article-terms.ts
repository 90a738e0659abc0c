import { MAX_TERMS } from './analyse.ts'
import type { Analysis } from './analysis.ts'
import { type Rarity, Vocabulary } from './vocabulary.ts'

/** Slots of a chunk: memory grows by 1.3 MB at a time and nothing is ever copied. */
const CHUNK_BITS = 12
const CHUNK_SLOTS = 2 ** CHUNK_BITS

/** The terms of one article: `terms[from]` to `terms[to - 1]`, each its number in the upper 24 bits and its counts in the lower 8. */
export interface PackedTerms {
  terms: Uint32Array
  from: number
  to: number
}

/**
 * The terms of the articles in the window by slot, 4 bytes a term. Slots are small numbers that the owner gives out and uses
 * again. All indexes of the window read it; none keeps texts of its own.
 */
export class ArticleTerms {
  readonly vocabulary: Vocabulary
  readonly #chunks: Uint32Array[] = []
  readonly #counts: Uint8Array[] = []

  constructor(rarity: Rarity) {
    this.vocabulary = new Vocabulary(rarity)
  }

  /** Puts the terms of an article into a free slot. */
  set(slot: number, { lexemes, counts }: Pick<Analysis, 'lexemes' | 'counts'>): void {
    const chunk = slot >> CHUNK_BITS
    while (this.#chunks.length <= chunk) {
      this.#chunks.push(new Uint32Array(CHUNK_SLOTS * MAX_TERMS))
      this.#counts.push(new Uint8Array(CHUNK_SLOTS))
    }
    if (this.#counts[chunk]![slot & (CHUNK_SLOTS - 1)] !== 0) throw new Error(`slot ${slot} is taken`)
    const from = (slot & (CHUNK_SLOTS - 1)) * MAX_TERMS
    const count = Math.min(counts.length, MAX_TERMS)
    for (let at = 0, start = 0; at < count; at++) {
      const space = lexemes.indexOf(' ', start)
      const end = space < 0 ? lexemes.length : space
      this.#chunks[chunk]![from + at] = ((this.vocabulary.retain(lexemes, start, end) << 8) | counts[at]!) >>> 0
      start = end + 1
    }
    this.#counts[chunk]![slot & (CHUNK_SLOTS - 1)] = count
  }

  /** Empties a slot. */
  clear(slot: number): void {
    const { terms, from, to } = this.of(slot)
    for (let at = from; at < to; at++) this.vocabulary.release(terms[at]! >>> 8)
    this.#counts[slot >> CHUNK_BITS]![slot & (CHUNK_SLOTS - 1)] = 0
  }

  /** How many terms the article in a slot has. */
  count(slot: number): number {
    return this.#counts[slot >> CHUNK_BITS]?.[slot & (CHUNK_SLOTS - 1)] ?? 0
  }

  /** The terms in a slot, most telling first. */
  of(slot: number): PackedTerms {
    const from = (slot & (CHUNK_SLOTS - 1)) * MAX_TERMS
    return { terms: this.#chunks[slot >> CHUNK_BITS]!, from, to: from + this.count(slot) }
  }

  /** Takes the rarities of another frequency table; every index that keeps sums of them must be told as well. */
  reweigh(rarity: Rarity): void {
    this.vocabulary.reweigh(rarity)
  }
}
