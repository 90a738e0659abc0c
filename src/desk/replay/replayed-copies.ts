import type { ReplayedArticle } from './replay.ts'

/** Who copies whom, decided again: every member of a group points to the first to publish. */
export class ReplayedCopies {
  /** Copies by the first of their group. */
  readonly #copies = new Map<string, Set<ReplayedArticle>>()

  constructor(
    private readonly articles: ReadonlyMap<string, ReplayedArticle>,
    private readonly regroup: (id: string, copyOfId: string | null) => void,
  ) {}

  /** An article comes whose text is closest to that of another. */
  join(article: ReplayedArticle, closestId: string): void {
    const closest = this.articles.get(closestId)
    if (closest === undefined) return
    const first = closest.copyOfId === null ? closest : this.articles.get(closest.copyOfId)!
    if (article.publishedAt >= first.publishedAt) this.#follow(article, first)
    else this.#lead(article, [first, ...this.#copiesOf(first)])
  }

  /** A member goes: where it was the first, the next to publish takes its place. */
  leave(article: ReplayedArticle): void {
    const copies = article.copyOfId === null ? this.#copiesOf(article) : []
    if (article.copyOfId !== null) this.#copies.get(article.copyOfId)?.delete(article)
    article.copyOfId = null
    const [next] = copies.toSorted(
      (a, b) => a.publishedAt.getTime() - b.publishedAt.getTime() || Number(a.id) - Number(b.id),
    )
    if (next !== undefined) this.#lead(next, copies)
  }

  #copiesOf({ id }: ReplayedArticle): ReplayedArticle[] {
    return [...(this.#copies.get(id) ?? [])]
  }

  #lead(first: ReplayedArticle, members: readonly ReplayedArticle[]): void {
    for (const member of members) {
      if (member === first) this.#follow(member, null)
      else this.#follow(member, first)
    }
  }

  #follow(article: ReplayedArticle, first: ReplayedArticle | null): void {
    if (article.copyOfId !== null) this.#copies.get(article.copyOfId)?.delete(article)
    article.copyOfId = first?.id ?? null
    if (first !== null) {
      const copies = this.#copies.get(first.id) ?? new Set()
      this.#copies.set(first.id, copies.add(article))
    }
    this.regroup(article.id, article.copyOfId)
  }
}
