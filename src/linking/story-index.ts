import type { ArticleTerms } from './article-terms.ts'
import { type Neighbour, SPOKESMEN, type StoryArticle, type StoryCluster, StoryComparison } from './story-cluster.ts'

const HOUR_MS = 3_600_000
/** A story that nobody wrote about for so long is over: what comes after is another one. */
const LIVE_MS = 72 * HOUR_MS
/** Standard deviation of the nearness in time: what is written a day and a half later is less likely the same story. */
const NEARNESS_MS = 36 * HOUR_MS
/** Least likeness, time included, of an article to a story that it joins; a large story asks for more, for it is like much. */
const LEAST_LIKENESS = 0.27
const GROWTH_STEP = 0.025
const SMALL_STORY = 4
/** Nobody joins a story of several without being like one of its articles. */
const LEAST_TO_A_MEMBER = 0.15
const SEVERAL = 3
/** Two stories are found to be one when an article belongs to both and they are so like each other. */
const SAME_STORY = 0.55
/** Articles more like than this, a day apart at most, are about one event in the story. */
const SAME_EVENT = 0.3
const EVENT_MS = 24 * HOUR_MS
/** As many times as like the story as its lead another must be to take its place. */
const CLEARLY = 1.1
/** Stories compared with an article. */
const COMPARED = 12
const FIRST_SLOTS = 1_024
const SLOT_GROWTH = 1.3

/** The story of an article. */
export interface Assignment {
  /** Of the story: the order of its first article. */
  cluster: number
  isNew: boolean
  /** How like the story it is, 0 to 1; 1 for the first article and for copies. */
  score: number
  /** Number of the event within the story, from 1. */
  event: number
  /** The article in the window that it is most like; null for the first. */
  because: number | null
  /** A story that turned out to be this one: its articles belong to it now, the numbers of their events raised. */
  absorbed: { cluster: number; raisedBy: number } | null
}

/**
 * The stories of the window: online clustering in a single pass (after Miranda et al. 2018), each article against the sums of the newest
 * members of the stories that its nearest articles belong to. Nothing is kept that the members do not tell, so a window that
 * is filled again with the same articles and their stories decides the same from there on.
 */
export class StoryIndex {
  readonly #clusters = new Map<number, StoryCluster>()
  readonly #clusterOf: (StoryCluster | undefined)[] = []
  readonly #eventOf: number[] = []
  #publishedAt = new Float64Array(FIRST_SLOTS)
  #order = new Float64Array(FIRST_SLOTS)
  readonly #comparison: StoryComparison

  /** @param areApart whether two articles, by slot, are never of one story: issues of one template, two events told in one form */
  constructor(
    articles: ArticleTerms,
    private readonly areApart: (slot: number, other: number) => boolean,
  ) {
    this.#comparison = new StoryComparison(articles)
  }

  /** Stories in the window. */
  get size(): number {
    return this.#clusters.size
  }

  /** Slots of the articles of a story in the window, in order of admission. */
  members(cluster: number): readonly number[] {
    return this.#clusters.get(cluster)?.members ?? []
  }

  /** The story of the article in a slot; null where there is none. */
  clusterOf(slot: number): number | null {
    return this.#clusterOf[slot]?.id ?? null
  }

  /** Decides which story an article belongs to, and puts it there. */
  assign(article: StoryArticle, neighbours: readonly Neighbour[]): Assignment {
    const original = article.copyOf === null ? undefined : this.#clusterOf[article.copyOf]
    if (original !== undefined) {
      const event = this.#eventOf[article.copyOf!]!
      this.#join(original, article, event)
      return { cluster: original.id, isNew: false, score: 1, event, because: article.copyOf, absorbed: null }
    }
    const fitting = this.#fitting(article, neighbours)
    const best = fitting[0]
    if (best === undefined) {
      this.restore(article, article.order, 1)
      return { cluster: article.order, isNew: true, score: 1, event: 1, because: null, absorbed: null }
    }
    this.#join(best.cluster, article, this.#eventFor(article, best))
    const absorbed = fitting[1] === undefined ? null : this.#merge(best.cluster, fitting[1].cluster)
    const { id } = this.#clusterOf[article.slot]!
    const event = this.#eventOf[article.slot]!
    return { cluster: id, isNew: false, score: best.score, event, because: best.nearest.slot, absorbed }
  }

  /** Puts an article where it was assigned before. In the order of admission this gives the state that there was. */
  restore(article: Omit<StoryArticle, 'copyOf'>, cluster: number, event: number): void {
    let known = this.#clusters.get(cluster)
    if (known === undefined) {
      known = { id: cluster, members: [], newest: Number.NEGATIVE_INFINITY, events: 0, norms: null }
      this.#clusters.set(cluster, known)
    }
    this.#join(known, article, event)
  }

  /** Takes an article out, before its slot is emptied; a story without articles is gone. */
  remove(slot: number): void {
    const cluster = this.#clusterOf[slot]
    if (cluster === undefined) return
    this.#clusterOf[slot] = undefined
    cluster.members.splice(cluster.members.indexOf(slot), 1)
    if (cluster.members.length === 0) this.#clusters.delete(cluster.id)
    else this.#lookAgain(cluster)
  }

  /**
   * Of the newest members of a story the one that is most like it as a whole, of equals the first; the present lead as long as none
   * is clearly more like it. Null where there is no such story.
   */
  central(cluster: number, lead: number | null): number | null {
    const known = this.#clusters.get(cluster)
    if (known === undefined) return null
    const likenessOf = (slot: number) => this.#comparison.with([slot], (likeness) => likeness(known))
    let [best, most] = [lead, lead === null ? 0 : likenessOf(lead) * CLEARLY]
    for (const slot of known.members.slice(-SPOKESMEN)) {
      const likeness = likenessOf(slot)
      if (likeness > most) [best, most] = [slot, likeness]
    }
    return best
  }

