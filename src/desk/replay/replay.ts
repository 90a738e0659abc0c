import type { Analyzer } from '../../arabic/analyzer.ts'
import type { Placement, WindowArticle, WindowBounds } from '../placement.ts'
import { WINDOW, Window } from '../window.ts'
import { ReplayedCopies } from './replayed-copies.ts'
import { ReplayedStories } from './replayed-stories.ts'

/** An article as it is decided again. */
export interface ReplayedArticle {
  id: string
  publishedAt: Date
  isPublished: boolean
  copyOfId: string | null
  cluster: number
  event: number
}

/**
 * The decisions about texts once more, from what they rested on and in the order of the log. It shares the window with the desk, and
 * nothing else: what the desk keeps between batches, reads again after a stop and writes in between is not here.
 */
export class Replay {
  readonly articles = new Map<string, ReplayedArticle>()
  readonly stories = new ReplayedStories()
  readonly #copies: ReplayedCopies
  readonly #window: Window

  constructor(analyzer: Analyzer, bounds: WindowBounds = WINDOW) {
    this.#window = new Window(analyzer, bounds)
    this.#copies = new ReplayedCopies(this.articles, (id, copyOfId) => this.#window.regroup(id, copyOfId))
  }

  /** Another frequency table holds from here on. */
  reweigh(analyzer: Analyzer): void {
    this.#window.reweigh(analyzer)
  }

  /** An article comes. Gives the others that are found similar. */
  admit(text: WindowArticle): Placement['similar'] {
    const { closest, story, similar } = this.#window.admit(text)
    const { id, publishedAt } = text
    const { cluster, event } = story
    const article: ReplayedArticle = { id, publishedAt, isPublished: true, copyOfId: null, cluster, event }
    this.articles.set(id, article)
    if (closest?.kind === 'COPY') this.#copies.join(article, closest.id)
    this.stories.join(article, story)
    return similar
  }

  /** The text of an article is another now, or another date. */
  renew(text: WindowArticle): void {
    const article = this.articles.get(text.id)
    if (article === undefined) return
    article.publishedAt = text.publishedAt
    const { copyOfId, cluster, event } = article
    this.#window.restore({ ...text, copyOfId, cluster, event })
  }

  /** An article goes. */
  withdraw(id: string): void {
    const article = this.articles.get(id)
    if (article === undefined) return
    article.isPublished = false
    this.#window.remove(id)
    this.#copies.leave(article)
  }

  /** The articles that are found similar to one that came before. */
  similarTo(id: string): Placement['similar'] {
    return this.#window.similarTo(id) ?? []
  }
}
