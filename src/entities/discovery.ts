import type { FeedKind, UserErrorCode } from './enums.ts'
import type { UserError } from './user-error.ts'

/** What a feed's row keeps of an address. */
export interface FeedAddress {
  url: string
  /** The comparison key of the address. */
  urlKey: string
  /** Host and port. */
  host: string
}

/** An item of a feed that is only looked at. */
export interface FoundItem {
  title: string
  url: string | null
  excerpt: string | null
  publishedAt: Date | null
}

/** A feed that an address leads to. Nothing of it is stored. */
export interface FeedCandidate extends FeedAddress {
  kind: FeedKind
  format: string
  title: string | null
  /** Of its site, as the feed gives it. */
  homepage: string | null
  /** As the feed says, else that of its items; null where neither tells. */
  language: string | null
  /** In the order of the feed, at most 100. */
  items: FoundItem[]
}

/** Why an address leads to no feed; the reason is a sentence for people. */
export interface NoFeed {
  code: Extract<UserErrorCode, 'INVALID' | 'UNREACHABLE' | 'ADDRESS_REFUSED' | 'NOT_A_FEED'>
  reason: UserError['message']
}

/** What came of a look at an address: at least one candidate, the likeliest first, or why there is none. */
export type Discovery = { ok: true; candidates: FeedCandidate[] } | ({ ok: false } & NoFeed)