  /** To be called when the rarities of the terms have changed. */
  reweigh(): void {
    for (const cluster of this.#clusters.values()) cluster.norms = null
  }

  /** The stories that the article may join, best first. */
  #fitting(article: StoryArticle, neighbours: readonly Neighbour[]): Fit[] {
    const candidates = this.#candidates(article, neighbours)
      .map((candidate) => ({ ...candidate, nearness: this.#nearness(article, candidate) }))
      // What cannot be near enough, however like it is, need not be compared.
      .filter((candidate) => candidate.nearness >= leastLikeness(candidate.cluster) && this.#isNearSomebody(candidate))
    if (candidates.length === 0) return []
    return this.#comparison.with([article.slot], (likeness) =>
      candidates
        .map(({ nearness, ...candidate }) => ({ ...candidate, score: likeness(candidate.cluster) * nearness }))
        .filter((fit) => fit.score >= leastLikeness(fit.cluster))
        .filter((fit) => !this.#isApart(article.slot, fit.cluster))
        .sort((a, b) => b.score - a.score || a.cluster.id - b.cluster.id),
    )
  }

  /** The live stories of the nearest articles, each with the nearest of its articles. */
  #candidates({ publishedAt }: StoryArticle, neighbours: readonly Neighbour[]): Candidate[] {
    const found = new Map<StoryCluster, Candidate>()
    for (const nearest of [...neighbours].sort((a, b) => b.likeness - a.likeness)) {
      const cluster = this.#clusterOf[nearest.slot]
      if (cluster === undefined || found.has(cluster) || Math.abs(publishedAt - cluster.newest) > LIVE_MS) continue
      found.set(cluster, { cluster, nearest })
      if (found.size === COMPARED) break
    }
    return [...found.values()]
  }

  #nearness({ publishedAt }: StoryArticle, { cluster }: Candidate): number {
    return Math.exp(-((publishedAt - cluster.newest) ** 2) / (2 * NEARNESS_MS ** 2))
  }

  #isNearSomebody({ cluster, nearest }: Candidate): boolean {
    return cluster.members.length < SEVERAL || nearest.likeness >= LEAST_TO_A_MEMBER
  }

  #isApart(slot: number, { members }: StoryCluster): boolean {
    return members.slice(-SPOKESMEN).some((member) => this.areApart(slot, member))
  }

  /** The event of the article that it is most like, where that is near enough; else the story's next. */
  #eventFor({ publishedAt }: StoryArticle, { cluster, nearest }: Candidate): number {
    const isSame =
      nearest.likeness >= SAME_EVENT && Math.abs(publishedAt - this.#publishedAt[nearest.slot]!) <= EVENT_MS
    return isSame ? this.#eventOf[nearest.slot]! : cluster.events + 1
  }

  #join(cluster: StoryCluster, { slot, order, publishedAt }: Omit<StoryArticle, 'copyOf'>, event: number): void {
    if (slot >= this.#order.length) this.#grow(slot)
    this.#publishedAt[slot] = publishedAt
    this.#order[slot] = order
    this.#clusterOf[slot] = cluster
    this.#eventOf[slot] = event
    cluster.members.push(slot)
    cluster.newest = Math.max(cluster.newest, publishedAt)
    cluster.events = Math.max(cluster.events, event)
    cluster.norms = null
  }

  /** Makes the younger of two stories part of the older, where they are so like that they are one. */
  #merge(one: StoryCluster, other: StoryCluster): Assignment['absorbed'] {
    const [older, younger] = one.id < other.id ? [one, other] : [other, one]
    const spokesmen = younger.members.slice(-SPOKESMEN)
    const likeness = this.#comparison.with(spokesmen, (likenessTo) => likenessTo(older))
    if (likeness < SAME_STORY) return null
    if (spokesmen.some((slot) => this.#isApart(slot, older))) return null
    const raisedBy = older.events
    for (const slot of younger.members) {
      this.#clusterOf[slot] = older
      this.#eventOf[slot]! += raisedBy
    }
    older.members = [...older.members, ...younger.members].sort((a, b) => this.#order[a]! - this.#order[b]!)
    this.#clusters.delete(younger.id)
    this.#lookAgain(older)
    return { cluster: younger.id, raisedBy }
  }

  /** What follows from the members of a story, after they have changed. */
  #lookAgain(cluster: StoryCluster): void {
    cluster.newest = Number.NEGATIVE_INFINITY
    cluster.events = 0
    for (const slot of cluster.members) {
      cluster.newest = Math.max(cluster.newest, this.#publishedAt[slot]!)
      cluster.events = Math.max(cluster.events, this.#eventOf[slot]!)
    }
    cluster.norms = null
  }

  #grow(slot: number): void {
    const [publishedAt, order] = [this.#publishedAt, this.#order]
    const length = Math.ceil((slot + 1) * SLOT_GROWTH)
    this.#publishedAt = new Float64Array(length)
    this.#publishedAt.set(publishedAt)
    this.#order = new Float64Array(length)
    this.#order.set(order)
  }
}

interface Candidate {
  cluster: StoryCluster
  nearest: Neighbour
}

interface Fit extends Candidate {
  score: number
}

function leastLikeness({ members }: StoryCluster): number {
  return LEAST_LIKENESS + GROWTH_STEP * Math.log2(Math.max(1, members.length / SMALL_STORY))
}
