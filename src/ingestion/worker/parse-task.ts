import type { FeedHints, Rejection } from '../../entities/article-item.ts'
import type { DeliveredArticle } from '../../entities/delivered-article.ts'
import type { SourceProfile } from '../../entities/source-profile.ts'

/** One payload to be read in a worker. Plain data: it is copied to the thread (the bytes may be moved). */
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

/** What a worker made of a payload. */
export interface ParsedPayload {
  format: string
  title: string | null
  homepage: string | null
  language: string | null
  charset: string
  hints: FeedHints | null
  articles: ParsedArticle[]
  rejected: Rejection[]
}

/** Expected outcomes are values: TIMEOUT, MEMORY and CRASHED cost the worker, not the process. */
export type ParseOutcome =
  | { ok: true; payload: ParsedPayload }
  | { ok: false; code: 'NOT_A_FEED' | 'REFUSED' | 'TIMEOUT' | 'MEMORY' | 'CRASHED'; reason: string }
