import { MAX_TERMS } from './analyse.ts'
import type { ArticleTerms } from './article-terms.ts'
import { bringBest } from './nearest.ts'
import { PostingLists } from './posting-lists.ts'
import { type Placed, SlotFacts } from './slot-facts.ts'
import { weightTable } from './term-counts.ts'

/** Terms of an article under which it is found: the most telling. All its terms count once it is found. */
export const POSTED_TERMS = 32
/** Newest postings looked at per term: so the cost does not grow with the window. With 400 no more editors’ links were found. */
const POSTINGS_READ = 100
/** Best of those found that are compared term by term. */
const COMPARED = 120
/** Saturation of repeated words: in the article found as in BM25 (Robertson and Zaragoza 2009), in the one that asks weaker. */
const K_FOUND = 1.2
const K_ASKING = 4
const FOUND = weightTable((title, lead, rest) => saturated(2 * title + 1.3 * lead + rest, K_FOUND))
const ASKING = weightTable((title, lead, rest) => saturated(2 * title + 1.3 * lead + rest, K_ASKING))
/** Power of a rarity: squared, words that hardly any article holds outweigh the names that a story is told by. */
const RARITY = 1.5
/** Fewer words in common are chance, however rare they are. */
const LEAST_SHARED = 2
/** Nearness in time falls to this for long ago: editors link to what is weeks old too. */
const LEAST_NEARNESS = 0.5
/** Days after which what nearness loses is down to 1/e. */
const NEARNESS_DAYS = 7
const DAY_MS = 86_400_000
/**
 * How much more an article of the same source is expected beside one of another: what editors link to is nearly always their
 * own. It orders what is found and is not part of the score.
 */
const SAME_SOURCE = 1.6

/** One article found: how much of what the asking one says it says too (0 to 1), nearness in time included. */
export interface Similar {
  slot: number
  /** What it says too, without nearness in time. */
  likeness: number
  score: number
  /** The score with the preference for the same source: the order of the list. */
  rank: number
}

/**
 * The window of articles by what they are about: a sliding inverted index over the most telling terms finds candidates, newest
 * first, which are then compared by all terms. What it says depends on the articles in it, their order, and the present
 * rarities only. Nothing is allocated for an article that is looked at and not returned.
 */
export class SimilarIndex {
  readonly #postings = new PostingLists()
  readonly #facts = new SlotFacts()
  /** Sums of one search by slot, and the slots that it touched. */
  #sums = new Float32Array(0)
  #touched = new Uint32Array(0)
  /** What each term adds to a candidate that holds it once, of the article that asks, by number of the term. */
  #asked = new Float32Array(0)
  /** Of the terms that are given as shared. */
  readonly #worths = new Float64Array(MAX_TERMS)
  /** Of one search by slot, like the sums: what `Similar` says of those that are compared. */
  #likeness = new Float64Array(0)
  #ranks = new Float64Array(0)

  constructor(private readonly articles: ArticleTerms) {}

  get size(): number {
    return this.#facts.size
  }

