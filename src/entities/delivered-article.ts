import type { BlockKind, DatePrecision, Direction, TaggingOrigin } from './enums.ts'

/** One block of a body in reading order. `html` is sanitised; `text` is plain, list items and lines parted by "\n". */
export interface Block {
  kind: BlockKind
  text: string
  html: string
  language: string
  direction: Direction
  /** Of an image or embed: where it points. */
  url: string | null
  /** Of a quote or embed: who says it, as printed. */
  attribution: string | null
}

export interface ImageValue {
  url: string
  alt: string | null
  caption: string | null
  credit: string | null
  width: number | null
  height: number | null
}

/** A headline as it goes to the desk; `url` is canonical. */
export interface DeliveredLink {
  headline: string
  url: string | null
  excerpt: string | null
  /** The line may hold several headlines: where one ends was not certain. */
  concatenated: boolean
}

/**
 * One article cleaned and ready for the desk: text in NFC without control characters, HTML sanitised, addresses canonical.
 * It is what stands in the inbox, so it is plain JSON. Null means that the source does not tell, which never erases what is known.
 */
export interface DeliveredArticle {
  guid: string | null
  url: string | null
  title: string
  excerpt: string | null
  /** Null where the source gave no body. */
  blocks: Block[] | null
  language: string
  direction: Direction
  authors: string[] | null
  taggings: { label: string; origin: TaggingOrigin; confidence: number }[]
  image: ImageValue | null
  /** RFC 3339. Null where the publisher gave none. */
  publishedAt: string | null
  publishedAtPrecision: DatePrecision
  /** RFC 3339. Null where it is the moment at which the item is taken in. */
  observedAt: string | null
  readAlso: DeliveredLink[] | null
  similar: DeliveredLink[] | null
}
