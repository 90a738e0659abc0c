import type { Story } from '../entities/story.ts'
import type { Tag } from '../entities/tag.ts'

/** Tags and stories remembered at most: some 50 MB. */
const MAX_ROWS = 200_000

/** Rows that only the desk writes, remembered between batches: most articles bear tags and join stories that were met before. */
export class RememberedRows {
  /** By slug. */
  readonly tags = new Map<string, Tag>()
  /** By cluster. */
  readonly stories = new Map<string, Story>()
  /** Whether every tag that there is stands in `tags`: one that does not is new. */
  hasAllTags = false

  /** Takes all tags in, where they are not too many. */
  takeAllTags(tags: readonly Tag[]): void {
    if (tags.length > MAX_ROWS / 2) return
    for (const tag of tags) this.tags.set(tag.slug, tag)
    this.hasAllTags = true
  }

  /** Forgets everything: somebody else may have written since, or there is too much of it. */
  forget(): void {
    this.tags.clear()
    this.stories.clear()
    this.hasAllTags = false
  }

  get isFull(): boolean {
    return this.tags.size + this.stories.size > MAX_ROWS
  }
}
