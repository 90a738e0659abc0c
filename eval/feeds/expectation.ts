/** What is measured of a feed: these of itself and, after `entries`, of its items. */
export const FEED_FIELDS = ['title', 'link', 'language', 'updated'] as const
export const ENTRY_FIELDS = [
  'title',
  'link',
  'id',
  'summary',
  'content',
  'author',
  'published',
  'updated',
  'tags',
] as const

export type Field = (typeof FEED_FIELDS)[number] | (typeof ENTRY_FIELDS)[number] | 'encoding'

/** One value that another parser's suite expects. */
export interface Expectation {
  /** As the suite writes it. */
  path: string
  field: Field
  /** Of which entry; null of the feed itself. */
  entry: number | null
  /** Which author or tag of several. */
  element: number
  value: unknown
}

/** A feed of a suite with what is expected of it. */
export interface FeedCase {
  file: string
  bytes: Uint8Array
  contentType: string | null
  /** Where the suite thinks that the feed lies. */
  url: string | null
  expectations: Expectation[]
  /** How many more values are expected that are no business of ours. */
  notCounted: number
}

export const isFeedField = (name: string): name is Field => (FEED_FIELDS as readonly string[]).includes(name)
export const isEntryField = (name: string): name is Field => (ENTRY_FIELDS as readonly string[]).includes(name)
