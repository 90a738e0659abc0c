import type { Placement } from '../placement.ts'
import type { ReplayedArticle } from './replay.ts'

/** The stories decided again: a cluster becomes one with its second article, and stays one however it grows. */
export class ReplayedStories {
  readonly #members = new Map<number, Set<ReplayedArticle>>()
  /** Clusters that are stories. */
  readonly #stories = new Set<number>()

  /** How many there are. */
  get size(): number {
    return this.#stories.size
  }

  /** Whether a cluster is one. */
  has(cluster: number): boolean {
    return this.#stories.has(cluster)
  }

  /** An article comes into its cluster. */
  join(article: ReplayedArticle, { cluster, isNew, absorbed }: Placement['story']): void {
    const members = this.#members.get(cluster) ?? new Set()
    this.#members.set(cluster, members.add(article))
    if (isNew) return
    this.#stories.add(cluster)
    if (absorbed === null) return
    for (const moved of this.#members.get(absorbed.cluster) ?? []) {
      moved.cluster = cluster
      moved.event += absorbed.raisedBy
      members.add(moved)
    }
    this.#members.delete(absorbed.cluster)
    this.#stories.delete(absorbed.cluster)
  }
}
