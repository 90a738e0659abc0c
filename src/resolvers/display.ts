import type { Context } from '../context.ts'
import type { Block, ImageValue } from '../entities/delivered-article.ts'
import type { DisplayPolicy } from '../entities/enums.ts'
import { excerptOf } from '../entities/render-body.ts'
import type { Revision } from '../entities/revision.ts'
import type { Tag } from '../entities/tag.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import type { SourceRow } from '../stores/source-store.ts'

/** Whether an article shows no more than id, url, title, source and dates. */
export const isWithdrawn = ({ status }: ArticleRow): boolean => status === 'WITHDRAWN'

/** The source of an article; there always is one. */
export async function sourceOf({ sourceId }: ArticleRow, { loaders }: Context): Promise<SourceRow> {
  return (await loaders.source.load(sourceId))!
}

/** How much of an article may be shown. */
export async function displayOf(article: ArticleRow, context: Context): Promise<DisplayPolicy> {
  return (await sourceOf(article, context)).display
}

/** The body as far as it may be shown: null where it is withdrawn or withheld, and where there is none. */
export async function shownBody(article: ArticleRow, context: Context): Promise<Block[] | null> {
  if (isWithdrawn(article) || (await displayOf(article, context)) !== 'FULL') return null
  return await context.loaders.bodyOfArticle.load(article.id)
}

/** The publisher's summary, or the first sentences, as far as it may be shown. */
export async function shownExcerpt(article: ArticleRow, context: Context): Promise<string | null> {
  if (isWithdrawn(article) || (await displayOf(article, context)) === 'HEADLINE') return null
  return article.excerpt ?? excerptOf((await context.loaders.bodyOfArticle.load(article.id)) ?? [])
}

/** The image as far as it may be shown. */
export async function shownImage(article: ArticleRow, context: Context): Promise<ImageValue | null> {
  if (isWithdrawn(article) || article.image === null) return null
  return (await displayOf(article, context)) === 'HEADLINE' ? null : article.image
}

/** Every tag that readers see of an article once, the best first. */
export async function shownTags(article: ArticleRow, { loaders }: Context): Promise<Tag[]> {
  if (isWithdrawn(article)) return []
  const taggings = await loaders.taggingsOfArticle.load(article.id)
  return [
    ...new Map(taggings.filter(({ origin }) => origin !== 'SITE_MENU').map(({ tagId, tag }) => [tagId, tag])).values(),
  ]
}

/** What a page says of a link beside its headline, where neither its source nor that of the linked article shows headlines only. */
export async function shownLinkExcerpt(
  { excerpt, fromId, articleId }: LinkRow,
  context: Context,
): Promise<string | null> {
  if (excerpt === null) return null
  const ids = articleId === null ? [fromId] : [fromId, articleId]
  const articles = await Promise.all(ids.map((id) => context.loaders.article.load(id)))
  const policies = await Promise.all(articles.map((article) => displayOf(article!, context)))
  return policies.includes('HEADLINE') ? null : excerpt
}

/** Revisions as far as they may be shown: without their paragraphs where the body is withheld. */
export async function shownRevisions(
  revisions: Revision[],
  article: ArticleRow,
  context: Context,
): Promise<Revision[]> {
  if ((await displayOf(article, context)) === 'FULL') return revisions
  return revisions.map((revision) => ({ ...revision, paragraphs: [] }))
}
