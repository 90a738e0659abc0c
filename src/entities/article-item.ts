/** A headline that a page shows beside an article. */
export interface RelatedItem {
  headline: string
  url?: string | null
  excerpt?: string | null
  /** The line seems to hold several headlines, and where one ends is not certain. */
  concatenated?: boolean | null
}

/**
 * One article as a source gave it, before cleaning. The field names are those of GraphQL's `ArticleInput`, so what a parser
 * prints can be pushed as it is; the last group is what only files and pages tell, and a push ignores it.
 */
export interface ArticleItem {
  guid?: string | null
  url?: string | null
  title?: string | null
  excerpt?: string | null
  html?: string | null
  text?: string | null
  authors?: string[] | null
  tags?: string[] | null
  image?: string | null
  /** RFC 3339; of a DAY, its midnight in UTC. */
  publishedAt?: string | null
  publishedAtPrecision?: 'TIME' | 'DAY' | 'OBSERVED' | null
  language?: string | null
  /** What the page points to; left out where the input does not tell (an empty list says: it points to nothing). */
  readAlso?: RelatedItem[] | null
  similar?: RelatedItem[] | null

  /** Slug or name of the source that the record names. */
  source?: string | null
  /** Printed stamp of the page, RFC 3339: when it was seen. */
  observedAt?: string | null
  /** Words of the site's own menu that stand among the tags, as printed. */
  menuTags?: string[] | null
}

/** What could not be taken, where in the input it stands, and why. */
export interface Rejection {
  /** 1-based line; null where the input has no lines to speak of. */
  line: number | null
  reason: string
}

/** What a feed says about how it wants to be polled. */
export interface FeedHints {
  /** Least time between two polls: the greater of `ttl` and `sy:updatePeriod` / `sy:updateFrequency`. */
  minIntervalSeconds: number | null
  /** WebSub: where to subscribe, and under which address. */
  hub: string | null
  self: string | null
  /** RFC 5005: where the items before these are (`prev-archive`, else `next`). */
  previousPage: string | null
}

/** What a parser makes of one file or payload: whole items in order, and the places that it could not take. */
export interface ParsedDocument {
  /** rss, atom, rdf, json-feed, news-sitemap, sitemap, sitemap-index, page-dump, articles: the name a reader would use. */
  format: string
  title: string | null
  homepage: string | null
  language: string | null
  /** Of feeds. */
  hints?: FeedHints | null
  items: { item: ArticleItem; line: number | null }[]
  /** Of sitemaps: items with nothing but an address and perhaps a date. Their pages have to be read before they are articles. */
  pages?: { item: ArticleItem; line: number | null }[]
  /** Of a sitemap index: addresses of the sitemaps. */
  sitemaps?: string[]
  rejected: Rejection[]
}
