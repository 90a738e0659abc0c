/** An article in the window. `ref` is whatever its owner knows it by. */
export interface IndexedArticle<Ref> {
  ref: Ref
  title: string
  titleKey: string
  publishedAt: Date
  terms: readonly string[]
}

/** One article found similar: how much (0 to 1) and the terms that say why, rarest first. */
export interface Similar<Ref> {
  article: IndexedArticle<Ref>
  score: number
  reasons: string[]
}

/** The window's bound; beyond it the article indexed first leaves. */
const CAPACITY = 20_000
/** A term in more articles than this share says nothing, once there are enough of them to tell. */
const COMMON_SHARE = 0.1
const COMMON_FROM = 100
/** Newest postings looked at per term. */
const POSTINGS_READ = 500
const LEAST_SHARED = 3
const LEAST_SCORE = 0.16
/** Days after which nearness in time counts half. */
const HALF_LIFE_DAYS = 5
const REASONS_SHOWN = 4
const DAY_MS = 86_400_000

/**
 * The window of recent articles by their terms: a sliding inverted index. Similarity is the cosine of the articles' rare
 * terms, weighed by inverse document frequency and nearness in time.
 */
export class TermIndex<Ref> {
  readonly #articles = new Map<Ref, IndexedArticle<Ref>>()
  readonly #postings = new Map<string, Set<IndexedArticle<Ref>>>()

  get size(): number {
    return this.#articles.size
  }

  add(article: IndexedArticle<Ref>): void {
    this.remove(article.ref)
    this.#articles.set(article.ref, article)
    for (const term of article.terms) {
      const postings = this.#postings.get(term)
      if (postings === undefined) this.#postings.set(term, new Set([article]))
      else postings.add(article)
    }
    if (this.#articles.size > CAPACITY) this.remove(this.#articles.keys().next().value as Ref)
  }

  remove(ref: Ref): void {
    const article = this.#articles.get(ref)
    if (article === undefined) return
    this.#articles.delete(ref)
    for (const term of article.terms) {
      const postings = this.#postings.get(term)
      postings?.delete(article)
      if (postings?.size === 0) this.#postings.delete(term)
    }
  }

  /** The articles most similar to one, best first. One with its very title is another print of it, not a similar article. */
  similarTo(article: IndexedArticle<Ref>, limit: number): Similar<Ref>[] {
    const telling = article.terms.filter((term) => !this.#isCommon(term))
    const shared = new Map<IndexedArticle<Ref>, string[]>()
    for (const term of telling) {
      for (const other of newest(this.#postings.get(term))) {
        if (other.ref === article.ref || other.titleKey === article.titleKey) continue
        const terms = shared.get(other)
        if (terms === undefined) shared.set(other, [term])
        else terms.push(term)
      }
    }
    const norm = this.#norm(telling)
    return [...shared]
      .filter(([, terms]) => terms.length >= LEAST_SHARED)
      .map(([other, terms]) => this.#judge(article, norm, other, terms))
      .filter(({ score }) => score >= LEAST_SCORE)
      .sort((a, b) => b.score - a.score)
      .slice(0, limit)
  }

  #judge(article: IndexedArticle<Ref>, norm: number, other: IndexedArticle<Ref>, terms: string[]): Similar<Ref> {
    const weight = terms.reduce((sum, term) => sum + this.#rarity(term) ** 2, 0)
    const cosine = weight / (norm * this.#norm(other.terms.filter((term) => !this.#isCommon(term))))
    const days = Math.abs(article.publishedAt.getTime() - other.publishedAt.getTime()) / DAY_MS
    const nearness = 0.5 + 0.5 * 0.5 ** (days / HALF_LIFE_DAYS)
    const reasons = terms.toSorted((a, b) => this.#rarity(b) - this.#rarity(a)).slice(0, REASONS_SHOWN)
    return { article: other, score: Math.min(1, cosine * nearness), reasons }
  }

  #rarity(term: string): number {
    return Math.log(1 + (this.#articles.size + 1) / ((this.#postings.get(term)?.size ?? 0) + 1))
  }

  #norm(terms: readonly string[]): number {
    return Math.sqrt(terms.reduce((sum, term) => sum + this.#rarity(term) ** 2, 0)) || 1
  }

  #isCommon(term: string): boolean {
    const documents = this.#postings.get(term)?.size ?? 0
    return this.#articles.size >= COMMON_FROM && documents > this.#articles.size * COMMON_SHARE
  }
}

/** A Set keeps the order of insertion: its last ones are the newest. */
function newest<T>(postings: Set<T> | undefined): Iterable<T> {
  if (postings === undefined) return []
  return postings.size <= POSTINGS_READ ? postings : [...postings].slice(-POSTINGS_READ)
}
