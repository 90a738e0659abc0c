import type { Story } from '../entities/story.ts'
import type { RecordStore } from '../stores/record-store.ts'

/** The stories that the articles of one batch belong to, by the number of their cluster. */
export class KnownStories {
  readonly #byCluster = new Map<string, Story>()

  constructor(private readonly store: Pick<RecordStore, 'storiesByCluster'>) {}

  /** The story of a cluster; null where it has none yet. */
  async of(cluster: string): Promise<Story | null> {
    const known = this.#byCluster.get(cluster)
    if (known !== undefined) return known
    const [story = null] = await this.store.storiesByCluster([cluster])
    if (story !== null) this.add(story)
    return story
  }

  add(story: Story): void {
    this.#byCluster.set(story.cluster, story)
  }

  /** The story of a cluster that became part of one that had none. */
  renumber(story: Story, cluster: string): Story {
    this.#byCluster.delete(story.cluster)
    story.cluster = cluster
    this.add(story)
    return story
  }
}
