/**
 * What the decisions about an article need of its text. It is made once, when the article comes or its text changes, and
 * stored: a desk that starts reads it and analyses nothing.
 */
export interface Analysis {
  /** Of the analyzer's frequency table. */
  version: number
  /** Words of title and text. */
  words: number
  /** Its most telling lexemes parted by spaces, at most MAX_TERMS, the most telling first. */
  lexemes: string
  /** How often each of them stands where: a byte each, of `countsCode`. */
  counts: Uint8Array
  /** As `fingerprint` makes it; null of a text too short for one. */
  fingerprint: Uint8Array | null
  /** As `textKey` makes it: equal of equal texts. */
  textKey: number
  /** Hashes of its lines, as `learntLines` gives them. */
  lines: readonly number[]
}
