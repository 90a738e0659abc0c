import type { ChangeRecorder } from './change-recorder.ts'
import type { Draft } from './draft.ts'
import type { Placement } from './placement.ts'
import type { Window } from './window.ts'
import type { Workspace } from './workspace.ts'

/** Who copies whom, of one batch: every member of a group points to the first to publish, which points to none. */
export class CopyBook {
  constructor(
    private readonly workspace: Workspace,
    private readonly window: Window,
    private readonly recorder: ChangeRecorder,
    private readonly changed: Set<Draft>,
  ) {}

  /**
   * Puts a new article into the group of the earlier article that its text is closest to. Gives the members that have another
   * first from now on, for the log to tell once the article itself is told.
   */
  async join(draft: Draft, closest: Placement['closest']): Promise<Draft[]> {
    if (closest?.kind !== 'COPY') return []
    const member = await this.workspace.need(closest.id)
    const first = member.first ?? member
    if (draft.publishedAt >= first.publishedAt) {
      draft.first = first
      this.window.regroup(draft.id, first.id)
      return []
    }
    return [first, ...(await this.workspace.copiesOf(first))]
  }

  /** Makes an article the first of these, and says so of each. */
  lead(first: Draft, members: readonly Draft[]): void {
    for (const member of members) {
      const before = member.state()
      member.first = member === first ? null : first
      this.window.regroup(member.id, member.article.copyOfId)
      this.changed.add(member)
      this.recorder.record('ARTICLE_UPDATED', member, before)
    }
  }

  /** A member goes: where it was the first, the next to publish takes its place. */
  async leave(draft: Draft): Promise<void> {
    const copies = draft.first === null ? await this.workspace.copiesOf(draft) : []
    draft.first = null
    const [next] = copies.toSorted((a, b) => a.publishedAt.getTime() - b.publishedAt.getTime() || a.order - b.order)
    if (next !== undefined) this.lead(next, copies)
  }
}
