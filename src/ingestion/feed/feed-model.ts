import type { FeedHints } from '../../entities/article-item.ts'
import type { RawItem } from './raw-item.ts'

/** A feed holds news, not an archive: what is beyond this is told in one rejection. */
export const MAX_ITEMS = 2000
export const TOO_MANY = `The feed has more than ${MAX_ITEMS} items; those from here on are left out`

/** An item of a feed, or the sentence that says why it cannot be read, with its line. */
export interface ReadItem {
  line: number | null
  raw: RawItem | string
}

/** What a feed of any family says of itself and its items, before any of it is an article. */
export interface FeedModel {
  format: 'rss' | 'atom' | 'rdf' | 'json-feed'
  /** As written, markup and all. */
  title: string | null
  /** Absolute address of the site. */
  link: string | null
  /** BCP 47. */
  language: string | null
  /** When it last changed, as written. */
  updated: string | null
  hints: FeedHints
  items: ReadItem[]
}
