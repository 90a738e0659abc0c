import { fold } from './fold.ts'

/** A word or number of a text: as written, with UTF-16 offsets into it, and folded. */
export interface Token {
  text: string
  start: number
  end: number
  folded: string
}

const WORD_OR_NUMBER = /[\p{L}\p{M}\u0640\u200C-\u200F\u061C]+|\p{N}+(?:[.,٫٬]\p{N}+)*/gu
const MARK_IN_NUMBER = /[.,٫٬]/
/** Of the characters below this nearly all of an Arabic text is made. */
const TABLE_END = 0x700
const LETTER = 1
const DIGIT = 2
const IN_NUMBER = 4
const TABLE = Uint8Array.from({ length: TABLE_END }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[\p{L}\p{M}\u0640\u061C]/u.test(character)) return LETTER
  return /\p{N}/u.test(character) ? DIGIT : MARK_IN_NUMBER.test(character) ? IN_NUMBER : 0
})

/** The words and numbers of a text in order. What folds to nothing (marks or tatweel alone) is left out. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  eachWord(text, (start, end) => {
    const word = text.slice(start, end)
    const folded = foldedWord(word)
    if (folded !== '') tokens.push({ text: word, start, end, folded })
  })
  return tokens
}

/** A word folded. One sign may stand for words («ﷺ»): it stays one word. */
export const foldedWord = (word: string): string => fold(word).replaceAll(' ', '')

/**
 * Calls `visit` with where each word and number of a text begins and ends, marks alone included. A table tells the characters of
 * most texts apart, which is twice as fast; from the first other one on a pattern does.
 */
export function eachWord(text: string, visit: (start: number, end: number) => void): void {
  let at = 0
  while (at < text.length) {
    const kind = kindAt(text, at)
    if (kind === undefined) break
    const start = at++
    if (kind !== LETTER && kind !== DIGIT) continue
    while (kindAt(text, at) === kind || (kind === DIGIT && isInNumber(text, at))) at++
    // What comes next may belong to the word.
    if (at < text.length && kindAt(text, at) === undefined) {
      at = start
      break
    }
    visit(start, at)
  }
  if (at >= text.length) return
  for (const { 0: word, index } of text.slice(at).matchAll(WORD_OR_NUMBER)) visit(at + index, at + index + word.length)
}

/** What a character is to a word; undefined where the table does not tell, and after the end. */
function kindAt(text: string, at: number): number | undefined {
  const code = text.charCodeAt(at)
  return code < TABLE_END ? TABLE[code] : isSign(code) ? 0 : undefined
}

const isInNumber = (text: string, at: number): boolean =>
  kindAt(text, at) === IN_NUMBER && kindAt(text, at + 1) === DIGIT

/** Dashes, quotation marks and bullets. */
const isSign = (code: number): boolean => code >= 0x2010 && code <= 0x2027
