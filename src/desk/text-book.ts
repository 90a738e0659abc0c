import type { ArticleAnalysis } from '../entities/article-analysis.ts'
import type { ArticleText } from '../entities/article-text.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Draft } from './draft.ts'
import type { Placement, WindowArticle } from './placement.ts'
import { type ReadArticle, readArticle } from './read-article.ts'
import { storedAnalysis } from './stored-analysis.ts'
import type { Window } from './window.ts'
import { windowArticle } from './window-article.ts'

/** What the texts of one batch come to: for the window, for search, and stored for whoever decides after this desk. */
export class TextBook {
  /** As rows, in the order of the changes. */
  readonly analyses: ArticleAnalysis[] = []
  readonly #indexed = new Set<Draft>()

  constructor(
    private readonly window: Window,
    private readonly recorder: ChangeRecorder,
  ) {}

  /** Reads the text of an article as it stands now. */
  read(draft: Draft): ReadArticle {
    draft.read = readArticle(draft, this.window, this.recorder.at)
    return draft.read
  }

  /** Has the window decide about a new article, and take it in under the change that will be recorded next. */
  admit(draft: Draft): Placement {
    const article = windowArticle(draft, this.recorder.nextPosition, this.recorder.at)
    const placement = this.window.admit(article)
    this.#keep(article, placement.closest?.kind !== 'COPY')
    this.index(draft)
    return placement
  }

  /** Gives the window the text of an article as it is now, under the change that was recorded last. */
  renew(draft: Draft): void {
    const article = windowArticle(draft, this.recorder.position, this.recorder.at)
    this.#keep(article, false)
    this.index(draft)
    const { cluster, event } = draft.article
    this.window.restore({ ...article, cluster: Number(cluster ?? article.order), event: event ?? 1 })
  }

  /** @param isLearnt whether its lines were learnt, which is done again from what is stored */
  #keep({ id: articleId, title, order, at, analysis: read }: WindowArticle, isLearnt: boolean): void {
    const analysis = isLearnt ? read : { ...read, lines: [] }
    this.analyses.push(Object.assign(storedAnalysis(analysis), { position: String(order), articleId, title, at }))
  }

  /** Says that search has to see an article anew. */
  index(draft: Draft): void {
    this.#indexed.add(draft)
  }

  /** What search finds the articles by, as rows; of those that are published at the end of the batch. */
  get texts(): ArticleText[] {
    return [...this.#indexed].flatMap((draft) => {
      const text = draft.isPublished ? draft.searchText(this.window.analyzer) : null
      if (text === null) return []
      const { id: articleId, publishedAt } = draft.article
      return [{ articleId, publishedAt, analyzerVersion: text.version, lexemes: text.lexemes }]
    })
  }
}
