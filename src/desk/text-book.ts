import type { ArticleAnalysis } from '../entities/article-analysis.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Draft } from './draft.ts'
import type { Placement, WindowArticle } from './placement.ts'
import { type ReadArticle, readArticle } from './read-article.ts'
import { storedAnalysis } from './stored-analysis.ts'
import type { Window } from './window.ts'
import { windowArticle } from './window-article.ts'

/** What the texts of one batch come to: for the window, and stored for whoever decides after this desk. */
export class TextBook {
  /** As rows, in the order of the changes. */
  readonly analyses: ArticleAnalysis[] = []

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
    return placement
  }

  /** Gives the window the text of an article as it is now, under the change that was recorded last. */
  renew(draft: Draft): void {
    const article = windowArticle(draft, this.recorder.position, this.recorder.at)
    this.#keep(article, false)
    const { cluster, event } = draft.article
    this.window.restore({ ...article, cluster: Number(cluster ?? article.order), event: event ?? 1 })
  }

  /** @param isLearnt whether its lines were learnt, which is done again from what is stored */
  #keep({ id: articleId, title, publishedAt, order, at, analysis: read }: WindowArticle, isLearnt: boolean): void {
    const analysis = isLearnt ? read : { ...read, lines: [] }
    const place = { position: String(order), articleId, at, title, publishedAt, withdrawnPosition: null }
    this.analyses.push(Object.assign(storedAnalysis(analysis), place))
  }
}
