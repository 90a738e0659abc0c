import type { Analyzer } from '../arabic/analyzer.ts'
import { eachIndexedWord, type Readable } from './words.ts'

/** The fields of an article that search looks at, as printed. */
export interface SearchedText {
  title: Readable
  excerpt: Readable | null
  tags: readonly Readable[]
  paragraphs: readonly Readable[]
}

/** PostgreSQL keeps no higher position in a tsvector, and no more of them for one lexeme. */
const MAX_POSITION = 16_383
const MAX_POSITIONS = 255
/** Bytes of a lexeme; PostgreSQL takes 2,046, and what is longer is no word. */
const MAX_LEXEME_BYTES = 400
/** Places between two fields or paragraphs, so that no phrase goes across. */
const GAP = 2

/**
 * The lexemes of an article as the text of a tsvector: `'stem':1A,7`, weight A for the title, B for the excerpt, C for tags, D
 * (which is not written) for the body.
 */
export function lexemesOf(analyzer: Analyzer, { title, excerpt, tags, paragraphs }: SearchedText): string {
  const entries = new Map<string, { positions: string; count: number }>()
  let next = 1
  const add = (text: Readable, weight: string): void => {
    const places = eachIndexedWord(analyzer, text, (lexeme, place) => {
      const known = entries.get(lexeme)
      if (known === undefined) {
        if (isTooLong(lexeme)) return
        entries.set(lexeme, { positions: `${Math.min(next + place, MAX_POSITION)}${weight}`, count: 1 })
      } else if (known.count < MAX_POSITIONS && next + place < MAX_POSITION) {
        known.positions += `,${next + place}${weight}`
        known.count++
      }
    })
    if (places > 0) next += places - 1 + GAP
  }
  add(title, 'A')
  if (excerpt !== null) add(excerpt, 'B')
  for (const tag of tags) add(tag, 'C')
  for (const paragraph of paragraphs) add(paragraph, '')
  let written = ''
  for (const [lexeme, { positions }] of entries) written += `${written === '' ? '' : ' '}${quoted(lexeme)}:${positions}`
  return written
}

/** A UTF-16 unit takes three bytes at most. */
const isTooLong = (lexeme: string): boolean =>
  lexeme.length * 3 > MAX_LEXEME_BYTES && Buffer.byteLength(lexeme) > MAX_LEXEME_BYTES

const SPECIAL = /['\\]/
/** A lexeme as tsvector and tsquery read it. */
export const quoted = (lexeme: string): string =>
  SPECIAL.test(lexeme) ? `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${lexeme}'`

const ENTRY = /'((?:[^'\\]|''|\\\\)*)':([\dABC,]+)/gu

/** Reads what `lexemesOf` wrote: of each lexeme its positions, in order. */
export function readLexemes(text: string): Map<string, number[]> {
  const positions = new Map<string, number[]>()
  for (const [, lexeme, places] of text.matchAll(ENTRY)) {
    positions.set(
      lexeme!.replaceAll("''", "'").replaceAll('\\\\', '\\'),
      places!.split(',').map((place) => Number.parseInt(place, 10)),
    )
  }
  return positions
}
