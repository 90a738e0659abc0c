import { Draft } from '../src/desk/draft.ts'
import type { Placement, WindowArticle } from '../src/desk/placement.ts'
import { readArticle } from '../src/desk/read-article.ts'
import { storedAnalysis } from '../src/desk/stored-analysis.ts'
import type { Window } from '../src/desk/window.ts'
import { windowArticle } from '../src/desk/window-article.ts'
import { Article } from '../src/entities/article.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { Source } from '../src/entities/source.ts'
import { clean } from '../src/ingestion/clean.ts'
import { headlineKey } from '../src/linking/keys.ts'

/** An article as it was decided. */
export interface Decided {
  article: WindowArticle
  placement: Placement
}

/** Beyond the ids of articles that were not drafted. */
const FIRST_ID = 1e9
/** Whose menu it is nobody knows here. */
const NO_MENU = () => false

/** Drafts of cleaned articles, sources numbered as they come. */
export class Drafts {
  readonly #sources = new Map<string, Source>()
  #last = FIRST_ID

  /** Null of an item that would be rejected. */
  of(item: ArticleItem, at: Date): Draft | null {
    const cleaned = clean(item, { now: at })
    if (!cleaned.ok) return null
    const { title, excerpt, url, language, direction, blocks } = cleaned.article
    const article = Object.assign(new Article(), {
      id: String(++this.#last),
      title,
      titleKey: headlineKey(title),
      excerpt,
      url,
      language,
      direction,
      publishedAt: at,
      status: 'PUBLISHED' as const,
      copyOfId: null,
    })
    const source = this.#sourceOf(item.source ?? '')
    article.sourceId = source.id
    const draft = new Draft({ article, source, keys: [], taggings: [], isNew: true })
    draft.blocks = blocks
    return draft
  }

  #sourceOf(name: string): Source {
    let source = this.#sources.get(name)
    if (source === undefined) {
      source = Object.assign(new Source(), { id: String(this.#sources.size + 1), name })
      this.#sources.set(name, source)
    }
    return source
  }
}

/**
 * Everything that the desk works out about a new article beside the database: its words, fingerprint and terms, tags, copies, story,
 * similar articles, the row that is stored of it and what search finds it by.
 */
export function decide(draft: Draft, window: Window, order: number, at: Date): Decided {
  draft.read = readArticle(draft, window, at)
  window.tagger.tagsOf(draft.read, [], NO_MENU)
  const article = windowArticle(draft, order, at)
  const placement = window.admit(article)
  storedAnalysis(article.analysis)
  draft.searchText(window.analyzer)
  return { article, placement }
}
