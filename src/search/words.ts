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

/** The words and numbers of a text with their places, and its hashtags as wholes beside them. */
export function indexedWords(analyzer: Analyzer, given: Readable): IndexedWord[] {
  const { text, tokens } = typeof given === 'string' ? { text: given, tokens: analyzer.analyze(given) } : given
  const words: IndexedWord[] = []
  for (const { folded, lexeme, start, end } of tokens) {
    if (!isBareArticle(folded)) words.push({ lexeme, start, end, place: words.length })
  }
  if (!/[#＃]/.test(text)) return words
  const hashtags: IndexedWord[] = []
  for (const match of text.matchAll(HASHTAG)) {
    const lexeme = hashtagKey(match[1]!)
    const first = words.find(({ start }) => start >= match.index)
    if (lexeme === null || first === undefined) continue
    hashtags.push({ lexeme, start: match.index, end: match.index + match[0].length, place: first.place })
  }
  return [...words, ...hashtags]
}
