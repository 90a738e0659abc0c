import type { AnalyzedText, Analyzer } from '../arabic/analyzer.ts'
import { HASHTAG, hashtagKey, isBareArticle } from './query.ts'

/** A word of a text as search sees it: what stands for it, and where it stands in UTF-16 offsets. */
export interface IndexedWord {
  lexeme: string
  start: number
  end: number
  /** The place among the words of the text; a hashtag bears that of its first word. */
  place: number
}

/** A text as printed, or one that the same analyzer has read already. */
export type Readable = string | AnalyzedText

/** Calls `visit` with the words and numbers of a text and their places, then with its hashtags as wholes. Gives the number of places. */
export function eachIndexedWord(
  analyzer: Analyzer,
  given: Readable,
  visit: (lexeme: string, place: number, start: number, end: number) => void,
): number {
  const { text, tokens } = typeof given === 'string' ? { text: given, tokens: analyzer.analyze(given) } : given
  const words = tokens.some(({ folded }) => isBareArticle(folded))
    ? tokens.filter(({ folded }) => !isBareArticle(folded))
    : tokens
  for (let place = 0; place < words.length; place++) {
    const { lexeme, start, end } = words[place]!
    visit(lexeme, place, start, end)
  }
  if (!/[#＃]/.test(text)) return words.length
  for (const { 0: printed, 1: name, index } of text.matchAll(HASHTAG)) {
    const lexeme = hashtagKey(name!)
    const first = words.findIndex(({ start }) => start >= index)
    if (lexeme !== null && first >= 0) visit(lexeme, first, index, index + printed.length)
  }
  return words.length
}

/** The words and numbers of a text with their places, and its hashtags as wholes beside them. */
export function indexedWords(analyzer: Analyzer, given: Readable): IndexedWord[] {
  const words: IndexedWord[] = []
  eachIndexedWord(analyzer, given, (lexeme, place, start, end) => words.push({ lexeme, start, end, place }))
  return words
}
