import type { Analyzer } from '../arabic/analyzer.ts'
import { type ArticleState, Change, type StateText } from '../entities/change.ts'
import type { ChangeType, LoggedType } from '../entities/enums.ts'
import type { Draft } from './draft.ts'

/** What search sees of an article from a change on. */
export interface DatedText {
  position: string
  publishedAt: Date
  text: StateText
}

/** Appends to the log of changes: each change takes the next position, so the log has no holes. */
export class ChangeRecorder {
  readonly changes: Change[] = []
  /** The texts of articles that were read in this batch, as changes of it left them, in order. */
  readonly texts = new Map<Draft, DatedText[]>()

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
    this.#append(type, { articleId: draft.id, before, after: stateAfter(draft), ...more })
    this.#noteText(draft)
  }

  /** Says that a story changed by what happened to an article, which is shown or was. Its lead may be told later. */
  recordStory(storyId: string, draft: Draft): Change {
    return this.#append('STORY_CHANGED', { storyId, after: draft.state() })
  }

  /** Says that another frequency table holds from here on. */
  recordAnalyzer(analyzerVersion: number): void {
    this.#append('ANALYZER_CHANGED', { analyzerVersion })
  }

  #noteText(draft: Draft): void {
    const text = draft.isPublished ? draft.searchText(this.analyzer) : null
    if (text === null) return
    const known = this.texts.get(draft)
    const last = known?.at(-1)
    if (last?.text.lexemes === text.lexemes && last.publishedAt === draft.publishedAt) return
    const dated = { position: String(this.last), publishedAt: draft.publishedAt, text }
    if (known === undefined) this.texts.set(draft, [dated])
    else known.push(dated)
  }

  #append(type: LoggedType, change: Partial<Change>): Change {
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
    const place = { position: String(this.last), type, at: this.at }
    const appended = Object.assign(new Change(), place, blank, states, change)
    this.changes.push(appended)
    return appended
  }
}

/** An article as a change leaves it; null once it is withdrawn. */
const stateAfter = (draft: Draft): ArticleState | null => (draft.isPublished ? draft.state() : null)
