import { Story } from '../entities/story.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Draft } from './draft.ts'
import type { Placement } from './placement.ts'
import type { Window } from './window.ts'
import type { Workspace } from './workspace.ts'

/** Articles that belong to another cluster from now on, and to its story. */
export interface ClusterMove {
  from: string
  to: string
  /** Added to the numbers of their events. */
  raisedBy: number
  storyId: string
}

/** The stories of one batch: a cluster of the window becomes one with its second article, and keeps its id however it grows. */
export class StoryBook {
  readonly created = new Set<Story>()
  readonly changed = new Set<Story>()
  /** In order: an article may move twice. */
  readonly moves: ClusterMove[] = []

  constructor(
    private readonly workspace: Workspace,
    private readonly window: Window,
    private readonly recorder: ChangeRecorder,
  ) {}

  /** Puts a new article where the window placed it. Gives the stories that changed by it, for the log to tell. */
  async join(draft: Draft, { cluster, isNew, event, absorbed }: Placement['story']): Promise<Story[]> {
    Object.assign(draft.article, { cluster: String(cluster), event })
    if (isNew) return []
    const gone = absorbed === null ? null : await this.workspace.stories.of(String(absorbed.cluster))
    let story = await this.workspace.stories.of(String(cluster))
    if (story === null) {
      story = gone === null ? await this.#begin(cluster) : this.workspace.stories.renumber(gone, String(cluster))
      this.#move({ from: String(cluster), to: String(cluster), raisedBy: 0, storyId: story.id })
    }
    if (absorbed !== null) {
      const { raisedBy } = absorbed
      this.#move({ from: String(absorbed.cluster), to: String(cluster), raisedBy, storyId: story.id })
    }
    draft.article.storyId = story.id
    this.#touch(story)
    if (gone === null || gone === story) return [story]
    gone.mergedIntoId = story.id
    this.#touch(gone)
    return [gone, story]
  }

  /** An article goes: its story goes on without it, led by another where it was the lead. */
  async leave(draft: Draft): Promise<void> {
    const { storyId, cluster } = draft.article
    const story = storyId === null || cluster === null ? null : await this.workspace.stories.of(cluster)
    if (story === null) return
    if (story.leadId === draft.id) {
      const next = await this.workspace.firstOf(story)
      if (next !== null) Object.assign(story, { leadId: next.id, title: next.title })
    }
    this.#touch(story, false)
    this.tell([story], draft)
  }

  /**
   * Says in the log that stories changed by what happened to an article, with what filters ask of it and of their leads. A lead is
   * none that a filter hides as a copy: what it copies is of the story as well.
   */
  tell(stories: readonly Story[], draft: Draft): void {
    for (const { id, leadId } of stories) {
      const change = this.recorder.recordStory(id, draft)
      this.workspace.whenKnown(leadId, (lead) => {
        change.before = { ...lead.state(), storyId: id, copyOf: null }
      })
    }
  }

  async #begin(cluster: number): Promise<Story> {
    await this.workspace.ids.has('story', 1)
    const [first] = this.window.membersOf(cluster)
    const story = Object.assign(new Story(), {
      id: this.workspace.ids.next('story'),
      title: first!.title,
      leadId: first!.id,
      firstSeenAt: first!.at,
      latestActivityAt: this.recorder.at,
      articleCount: 0,
      sourceCount: 0,
      mergedIntoId: null,
      cluster: String(cluster),
    })
    this.created.add(story)
    this.workspace.stories.add(story)
    return story
  }

  /** Stored articles are moved by the writer, those that the batch knows here as well. */
  #move(move: ClusterMove): void {
    this.moves.push(move)
    for (const { article } of this.workspace.drafts) {
      if (article.cluster !== move.from) continue
      article.cluster = move.to
      article.storyId = move.storyId
      article.event = (article.event ?? 1) + move.raisedBy
    }
  }

  #touch(story: Story, isActive = true): void {
    if (isActive) {
      story.latestActivityAt = this.recorder.at
      const central = story.mergedIntoId === null ? this.window.centralOf(Number(story.cluster), story.leadId) : null
      if (central !== null) Object.assign(story, { leadId: central.id, title: central.title })
    }
    if (!this.created.has(story)) this.changed.add(story)
  }
}
