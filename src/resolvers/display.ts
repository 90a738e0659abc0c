import type { Context } from '../context.ts'
import type { Block, ImageValue } from '../entities/delivered-article.ts'
import { type DisplayTerm, displayTerm } from '../entities/display-terms.ts'
import type { DisplayPolicy } from '../entities/enums.ts'
import { excerptOf } from '../entities/render-body.ts'
import type { Revision } from '../entities/revision.ts'
import type { Tag } from '../entities/tag.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { type AtOnce, withValue, withValues } from './at-once.ts'

/** Whether an article shows no more than id, url, title, source and dates. */
export const isWithdrawn = ({ status }: ArticleRow): boolean => status === 'WITHDRAWN'

/** The source of an article; there always is one. */
export function sourceOf({ sourceId }: ArticleRow, { loaders }: Context): AtOnce<SourceRow> {
  return loaders.source.give(sourceId) as AtOnce<SourceRow>
}

/** The partner whose terms hold for what is shown; null where the sources' own do. */
const displayedFor = ({ displayFor, caller }: Context): string | null =>
  displayFor === undefined ? (caller.partner?.id ?? null) : displayFor

/** How much of a source's articles this caller may show, and the line that names it: as the source says, or as was agreed with the partner. */
export function termOf(source: SourceRow, context: Context): AtOnce<DisplayTerm> {
  const partnerId = displayedFor(context)
  if (partnerId === null) return displayTerm(source, null, null)
  return withValue(context.loaders.termsOfPartner.give(partnerId), (agreed) => {
    const ofSource = agreed.find(({ sourceId }) => sourceId === source.id) ?? null
    const ofAll = agreed.find(({ sourceId }) => sourceId === null) ?? null
    if (ofSource !== null || ofAll !== null) context.onTerms?.()
    return displayTerm(source, ofSource, ofAll)
  })
}

/** A word for all that was agreed with this caller's partner; empty where nothing was. */
export async function agreedTerms(context: Context): Promise<string> {
  const partnerId = displayedFor(context)
  const agreed = partnerId === null ? [] : await context.loaders.termsOfPartner.load(partnerId)
  return agreed.length === 0 ? '' : JSON.stringify(agreed.map(({ partnerId: _, id: __, ...terms }) => terms))
}

/** How much of an article may be shown. */
export function displayOf(article: ArticleRow, context: Context): AtOnce<DisplayPolicy> {
  return withValue(sourceOf(article, context), (source) => withValue(termOf(source, context), ({ display }) => display))
}

/** Whom to name beside an article, and where it stands. */
export interface AttributionValue {
  text: string
  url: string | null
}

/** The line that must stand beside an article wherever it is shown, and what it leads to. */
export async function attributionOf(article: ArticleRow, context: Context): Promise<AttributionValue> {
  const source = await sourceOf(article, context)
  return { text: (await termOf(source, context)).attribution, url: article.url ?? source.homepage }
}

/** The body as far as it may be shown: null where it is withdrawn or withheld, and where there is none. */
export async function shownBody(article: ArticleRow, context: Context): Promise<Block[] | null> {
  if (isWithdrawn(article) || (await displayOf(article, context)) !== 'FULL') return null
  return await context.loaders.bodyOfArticle.load(article.id)
}

/** The publisher's summary, or the first sentences, as far as it may be shown. */
export function shownExcerpt(article: ArticleRow, context: Context): AtOnce<string | null> {
  if (isWithdrawn(article)) return null
  return withValue(displayOf(article, context), (display) => {
    if (display === 'HEADLINE') return null
    if (article.excerpt !== null) return article.excerpt
    return context.loaders.bodyOfArticle.load(article.id).then((blocks) => excerptOf(blocks ?? []))
  })
}

/** The image as far as it may be shown. */
export async function shownImage(article: ArticleRow, context: Context): Promise<ImageValue | null> {
  if (isWithdrawn(article) || article.image === null) return null
  return (await displayOf(article, context)) === 'HEADLINE' ? null : article.image
}

/** Every tag that readers see of an article once, the best first. */
export function shownTags(article: ArticleRow, { loaders }: Context): AtOnce<Tag[]> {
  if (isWithdrawn(article)) return []
  return withValue(loaders.tagIdsOfArticle.give(article.id), (ids) =>
    withValues(
      ids.map((id) => loaders.tag.give(id)),
      (tags) => tags.filter((tag) => tag !== null),
    ),
  )
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
