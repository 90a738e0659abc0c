import type { ArticleTerms } from './article-terms.ts'
import { weightTable } from './term-counts.ts'

/** Newest members that stand for a story: it moves on with what is written about it, and its cost is bounded. */
export const SPOKESMEN = 16
/** Parts of an article that are compared each by itself, with their share: its title, title and lead, all of it. */
const SHARES = [0.2, 0.5, 0.3] as const
/** What the counts of a term weigh in each part, by code: the parts of one code stand together. */
const PARTS = SHARES.length
const WEIGHTS = new Float64Array(256 * PARTS)
const weighing = [
  weightTable((title) => logarithmic(title)),
  weightTable((title, lead) => logarithmic(title + lead)),
  weightTable((title, lead, rest) => logarithmic(title + lead + rest)),
]
for (let at = 0; at < WEIGHTS.length; at++) WEIGHTS[at] = weighing[at % PARTS]![Math.floor(at / PARTS)]!

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

/** Lengths of the parts: title, title and lead, all. */
type Norms = readonly [title: number, lead: number, all: number]

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
  norms: Norms | null
}

/** Compares one article with stories, by the cosine of the rare terms of its parts with the sum of the newest members. */
export class StoryComparison {
  /** Weights of the article by number of the term, the parts of one term together; zeros between two comparisons. */
  #asked = new Float64Array(0)
  #norms: Norms = [0, 0, 0]
  #sums = new Float64Array(0)

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
    const { rarities } = this.articles.vocabulary
    const asked = this.#asked
    let title = 0
    let lead = 0
    let all = 0
    for (const slot of spokesmen) {
      const { terms, from, to } = this.articles.of(slot)
      for (let at = from; at < to; at++) {
        const term = terms[at]!
        const id = term >>> 8
        const place = id * PARTS
        // Whatever stands in an article stands in all of it.
        const weight = asked[place + 2]!
        if (weight === 0) continue
        const rarity = rarities[id]!
        const code = (term & 255) * PARTS
        title += asked[place]! * WEIGHTS[code]! * rarity
        lead += asked[place + 1]! * WEIGHTS[code + 1]! * rarity
        all += weight * WEIGHTS[code + 2]! * rarity
      }
    }
    let likeness = 0
    for (const [part, dot] of [title, lead, all].entries()) {
      const length = this.#norms[part]! * cluster.norms[part]!
      if (length > 0) likeness += (SHARES[part]! * dot) / length
    }
    return likeness
  }

  #normsOf(slots: readonly number[]): Norms {
    const norms = this.#add(slots, this.#sums)
    this.#clear(slots, this.#sums)
    return norms
  }

  /** Adds the weights of articles up by term; gives the length of each part. */
  #add(slots: readonly number[], sums: Float64Array): Norms {
    const { rarities } = this.articles.vocabulary
    let title = 0
    let lead = 0
    let all = 0
    for (const slot of slots) {
      const { terms, from, to } = this.articles.of(slot)
      for (let at = from; at < to; at++) {
        const term = terms[at]!
        const id = term >>> 8
        const [place, code, rarity] = [id * PARTS, (term & 255) * PARTS, rarities[id]!]
        const [inTitle, inLead, inAll] = [sums[place]!, sums[place + 1]!, sums[place + 2]!]
        const ofTitle = WEIGHTS[code]! * rarity
        const ofLead = WEIGHTS[code + 1]! * rarity
        const ofAll = WEIGHTS[code + 2]! * rarity
        title += ofTitle * (2 * inTitle + ofTitle)
        lead += ofLead * (2 * inLead + ofLead)
        all += ofAll * (2 * inAll + ofAll)
        sums[place] = inTitle + ofTitle
        sums[place + 1] = inLead + ofLead
        sums[place + 2] = inAll + ofAll
      }
    }
    return [Math.sqrt(title), Math.sqrt(lead), Math.sqrt(all)]
  }

  #clear(slots: readonly number[], sums: Float64Array): void {
    for (const slot of slots) {
      const { terms, from, to } = this.articles.of(slot)
      for (let at = from; at < to; at++) {
        const place = (terms[at]! >>> 8) * PARTS
        sums[place] = sums[place + 1] = sums[place + 2] = 0
      }
    }
  }

  #reserve(): void {
    const { bound, rarities } = this.articles.vocabulary
    if (bound * PARTS <= this.#asked.length) return
    this.#asked = new Float64Array(rarities.length * PARTS)
    this.#sums = new Float64Array(rarities.length * PARTS)
  }
}

function logarithmic(count: number): number {
  return count === 0 ? 0 : 1 + Math.log(count)
}
