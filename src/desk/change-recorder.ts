import type { Analyzer } from '../arabic/analyzer.ts'
import { type ArticleState, Change } from '../entities/change.ts'
import type { ChangeType, LoggedType } from '../entities/enums.ts'
import type { Draft } from './draft.ts'

/** Appends to the log of changes: each change takes the next position, so the log has no holes. */
export class ChangeRecorder {
  readonly changes: Change[] = []
  readonly #withoutText: { articleId: string; state: ArticleState }[] = []

  /** @param position the log's last position, read under the lease's lock */
  constructor(
    private last: number,
    readonly at: Date,
    private readonly analyzer: Analyzer,
  ) {}

  /** Of the change that was recorded last. */
  get position(): number {
    return this.last
  }

  get nextPosition(): number {
    return this.last + 1
  }

  record(type: ChangeType, draft: Draft, before: ArticleState | null, more: Partial<Change> = {}): void {
    this.#append(type, { articleId: draft.id, before, after: this.#after(draft), ...more })
  }

  /** Says that a story changed by what happened to an article. */
  recordStory(storyId: string, draft: Draft): void {
    this.#append('STORY_CHANGED', { storyId, after: this.#after(draft) })
  }

  /** Says that another frequency table holds from here on. */
  recordAnalyzer(analyzerVersion: number): void {
    this.#append('ANALYZER_CHANGED', { analyzerVersion })
  }

  /** Of the states that changes left behind, those whose text was not read in this batch, with the article that they are of. */
  get statesWithoutText(): readonly { articleId: string; state: ArticleState }[] {
    return this.#withoutText
  }

  /** An article as the change leaves it, with what filters for words look at; null once it is withdrawn. */
  #after(draft: Draft): ArticleState | null {
    if (!draft.isPublished) return null
    const state = draft.state()
    this.#addText(draft, state)
    if (state.copyOf !== null) this.#addText(draft.first!, state.copyOf)
    return state
  }

  #addText(draft: Draft, state: ArticleState): void {
    state.text = draft.searchText(this.analyzer)
    if (state.text === null) this.#withoutText.push({ articleId: draft.id, state })
  }

  #append(type: LoggedType, change: Partial<Change>): void {
    this.last++
    const blank = {
      articleId: null,
      linkId: null,
      storyId: null,
      revisionId: null,
      analyzerVersion: null,
      reason: null,
    }
    const states = { before: null, after: null }
    this.changes.push(
      Object.assign(new Change(), { position: String(this.last), type, at: this.at, ...blank, ...states, ...change }),
    )
  }
}
