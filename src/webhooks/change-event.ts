import type { Context } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import { articleRecord } from '../resolvers/article-record.ts'
import { isWithdrawn, shownLinkExcerpt, shownRevisions, sourceOf } from '../resolvers/display.ts'
import { shownHeadline } from '../resolvers/link-lists.ts'
import { DateTimeScalar } from '../schema/scalars.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import type { StoryRow } from '../stores/story-store.ts'
import type { ToldChange } from '../stores/told-changes.ts'

/** A change as a receiver is told of it, under the names that the API uses; everything in it as far as the partner may show it. */
export async function changeEvent(change: ToldChange, context: Context): Promise<object> {
  const { cursor, type } = change
  return { cursor, type, at: DateTimeScalar.serialize(change.at), ...(await subjectOf(change, context)) }
}

async function subjectOf(change: ToldChange, context: Context): Promise<object> {
  switch (change.type) {
    case 'ARTICLE_INGESTED':
      return { article: await shown(change.article, context) }
    case 'ARTICLE_UPDATED': {
      const { article, revision } = change
      const [told] = revision === null || isWithdrawn(article) ? [] : await shownRevisions([revision], article, context)
      const { at, title, paragraphs } = told ?? {}
      return {
        article: await shown(article, context),
        revision: at === undefined ? null : { at: DateTimeScalar.serialize(at), title, paragraphs },
      }
    }
    case 'ARTICLE_WITHDRAWN':
      return { article: await shown(change.article, context), reason: change.reason }
    case 'LINK_RESOLVED':
      return { link: await linkOf(change.link, context) }
    case 'STORY_CHANGED':
      return { story: storyOf(change.story) }
    default:
      return change satisfies never
  }
}

/** A withdrawn article keeps what leads to it, and says what took its place. */
async function shown(article: ArticleRow, context: Context): Promise<object> {
  if (!isWithdrawn(article)) return { status: article.status, ...(await articleRecord(article, context)) }
  const { id, url, title, status, publishedAt, observedAt, replacedById } = article
  return {
    status,
    id: encodeId('art', id),
    url,
    title,
    publishedAt: DateTimeScalar.serialize(publishedAt),
    observedAt: DateTimeScalar.serialize(observedAt),
    source: (await sourceOf(article, context)).slug,
    replacedBy: replacedById === null ? null : encodeId('art', replacedById),
  }
}

async function linkOf(link: LinkRow, context: Context): Promise<object> {
  const { id, fromId, articleId, targetStatus, kind, origin, position, url, targetUrl } = link
  return {
    id: encodeId('lnk', id),
    from: encodeId('art', fromId),
    kind,
    origin,
    position,
    headline: shownHeadline(link),
    url: url ?? targetUrl,
    excerpt: await shownLinkExcerpt(link, context),
    article: articleId === null || targetStatus === 'WITHDRAWN' ? null : encodeId('art', articleId),
  }
}

function storyOf(story: StoryRow): object {
  const { id, title, firstSeenAt, latestActivityAt, articleCount, sourceCount, leadId, mergedIntoId } = story
  return {
    id: encodeId('sty', id),
    title,
    firstSeenAt: DateTimeScalar.serialize(firstSeenAt),
    latestActivityAt: DateTimeScalar.serialize(latestActivityAt),
    articleCount,
    sourceCount,
    lead: encodeId('art', leadId),
    mergedInto: mergedIntoId === null ? null : encodeId('sty', mergedIntoId),
  }
}
