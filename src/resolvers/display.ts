import type { Context } from '../context.ts'
import type { Block } from '../entities/delivered-article.ts'
import type { DisplayPolicy } from '../entities/enums.ts'
import type { Revision } from '../entities/revision.ts'
import type { ArticleRow } from '../stores/article-store.ts'
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

/** Revisions as far as they may be shown: without their paragraphs where the body is withheld. */
export async function shownRevisions(
  revisions: Revision[],
  article: ArticleRow,
  context: Context,
): Promise<Revision[]> {
  if ((await displayOf(article, context)) === 'FULL') return revisions
  return revisions.map((revision) => ({ ...revision, paragraphs: [] }))
}