  /** Lets an article be found whose terms stand in its slot. */
  add(slot: number, placed: Placed): void {
    this.#facts.set(slot, placed)
    if (slot >= this.#sums.length) this.#growSums(slot)
    const { terms, from, to } = this.articles.of(slot)
    for (let at = from; at < Math.min(to, from + POSTED_TERMS); at++) {
      const term = terms[at]!
      this.#postings.push(term >>> 8, ((slot << 8) | (term & 255)) >>> 0)
    }
  }

  /** Takes an article out, before its slot is emptied. */
  remove(slot: number): void {
    if (!this.#facts.delete(slot)) return
    const { terms, from, to } = this.articles.of(slot)
    for (let at = from; at < Math.min(to, from + POSTED_TERMS); at++) {
      const term = terms[at]!
      this.#postings.remove(term >>> 8, ((slot << 8) | (term & 255)) >>> 0)
    }
  }

  /** The articles most similar to the one in a slot, which need not be in the index itself, best first. */
  similarTo(slot: number, placed: Placed, limit: number): Similar[] {
    const whole = this.#ask(slot)
    const [touched, likeness, ranks, orders] = [this.#touched, this.#likeness, this.#ranks, this.#facts.orders]
    const gathered = this.#gather(slot)
    bringBest(touched, gathered, COMPARED, this.#sums, orders)
    for (let at = 0; at < gathered; at++) this.#sums[touched[at]!] = 0
    let found = 0
    for (let at = 0; at < Math.min(COMPARED, gathered); at++) {
      const other = touched[at]!
      const worth = this.#worthOf(other)
      if (worth === 0) continue
      likeness[other] = Math.min(1, worth / whole)
      const score = likeness[other]! * nearness(placed.publishedAt, this.#facts.publishedAt(other))
      ranks[other] = score * (this.#facts.isOf(other, placed.source) ? SAME_SOURCE : 1)
      touched[found++] = other
    }
    this.#forget(slot)
    bringBest(touched, found, limit, ranks, orders)
    return Array.from(touched.subarray(0, Math.min(limit, found)))
      .sort((a, b) => ranks[b]! - ranks[a]! || orders[b]! - orders[a]!)
      .map((other) => this.#similar(other, placed))
  }

  #similar(slot: number, placed: Placed): Similar {
    const [likeness, rank] = [this.#likeness[slot]!, this.#ranks[slot]!]
    return { slot, likeness, score: likeness * nearness(placed.publishedAt, this.#facts.publishedAt(slot)), rank }
  }

  /** The lexemes that each of the others shares with an article, those first that add most to their likeness. */
  sharedTerms(slot: number, others: readonly number[], limit: number): string[][] {
    this.#ask(slot)
    const shared = others.map((other) => this.#sharedWith(other, limit))
    this.#forget(slot)
    return shared
  }

  #sharedWith(other: number, limit: number): string[] {
    const { terms, from, to } = this.articles.of(other)
    const ids: number[] = []
    const worths = this.#worths
    for (let at = from; at < to; at++) {
      const id = terms[at]! >>> 8
      const worth = this.#asked[id]! * FOUND[terms[at]! & 255]!
      if (worth === 0 || (ids.length === limit && worth <= worths[limit - 1]!)) continue
      // Into its place among the best so far, behind those that add as much.
      let place = Math.min(ids.length, limit - 1)
      for (; place > 0 && worth > worths[place - 1]!; place--) {
        ids[place] = ids[place - 1]!
        worths[place] = worths[place - 1]!
      }
      ids[place] = id
      worths[place] = worth
    }
    return ids.map((id) => this.articles.vocabulary.lexeme(id))
  }

  /** Writes down what each term of the asking article is worth; gives what an article would come to that says all it says. */
  #ask(slot: number): number {
    const { rarities, bound } = this.articles.vocabulary
    if (bound > this.#asked.length) this.#asked = new Float32Array(rarities.length)
    const { terms, from, to } = this.articles.of(slot)
    let whole = 0
    for (let at = from; at < to; at++) {
      const [id, code] = [terms[at]! >>> 8, terms[at]! & 255]
      const worth = ASKING[code]! * rarities[id]! ** RARITY
      this.#asked[id] = worth
      whole += worth * FOUND[code]!
    }
    return whole || 1
  }

  #forget(slot: number): void {
    const { terms, from, to } = this.articles.of(slot)
    for (let at = from; at < to; at++) this.#asked[terms[at]! >>> 8] = 0
  }

  /** Finds candidates by the most telling terms; gives how many were touched. */
  #gather(slot: number): number {
    const [sums, touchedSlots, room] = [this.#sums, this.#touched, this.#postings.room]
    let touched = 0
    const { terms, from, to } = this.articles.of(slot)
    for (let place = from; place < Math.min(to, from + POSTED_TERMS); place++) {
      const id = terms[place]! >>> 8
      if (this.#postings.length(id) === 0) continue
      const worth = this.#asked[id]!
      const start = this.#postings.start(id)
      const end = start + this.#postings.length(id)
      for (let at = end - 1, last = Math.max(start, end - POSTINGS_READ); at >= last; at--) {
        const posting = room[at]!
        const other = posting >>> 8
        if (sums[other] === 0) touchedSlots[touched++] = other
        sums[other]! += worth * FOUND[posting & 255]!
      }
    }
    // Only the asking article itself, which may be in.
    sums[slot] = 0
    let others = 0
    for (let at = 0; at < touched; at++) if (touchedSlots[at] !== slot) touchedSlots[others++] = touchedSlots[at]!
    return others
  }

  /** What another article says of what the asking one says; 0 where they share too few words. */
  #worthOf(other: number): number {
    const { terms, from, to } = this.articles.of(other)
    const asked = this.#asked
    let sum = 0
    let shared = 0
    for (let at = from; at < to; at++) {
      const worth = asked[terms[at]! >>> 8]!
      if (worth === 0) continue
      sum += worth * FOUND[terms[at]! & 255]!
      shared++
    }
    return shared < LEAST_SHARED ? 0 : sum
  }

  #growSums(slot: number): void {
    const length = Math.ceil((slot + 1_024) * 1.3)
    this.#sums = new Float32Array(length)
    this.#touched = new Uint32Array(length)
    this.#likeness = new Float64Array(length)
    this.#ranks = new Float64Array(length)
  }

  /** Bytes held beside the terms, spare room included. */
  get bytes(): number {
    return this.#postings.bytes + this.#sums.byteLength * 6 + this.#facts.bytes + this.#asked.byteLength
  }
}

function saturated(count: number, k: number): number {
  return (count * (k + 1)) / (count + k)
}

/** From 1 for the same moment down to LEAST_NEARNESS for long ago. */
function nearness(a: number, b: number): number {
  return LEAST_NEARNESS + (1 - LEAST_NEARNESS) * Math.exp(-Math.abs(a - b) / (NEARNESS_DAYS * DAY_MS))
}
