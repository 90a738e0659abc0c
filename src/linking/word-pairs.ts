import { pairHash } from '../arabic/word-hash.ts'
import { grown, SlotLists } from './slot-lists.ts'

/** Words of a headline that are indexed; what is longer shares its beginning. */
const WORDS = 12
/** Neighbours, and the first and the last word with the edge beside them, which is all that two words have in common when one goes. */
const PAIRS = WORDS + 1
const EDGE = 0
/** Newest headlines looked at of those that share a pair of words: pairs in more of them («رئيس الوزراء») tell little. */
const READ_PER_PAIR = 64
const BEST = 8

/** Headlines by the pairs of neighbouring words in them, about 190 bytes each in typed arrays. Slots as in `CopyIndex`. */
export class WordPairs {
  readonly #lists = new SlotLists(PAIRS, (node) => this.#pairOf(node))
  #words = new Uint32Array(0)
  /** Words of each slot that are indexed; 0 of a free one. */
  #counts = new Uint8Array(0)
  /** How many pairs each slot shares with the headline that is looked for. */
  #shared = new Uint8Array(0)

  get bytes(): number {
    return this.#lists.bytes + this.#words.byteLength + this.#counts.byteLength + this.#shared.byteLength
  }

  /** Takes a headline's words in; the slot must be free. */
  add(slot: number, words: readonly number[]): void {
    this.#words = grown(this.#words, (slot + 1) * WORDS)
    this.#counts = grown(this.#counts, slot + 1)
    this.#shared = grown(this.#shared, slot + 1)
    this.#lists.reserve(slot + 1)
    this.#words.set(words.slice(0, WORDS), slot * WORDS)
    this.#counts[slot] = Math.min(words.length, WORDS)
    for (let pair = 0; pair < this.#pairsOf(slot); pair++) {
      const node = slot * PAIRS + pair
      this.#lists.add(node, this.#pairOf(node))
    }
  }

  remove(slot: number): void {
    for (let pair = 0; pair < this.#pairsOf(slot); pair++) this.#lists.remove(slot * PAIRS + pair)
    this.#counts[slot] = 0
  }

  /** The slots that share most pairs with a headline, at most 8, the best first. */
  sharing(words: readonly number[]): number[] {
    const found: number[] = []
    for (let at = 0; at <= words.length && at < PAIRS; at++) {
      this.#take(pairHash(words[at - 1] ?? EDGE, words[at] ?? EDGE), found)
    }
    const best: number[] = []
    for (const slot of found) {
      let at = best.length
      while (at > 0 && this.#shared[best[at - 1]!]! < this.#shared[slot]!) at--
      if (at === BEST) continue
      best.splice(at, 0, slot)
      best.length = Math.min(best.length, BEST)
    }
    for (const slot of found) this.#shared[slot] = 0
    return best
  }

  #take(pair: number, found: number[]): void {
    let read = 0
    for (let node = this.#lists.first(pair); node >= 0 && read < READ_PER_PAIR; node = this.#lists.after(node)) {
      if (this.#pairOf(node) !== pair) continue
      read++
      const slot = Math.floor(node / PAIRS)
      if (this.#shared[slot] === 0) found.push(slot)
      this.#shared[slot]!++
    }
  }

  #pairsOf(slot: number): number {
    const words = this.#counts[slot] ?? 0
    return words === 0 ? 0 : words + 1
  }

  #pairOf(node: number): number {
    const [slot, pair] = [Math.floor(node / PAIRS), node % PAIRS]
    const at = slot * WORDS + pair
    const first = pair === 0 ? EDGE : this.#words[at - 1]!
    return pairHash(first, pair === this.#counts[slot]! ? EDGE : this.#words[at]!)
  }
}
