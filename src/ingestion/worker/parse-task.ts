import type { ArticleItem, FeedHints, Rejection } from '../../entities/article-item.ts'
import type { DeliveredArticle } from '../../entities/delivered-article.ts'
import type { SourceProfile } from '../../entities/source-profile.ts'

/** One payload to be read in a worker. Plain data: it is copied to the worker, the caller keeps its own. */
export interface ParseTask {
  bytes: Uint8Array
  /** Value of the Content-Type header. */
  contentType: string | null
  /** `auto` tells a feed, a sitemap, a page and a page dump apart by what they hold. */
  kind: 'feed' | 'sitemap' | 'page' | 'page-dump' | 'auto'
  url: string | null
  /** Milliseconds since the epoch: the moment against which dates are judged. */
  now: number
  profile?: SourceProfile | null
}

/** One article out of a payload, cleaned, with what tells it from others of its feed. */
export interface ParsedArticle {
  article: DeliveredArticle
  /** Slug or name of the source that the item itself names; null for the feed's own. */
  source: string | null
  line: number | null
  /** Hex hash of its GUID, else of its canonical address, else of its folded title. */
  key: string
  /** Hex hash of everything it says. */
  digest: string
}

/** An address out of a sitemap: its page has to be read before it is an article. */
export interface ParsedPage extends Pick<ParsedArticle, 'line' | 'key' | 'digest'> {
  /** What the sitemap tells: `url` is canonical, and mostly all there is. */
  item: ArticleItem & { url: string }
}

/** What a worker made of a payload. */
export interface ParsedPayload {
  format: string
  title: string | null
  homepage: string | null
  language: string | null
  charset: string
  hints: FeedHints | null
  articles: ParsedArticle[]
  /** Of sitemaps. */
  pages?: ParsedPage[]
  /** Addresses of the sitemaps that an index lists. */
  sitemaps?: string[]
  rejected: Rejection[]
}

/**
 * Why nothing came of a payload. NOT_A_FEED and REFUSED are the document's own; TIMEOUT, MEMORY and CRASHED cost the worker,
 * not the process.
 */
export interface ParseFailure {
  ok: false
  code: 'NOT_A_FEED' | 'REFUSED' | 'TIMEOUT' | 'MEMORY' | 'CRASHED'
  reason: string
}

/** Expected outcomes are values. */
export type ParseOutcome = { ok: true; payload: ParsedPayload } | ParseFailure

/** A publisher's page, of which the article is wanted. */
export interface ExtractTask {
  bytes: Uint8Array
  contentType: string | null
  url: string | null
  /** Milliseconds since the epoch: the moment against which dates are judged. */
  now: number
  profile: SourceProfile | null
  /** What a feed says of the article; null where nothing but the page is known. */
  item: ArticleItem | null
}

/** What a worker made of a page. */
export type ExtractOutcome =
  | {
      ok: true
      article: DeliveredArticle
      /** What stood in the page and was taken for no part of the article. */
      removed: { text: string; reason: string }[]
      /** The page holds the beginning of the article only. */
      isTeaser: boolean
      charset: string
    }
  | ParseFailure
