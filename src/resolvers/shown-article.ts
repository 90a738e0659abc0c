import type { Context } from '../context.ts'
import type { ImageValue } from '../entities/delivered-article.ts'
import type { DatePrecision, Direction, DisplayPolicy } from '../entities/enums.ts'
import { encodeId } from '../entities/node-id.ts'
import { renderBody } from '../entities/render-body.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import type { LinkRow } from '../stores/link-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import {
  type AttributionValue,
  attributionOf,
  displayOf,
  shownBody,
  shownExcerpt,
  shownImage,
  shownLinkExcerpt,
  shownTags,
  sourceOf,
} from './display.ts'
import { shownHeadline, shownLists } from './link-lists.ts'

/** Tags that an article is passed on with, as `Article.tags` shows them. */
const MAX_TAGS = 20
/** Headlines of each kind, as `ArticleInput` takes them. */
const MAX_LINKS = 100

/** A published article as it is passed on in other forms than GraphQL, as far as its source lets it be shown. */
export interface ShownArticle {
  /** As clients see it. */
  id: string
  url: string | null
  title: string
  excerpt: string | null
  /** The body, sanitised; null where it is withheld or there is none, and so is `text`. */
  html: string | null
  text: string | null
  authors: string[]
  tags: string[]
  image: ImageValue | null
  language: string
  direction: Direction
  publishedAt: Date
  publishedAtPrecision: DatePrecision
  observedAt: Date
  revisedAt: Date | null
  source: SourceRow
  /** How much of it may be shown. */
  display: DisplayPolicy
  /** What must stand beside it. */
  attribution: AttributionValue
}

export async function shownArticle(article: ArticleRow, context: Context): Promise<ShownArticle> {
  const [source, display, attribution, body, excerpt, image, tags] = await Promise.all([
    sourceOf(article, context),
    displayOf(article, context),
    attributionOf(article, context),
    shownBody(article, context),
    shownExcerpt(article, context),
    shownImage(article, context),
    shownTags(article, context),
  ])
  const { url, title, authors, language, direction, publishedAt, publishedAtPrecision, observedAt, revisedAt } = article
  return {
    id: encodeId('art', article.id),
    url,
    title,
    excerpt,
    html: body && renderBody(body, 'HTML'),
    text: body && renderBody(body, 'TEXT'),
    authors,
    tags: tags.slice(0, MAX_TAGS).map(({ name }) => name),
    image,
    language,
    direction,
    publishedAt,
    publishedAtPrecision,
    observedAt,
    revisedAt,
    source,
    display,
    attribution,
  }
}

/** A headline beside an article, with the fields of `RelatedInput`. */
export interface ShownLink {
  headline: string
  url: string | null
  excerpt: string | null
}

/** What the page of an article leads to: by its publisher's word or an editor's, without what was computed. */
export async function shownLinks(
  article: ArticleRow,
  context: Context,
): Promise<Record<'readAlso' | 'similar', ShownLink[]>> {
  const { readAlso, similar } = shownLists(article, await context.loaders.linksOfArticle.load(article.id))
  const shown = async (links: readonly LinkRow[]): Promise<ShownLink[]> =>
    await Promise.all(
      links
        .filter(({ origin }) => origin !== 'COMPUTED')
        .slice(0, MAX_LINKS)
        .map(async (link) => ({
          headline: shownHeadline(link),
          url: link.url ?? link.targetUrl,
          excerpt: await shownLinkExcerpt(link, context),
        })),
    )
  const [first, second] = await Promise.all([shown(readAlso), shown(similar)])
  return { readAlso: first, similar: second }
}
