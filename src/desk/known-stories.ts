import type { Story } from '../entities/story.ts'
import type { RecordStore } from '../stores/record-store.ts'
import type { RememberedRows } from './remembered-rows.ts'

/** The stories that the articles of one batch belong to, by the number of their cluster. */
export class KnownStories {
  constructor(
    private readonly store: Pick<RecordStore, 'storiesByCluster'>,
    private readonly rows: Pick<RememberedRows, 'stories'>,
  ) {}

  /** The story of a cluster; null where it has none yet. */
  async of(cluster: string): Promise<Story | null> {
    const story = this.rows.stories.get(cluster)
    if (story !== undefined) return story
    const [stored = null] = await this.store.storiesByCluster([cluster])
    if (stored !== null) this.add(stored)
    return stored
  }

  add(story: Story): void {
    this.rows.stories.set(story.cluster, story)
  }

  /** The story of a cluster that became part of one that had none. */
  renumber(story: Story, cluster: string): Story {
    this.rows.stories.delete(story.cluster)
    story.cluster = cluster
    this.add(story)
    return story
  }
}
