import { fold } from './fold.ts'

/** A word or number of a text: as written, with UTF-16 offsets into it, and folded. */
export interface Token {
  text: string
  start: number
  end: number
  folded: string
}

const WORD_OR_NUMBER = /[\p{L}\p{M}\u0640\u200C-\u200F\u061C]+|\p{N}+(?:[.,٫٬]\p{N}+)*/gu

/** The words and numbers of a text in order. What folds to nothing (marks or tatweel alone) is left out. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(WORD_OR_NUMBER)) {
    const [word] = match
    // One sign may stand for words («ﷺ»): it stays one word.
    const folded = fold(word).replaceAll(' ', '')
    if (folded !== '') tokens.push({ text: word, start: match.index, end: match.index + word.length, folded })
  }
  return tokens
}
