import type { Analyzer } from '../arabic/analyzer.ts'
import type { CompiledQuery } from './compiled-query.ts'
import { type IndexedWord, indexedWords } from './words.ts'

export type SearchField = 'TITLE' | 'EXCERPT' | 'BODY' | 'TAGS'

/** A passage as printed, with the words that were asked for as UTF-16 offsets into it. */
export interface Highlight {
  field: SearchField
  text: string
  ranges: { start: number; end: number }[]
}

/** What of an article may be shown; null or empty where it may not. */
export interface ShownText {
  title: string
  excerpt: string | null
  tags: readonly string[]
  paragraphs: readonly string[]
}

/** Words of a passage of the body: two or three lines on a page. */
const PASSAGE_WORDS = 30
/** Words before the first that was asked for, so that it stands in a sentence. */
const LEAD_WORDS = 6
/** Of a longer body the beginning is quoted, in UTF-16 units: some fifty pages. */
const MAX_BODY = 100_000

/** Where an article holds what was asked, as printed: title and excerpt whole, then the best passages of the body, then tags. */
export function highlightsOf(text: ShownText, query: CompiledQuery, analyzer: Analyzer, limit: number): Highlight[] {
  const wanted = new Set(query.groups.flatMap((group) => group.flatMap(({ lexemes }) => lexemes)))
  const isWanted = ({ lexeme }: IndexedWord): boolean => wanted.has(lexeme)
  const whole = (field: SearchField, printed: string): Highlight[] => {
    const ranges = rangesOf(indexedWords(analyzer, printed).filter(isWanted), 0)
    return ranges.length === 0 ? [] : [{ field, text: printed, ranges }]
  }
  const highlights = whole('TITLE', text.title)
  if (text.excerpt !== null) highlights.push(...whole('EXCERPT', text.excerpt))
  if (highlights.length < limit) highlights.push(...passagesOf(text.paragraphs, isWanted, analyzer))
  for (const tag of text.tags) highlights.push(...whole('TAGS', tag))
  return highlights.slice(0, limit)
}

/** The best passage of each paragraph, the one with the rarest words first. */
function passagesOf(
  paragraphs: readonly string[],
  isWanted: (word: IndexedWord) => boolean,
  analyzer: Analyzer,
): Highlight[] {
  const passages: { highlight: Highlight; worth: number }[] = []
  let room = MAX_BODY
  for (const whole of paragraphs) {
    const paragraph = whole.length <= room ? whole : whole.slice(0, Math.max(0, whole.lastIndexOf(' ', room)))
    room -= paragraph.length
    const words = indexedWords(analyzer, paragraph)
    const marked = words.filter(isWanted).sort((a, b) => a.place - b.place)
    const best = bestWindow(marked, analyzer)
    if (best === null) continue
    const places = new Map(words.map((word) => [word.place, word]).reverse() as [number, IndexedWord][])
    const from = Math.max(0, marked[best.first]!.place - LEAD_WORDS)
    const to = Math.min(places.size - 1, from + PASSAGE_WORDS - 1)
    const start = places.get(from)!.start
    const end = endOf(paragraph, places.get(to)!.end)
    const inside = marked.filter((word) => word.start >= start && word.end <= end)
    if (inside.length === 0) continue
    const text = paragraph.slice(start, end)
    passages.push({ highlight: { field: 'BODY', text, ranges: rangesOf(inside, start) }, worth: best.worth })
  }
  return passages.sort((a, b) => b.worth - a.worth).map(({ highlight }) => highlight)
}

/** The window of words with the greatest sum of rarities, each lexeme once. */
function bestWindow(marked: readonly IndexedWord[], analyzer: Analyzer): { first: number; worth: number } | null {
  let best: { first: number; worth: number } | null = null
  for (const [first, { place }] of marked.entries()) {
    const seen = new Set<string>()
    let worth = 0
    for (let at = first; at < marked.length; at++) {
      const word = marked[at]!
      if (word.place >= place + PASSAGE_WORDS - LEAD_WORDS) break
      if (!seen.has(word.lexeme)) worth += 0.1 + analyzer.rarity(word.lexeme)
      seen.add(word.lexeme)
    }
    if (best === null || worth > best.worth) best = { first, worth }
  }
  return best
}

/** The end of a word with the signs that touch it: a passage ends between words. */
function endOf(text: string, end: number): number {
  const signs = /^[^\s\p{L}\p{N}«“"([{]+/u.exec(text.slice(end, end + 10))
  return end + (signs?.[0].length ?? 0)
}

/** Ranges in order; of those that overlap (a hashtag and its words) one that covers both. */
function rangesOf(words: readonly IndexedWord[], origin: number): Highlight['ranges'] {
  const ranges: Highlight['ranges'] = []
  for (const { start, end } of [...words].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = ranges.at(-1)
    if (last !== undefined && start - origin < last.end) last.end = Math.max(last.end, end - origin)
    else ranges.push({ start: start - origin, end: end - origin })
  }
  return ranges
}
