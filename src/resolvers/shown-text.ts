import type { Context } from '../context.ts'
import type { ShownText } from '../search/highlights.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import { displayOf, isWithdrawn, shownBody } from './display.ts'

/** What search may quote of an article. */
export async function shownText(article: ArticleRow, context: Context): Promise<ShownText> {
  if (isWithdrawn(article)) return { title: article.title, excerpt: null, tags: [], paragraphs: [] }
  const [display, body, taggings] = await Promise.all([
    displayOf(article, context),
    shownBody(article, context),
    context.loaders.taggingsOfArticle.load(article.id),
  ])
  const tags = taggings.filter(({ origin }) => origin !== 'SITE_MENU').map(({ label }) => label)
  const paragraphs = (body ?? []).flatMap(({ text }) => text ?? [])
  return { title: article.title, excerpt: display === 'HEADLINE' ? null : article.excerpt, tags, paragraphs }
}
