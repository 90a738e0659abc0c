import { NUMBER_WORDS, type NumberWord, ORDINAL_WORDS } from './number-words.ts'
import { type Token, tokenize } from './tokens.ts'

/** A number of a text, in digits or words, with UTF-16 offsets. */
export interface FoundNumber {
  value: number
  kind: 'CARDINAL' | 'PERCENT' | 'ORDINAL'
  start: number
  end: number
}

const DIGITS = /^\d+(?:[.,]\d+)*$/
const GROUPED = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+$/
const PERCENT_SIGN = /^\s*[%٪]/
const PERCENT_WORDS: ReadonlySet<string> = new Set([
  'بالمئه',
  'بالمائه',
  'بالميه',
  'بالماءه',
  'المئه',
  'المائه',
  'الميه',
])
const TENS = /^عشره?$/
/** «أحد» is a number only before «عشر», as «إحدى» is. */
const ELEVEN: ReadonlySet<string> = new Set(['احد', 'احدي'])
const PARTICLE = /^[وفبل]/

/** What one token says: a number of its own, or nothing. */
interface Piece {
  word: NumberWord
  isJoined: boolean
  /** Of the ordinals: «ثالث», «العشرين». */
  isOrdinal: boolean
  isDigits: boolean
}

/** The value of a folded token of digits; a lone comma or point is a decimal sign. */
function digitsOf(folded: string): number | null {
  if (!DIGITS.test(folded)) return null
  if (GROUPED.test(folded)) return Number(folded.replace(/[.,]/g, ''))
  const value = Number(folded.replace(',', '.'))
  return Number.isFinite(value) ? value : null
}

function pieceOf(token: Token): Piece | null {
  const value = digitsOf(token.folded)
  if (value !== null) {
    return { word: { value, isScale: false, alone: value }, isJoined: false, isOrdinal: false, isDigits: true }
  }
  const plain = wordPiece(token.folded, false)
  if (plain !== null || !PARTICLE.test(token.folded)) return plain
  return wordPiece(token.folded.slice(1), token.folded.startsWith('و'))
}

function wordPiece(folded: string, isJoined: boolean): Piece | null {
  const isDefinite = folded.startsWith('ال') && folded.length > 4
  const cardinal = NUMBER_WORDS.get(folded)
  if (cardinal !== undefined) return { word: cardinal, isJoined, isOrdinal: false, isDigits: false }
  const bare = isDefinite ? folded.slice(2) : folded
  const ordinal = ORDINAL_WORDS.get(bare)
  if (ordinal !== undefined) {
    return { word: { value: ordinal, isScale: false, alone: ordinal }, isJoined, isOrdinal: true, isDigits: false }
  }
  const tens = isDefinite ? NUMBER_WORDS.get(bare) : undefined
  // «الاثنين» is Monday; «القرن العشرين» is the twentieth.
  if (tens === undefined || tens.isScale || tens.value < 20 || tens.value > 90) return null
  return { word: tens, isJoined, isOrdinal: true, isDigits: false }
}

/** Whether a value below thousand may stand after what a group already says: «خمسة وعشرين», «مئة وسبعون», «ثلاث مئة». */
function extended(group: number, { word, isJoined }: Piece, isTeen: boolean): number | null {
  const { value } = word
  if (isTeen && group < 10) return group + 10
  if (!isJoined) return group >= 3 && group < 10 && value === 100 ? group * 100 : null
  if (group < 10 && value >= 20 && value < 100) return group + value
  if (group >= 100 && group % 100 === 0 && value < 100) return group + value
  if (group > 100 && group % 100 < 10 && value >= 20 && value < 100) return group + value
  return null
}

/** The numbers of a text in order. */
export function numbersIn(text: string, tokens: readonly Token[] = tokenize(text)): FoundNumber[] {
  const found: FoundNumber[] = []
  for (let at = 0; at < tokens.length; ) {
    const number = numberAt(text, tokens, at)
    if (number === null) at++
    else {
      found.push(number.found)
      at = number.next
    }
  }
  return found
}

function numberAt(text: string, tokens: readonly Token[], from: number): { found: FoundNumber; next: number } | null {
  const first = tokens[from]!
  if (ELEVEN.has(first.folded.replace(/^و(?=ا)/, ''))) {
    const ten = tokens[from + 1]
    if (ten === undefined || !TENS.test(ten.folded)) return null
    return ended(text, tokens, from, from + 2, 11, false)
  }
  let total = 0
  let group: number | null = null
  let bound = Infinity
  let isOrdinal = false
  let isDigits = false
  let at = from
  for (; at < tokens.length; at++) {
    // «3 ملايين و200 ألف»: the particle before digits is a token of its own.
    const isAnd = at > from && group === null && tokens[at]!.folded === 'و' && /^\d/.test(tokens[at + 1]?.folded ?? '')
    const piece = pieceOf(tokens[isAnd ? at + 1 : at]!)
    if (piece === null || (at > from && /[.،؛:!؟?]/.test(text.slice(tokens[at - 1]!.end, tokens[at]!.start)))) break
    const { word } = piece
    const isNext = piece.isJoined || isAnd
    if (word.isScale) {
      if (word.value >= bound || (group === null && (word.alone === null || (at > from && !isNext)))) break
      total += group === null ? word.alone! : group * word.value
      bound = word.value
      group = null
    } else if (group === null) {
      if (at > from && word.value === 0.5 && isNext) total += bound / 2
      else if (at > from && (!isNext || word.value >= bound || scaleAfter(tokens, isAnd ? at + 1 : at) >= bound)) break
      else if (word.value < 1 && !piece.isDigits && scaleAfter(tokens, at) === 0) break
      else group = word.value
      isDigits = piece.isDigits
      isOrdinal ||= piece.isOrdinal
    } else {
      const sum: number | null =
        piece.isDigits || isDigits ? null : extended(group, piece, TENS.test(tokens[at]!.folded))
      if (sum === null || (sum >= bound && bound !== Infinity)) break
      group = sum
      isOrdinal ||= piece.isOrdinal
    }
    if (isAnd) at++
  }
  if (at === from) return null
  return ended(text, tokens, from, at, total + (group ?? 0), isOrdinal)
}

/** The thousand or million that follows a token; 0 where none does. */
function scaleAfter(tokens: readonly Token[], at: number): number {
  const word = NUMBER_WORDS.get(tokens[at + 1]?.folded ?? '')
  return word?.isScale ? word.value : 0
}

function ended(text: string, tokens: readonly Token[], from: number, next: number, value: number, isOrdinal: boolean) {
  const { end } = tokens[next - 1]!
  const sign = PERCENT_SIGN.exec(text.slice(end, end + 4))
  const words = tokens[next]?.folded === 'في' ? next + 1 : next
  const isWord =
    PERCENT_WORDS.has(tokens[words]?.folded ?? '') && (words > next || tokens[words]!.folded.startsWith('ب'))
  const last = sign !== null ? end + sign[0].length : isWord ? tokens[words]!.end : end
  const kind = sign !== null || isWord ? 'PERCENT' : isOrdinal ? 'ORDINAL' : 'CARDINAL'
  const found: FoundNumber = { value, kind, start: tokens[from]!.start, end: last }
  return { found, next: isWord && sign === null ? words + 1 : next }
}
