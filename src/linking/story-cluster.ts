import { type ArticleTerms, weightTable } from './article-terms.ts'

/** Newest members that stand for a story: it moves on with what is written about it, and its cost is bounded. */
export const SPOKESMEN = 16
/** Parts of an article that are compared each by itself: its title, title and lead, all of it. */
const PARTS = [
  { share: 0.2, weights: weightTable((title) => logarithmic(title)) },
  { share: 0.5, weights: weightTable((title, lead) => logarithmic(title + lead)) },
  { share: 0.3, weights: weightTable((title, lead, rest) => logarithmic(title + lead + rest)) },
] as const

/** What is decided about. The slot holds its terms; `order` is that of admission. */
export interface StoryArticle {
  slot: number
  order: number
  publishedAt: number
  /** An article of its copy group that is in already: its story is the article's. */
  copyOf: number | null
}

/** An article that is near: as `SimilarIndex.similarTo` gives it. */
export interface Neighbour {
  slot: number
  /** Without nearness in time. */
  likeness: number
}

/** A story in the window. Everything about it follows from its members and the present rarities. */
export interface StoryCluster {
  /** Order of admission of its first article: of two stories that merge the lower stays. */
  id: number
  /** Slots of its articles in the window, in the order of their admission. */
  members: number[]
  /** When its newest was published, in milliseconds since 1970. */
  newest: number
  /** Highest number of an event in it. */
  events: number
  /** Lengths of the sums of its spokesmen, a part each; null where they are to be computed again. */
  norms: readonly number[] | null
}

/** Compares one article with stories, by the cosine of the rare terms of its parts with the sum of the newest members. */
export class StoryComparison {
  /** Weights of the article by number of the term, a part each; they wait as zeros between two comparisons. */
  #asked = PARTS.map(() => new Float64Array(0))
  #norms: readonly number[] = []
  readonly #sums = PARTS.map(() => new Float64Array(0))

  constructor(private readonly articles: ArticleTerms) {}

  /** Runs `compare` with the likeness of an article (0 to 1) to whatever story it asks about. */
  with<Result>(slots: readonly number[], compare: (likeness: (cluster: StoryCluster) => number) => Result): Result {
    this.#reserve()
    this.#norms = this.#add(slots, this.#asked)
    try {
      return compare((cluster) => this.#likeness(cluster))
    } finally {
      this.#clear(slots, this.#asked)
    }
  }

  #likeness(cluster: StoryCluster): number {
    const spokesmen = cluster.members.slice(-SPOKESMEN)
    cluster.norms ??= this.#normsOf(spokesmen)
    const dots = PARTS.map(() => 0)
    const { rarities } = this.articles.vocabulary
    for (const slot of spokesmen) {
      const { terms, from, to } = this.articles.of(slot)
      for (let at = from; at < to; at++) {
        const [id, code] = [terms[at]! >>> 8, terms[at]! & 255]
        if (this.#asked[2]![id] === 0) continue
        const rarity = rarities[id]!
        for (let part = 0; part < PARTS.length; part++)
          dots[part]! += this.#asked[part]![id]! * PARTS[part]!.weights[code]! * rarity
      }
    }
    let likeness = 0
    for (let part = 0; part < PARTS.length; part++) {
      const length = this.#norms[part]! * cluster.norms[part]!
      if (length > 0) likeness += (PARTS[part]!.share * dots[part]!) / length
    }
    return likeness
  }

  #normsOf(slots: readonly number[]): readonly number[] {
    const norms = this.#add(slots, this.#sums)
    this.#clear(slots, this.#sums)
    return norms
  }

  /** Adds the weights of articles up by term; gives the length of each part. */
  #add(slots: readonly number[], sums: Float64Array[]): readonly number[] {
    const { rarities } = this.articles.vocabulary
    const squares = PARTS.map(() => 0)
    for (const slot of slots) {
      const { terms, from, to } = this.articles.of(slot)
      for (let at = from; at < to; at++) {
        const [id, code] = [terms[at]! >>> 8, terms[at]! & 255]
        for (let part = 0; part < PARTS.length; part++) {
          const weight = PARTS[part]!.weights[code]! * rarities[id]!
          const before = sums[part]![id]!
          sums[part]![id] = before + weight
          squares[part]! += weight * (2 * before + weight)
        }
      }
    }
    return squares.map(Math.sqrt)
  }

  #clear(slots: readonly number[], sums: Float64Array[]): void {
    for (const slot of slots) {
      const { terms, from, to } = this.articles.of(slot)
      for (let at = from; at < to; at++) for (const sum of sums) sum[terms[at]! >>> 8] = 0
    }
  }

  #reserve(): void {
    const { bound, rarities } = this.articles.vocabulary
    if (bound <= this.#asked[0]!.length) return
    for (let part = 0; part < PARTS.length; part++) {
      this.#asked[part] = new Float64Array(rarities.length)
      this.#sums[part] = new Float64Array(rarities.length)
    }
  }
}

function logarithmic(count: number): number {
  return count === 0 ? 0 : 1 + Math.log(count)
}
