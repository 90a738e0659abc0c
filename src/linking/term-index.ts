/** An article in the window. `ref` is whatever its owner knows it by. */
export interface IndexedArticle<Ref> {
  ref: Ref
  title: string
  titleKey: string
  publishedAt: Date
  /** Most significant first. */
  terms: readonly string[]
}

/** One article found similar: how much (0 to 1) and the terms that say why. */
export interface Similar<Ref> {
  article: IndexedArticle<Ref>
  score: number
  reasons: string[]
}

/** The window's bound; beyond it the article indexed first leaves. */
const CAPACITY = 20_000
/** One more comes before the first leaves, and one more is only looked for. */
const SLOTS = CAPACITY + 2
/** A term in more articles than this share says nothing, once there are enough of them to tell. */
const COMMON_SHARE = 0.1
const COMMON_FROM = 100
/** Newest postings looked at per term. */
const POSTINGS_READ = 200
const LEAST_SHARED = 3
const LEAST_SCORE = 0.12
/** The first terms of an article, those of its title and lead, count in full, the others half. */
const LEADING_TERMS = 12
const TRAILING_WEIGHT = 0.5
/** Days after which nearness in time counts half. */
const HALF_LIFE_DAYS = 5
const REASONS_SHOWN = 4
const DAY_MS = 86_400_000

/**
 * The window of recent articles by their terms: a sliding inverted index. Similarity is the cosine of the articles' rare
 * terms, weighed by inverse document frequency and nearness in time.
 */
export class TermIndex<Ref> {
  readonly #articles = new Map<Ref, Entry<Ref>>()
  readonly #postings = new Map<string, Postings<Ref>>()
  /** Sums of one search by the slots of entries, which are used again: nothing is allocated for an article seen. */
  readonly #sharedTerms = new Uint16Array(SLOTS)
  readonly #sharedWeight = new Float64Array(SLOTS)
  readonly #freeSlots: number[] = Array.from({ length: SLOTS }, (_, slot) => SLOTS - 1 - slot)

  get size(): number {
    return this.#articles.size
  }

  add(article: IndexedArticle<Ref>): void {
    this.remove(article.ref)
    // Rarity moves slowly: an article keeps the length that its terms had when it came.
    const entry = { ...this.#entry(article), slot: this.#freeSlots.pop()! }
    this.#articles.set(article.ref, entry)
    for (const [place, term] of article.terms.entries()) {
      const posting = { entry, weight: weightAt(place) }
      const postings = this.#postings.get(term)
      if (postings === undefined) this.#postings.set(term, { alive: 1, all: [posting] })
      else {
        postings.alive++
        postings.all.push(posting)
      }
    }
    if (this.#articles.size > CAPACITY) this.remove(this.#articles.keys().next().value as Ref)
  }

  remove(ref: Ref): void {
    const entry = this.#articles.get(ref)
    if (entry === undefined) return
    this.#articles.delete(ref)
    entry.gone = true
    this.#freeSlots.push(entry.slot)
    for (const term of entry.article.terms) {
      const postings = this.#postings.get(term)
      if (postings === undefined) continue
      postings.alive--
      if (postings.alive === 0) this.#postings.delete(term)
      // Taken out one by one they would cost a walk each; half of them may be dead.
      else if (postings.all.length > 2 * postings.alive) postings.all = postings.all.filter(({ entry }) => !entry.gone)
    }
  }

  /** The articles most similar to one, best first. One with its very title is another print of it, not a similar article. */
  similarTo(article: IndexedArticle<Ref>, limit: number): Similar<Ref>[] {
    const own = this.#entry(article)
    const telling = article.terms.filter((term) => !this.#isCommon(term))
    const similar: { other: IndexedArticle<Ref>; score: number }[] = []
    for (const entry of this.#sharers(article)) {
      const { article: other, norm, slot } = entry
      const [terms, weight] = [this.#sharedTerms[slot]!, this.#sharedWeight[slot]!]
      this.#sharedTerms[slot] = this.#sharedWeight[slot] = 0
      if (terms < LEAST_SHARED || other.ref === article.ref || other.titleKey === article.titleKey) continue
      const score = Math.min(1, weight / (own.norm * norm)) * nearness(article.publishedAt, other.publishedAt)
      if (score >= LEAST_SCORE) similar.push({ other, score })
    }
    return similar
      .sort((a, b) => b.score - a.score)
      .slice(0, limit)
      .map(({ other, score }) => ({ article: other, score, reasons: this.#reasons(telling, other) }))
  }

  /** Those that share a telling term with an article; in their slots stand the number and the weight of what they share. */
  #sharers(article: IndexedArticle<Ref>): Entry<Ref>[] {
    const sharers: Entry<Ref>[] = []
    for (const [place, term] of article.terms.entries()) {
      const postings = this.#postings.get(term)
      if (postings === undefined || this.#isCommon(term)) continue
      const rarity = this.#rarity(term) ** 2 * weightAt(place)
      // The newest stand last.
      for (let at = postings.all.length - 1, read = 0; at >= 0 && read < POSTINGS_READ; at--) {
        const { entry, weight } = postings.all[at]!
        if (entry.gone) continue
        read++
        if (this.#sharedTerms[entry.slot] === 0) sharers.push(entry)
        this.#sharedTerms[entry.slot]!++
        this.#sharedWeight[entry.slot]! += rarity * weight
      }
    }
    return sharers
  }

  /** The terms that both have, those first that say most about the article. */
  #reasons(terms: readonly string[], other: IndexedArticle<Ref>): string[] {
    const others = new Set(other.terms)
    return terms.filter((term) => others.has(term)).slice(0, REASONS_SHOWN)
  }

  #entry(article: IndexedArticle<Ref>): Entry<Ref> {
    const squares = article.terms.map((term, place) => (this.#rarity(term) * weightAt(place)) ** 2)
    return { article, norm: Math.sqrt(squares.reduce((sum, square) => sum + square, 0)) || 1, gone: false, slot: 0 }
  }

  /** Inverse document frequency. */
  #rarity(term: string): number {
    return Math.log(1 + (this.#articles.size + 1) / ((this.#postings.get(term)?.alive ?? 0) + 1))
  }

  #isCommon(term: string): boolean {
    const documents = this.#postings.get(term)?.alive ?? 0
    return this.#articles.size >= COMMON_FROM && documents > this.#articles.size * COMMON_SHARE
  }
}

interface Entry<Ref> {
  article: IndexedArticle<Ref>
  /** Length of its vector of terms. */
  norm: number
  slot: number
  /** Out of the window, though some lists still hold it. */
  gone: boolean
}

/** The articles of a term, oldest first, the dead ones among them. */
interface Postings<Ref> {
  alive: number
  all: { entry: Entry<Ref>; weight: number }[]
}

const weightAt = (place: number): number => (place < LEADING_TERMS ? 1 : TRAILING_WEIGHT)

/** From 1 for the same moment to a half for long ago. */
function nearness(a: Date, b: Date): number {
  const days = Math.abs(a.getTime() - b.getTime()) / DAY_MS
  return 0.5 + 0.5 * 0.5 ** (days / HALF_LIFE_DAYS)
}
