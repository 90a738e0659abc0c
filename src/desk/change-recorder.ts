import { type ArticleState, Change } from '../entities/change.ts'
import type { ChangeType } from '../entities/enums.ts'
import type { Draft } from './draft.ts'

/** Appends to the log of changes: each change takes the next position, so the log has no holes. */
export class ChangeRecorder {
  readonly changes: Change[] = []

  /** @param position the log's last position, read under the lease's lock */
  constructor(
    private position: number,
    readonly at: Date,
  ) {}

  get nextPosition(): number {
    return this.position + 1
  }

  record(type: ChangeType, draft: Draft, before: ArticleState | null, more: Partial<Change> = {}): void {
    this.position++
    this.changes.push(
      Object.assign(new Change(), {
        position: String(this.position),
        type,
        at: this.at,
        articleId: draft.id,
        linkId: null,
        storyId: null,
        revisionId: null,
        reason: null,
        before,
        after: draft.isPublished ? draft.state() : null,
        ...more,
      }),
    )
  }
}
