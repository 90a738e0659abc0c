import { fold } from '../arabic/fold.ts'
import { type Token, tokenize } from '../arabic/tokens.ts'
import { KnownTitles } from './known-titles.ts'

/** Headlines of one line in order; `certain` is false where the line was kept whole although it seems to hold several. */
export interface SegmentedHeadlines {
  headlines: string[]
  certain: boolean
}

/** What is known around a line. */
export interface HeadlineContext {
  knownTitles?: readonly string[] | KnownTitles
  /** Tells the folded words that the document has outside this line, or those of the language. */
  vocabulary?: Vocabulary
}

/** Folded words. */
export interface Vocabulary extends Pick<ReadonlySet<string>, 'has'> {
  /** It has all words: what it has not is none. */
  isWhole?: boolean
}

const MIN_WORDS = 3
const MAX_WORDS = 20
/** Two words at most: longer tokens are no text, and cutting them would cost the square of their length. */
const MAX_TOKEN = 40
/** Places after which no letter can follow inside a word: teh marbuta, and tanwin, whose alif stands on either side of it. */
const WORD_END =
  /(?:ة\p{M}*|[\u064C\u064D]\p{M}*|[اى]\u064B|ء\u064B(?:ا(?!ل))?|[^اىةء\P{L}]\u0651?\u064B\u0651?[اى]?)(?=[^\P{L}ـ])/gu
/** Alif maqsura ends words too, unless a writer has it for yeh: before a hamza or a suffix. */
const MAQSURA = /(?<=\p{L}\p{M}*)ى\u0670?(?=[^\P{L}ـءئؤ])/gu
/** «ال» inside a token, three letters at least before it. */
const ARTICLE = /(?<=\p{L}\p{M}*\p{L}\p{M}*\p{L}\p{M}*)ا(?=ل\p{L}{2})/gu
/** Names that some write in one word with «ال…». */
const NAME_LEFT = /^[وفبلك]?(?:عبد|ابو|ابي|ابا|ابن|بنت)$/u
const NAME_RIGHT = new Set(['الدين', 'الله', 'الاسلام'])

/**
 * Cuts headlines that a page printed with nothing between them: at known titles, else only where no word can go on, or where
 * an unknown word is two and the second, with «ال», is attested. A repeated beginning is no evidence, since headlines repeat
 * names in the middle. Where a part would not be a headline the line stays whole.
 */
export function segmentHeadlines(line: string, context: HeadlineContext = {}): SegmentedHeadlines {
  const text = line.normalize('NFC').trim()
  const vocabulary: Vocabulary = context.vocabulary ?? new Set<string>()
  const words = new Words(text, vocabulary)
  const headlines: string[] = []
  const titles = context.knownTitles ?? []
  const pieces = (titles instanceof KnownTitles ? titles : new KnownTitles(titles)).cut(
    text,
    (word) => vocabulary.isWhole === true && vocabulary.has(word),
  )
  for (const piece of pieces) {
    const parts = piece.known ? [piece.text] : cutAtJunctions(piece.text, words)
    const alone = pieces.length === 1 && parts.length === 1
    if (!piece.known && !parts.every((part) => isHeadline(part, alone, words))) {
      return { headlines: [text], certain: false }
    }
    headlines.push(...parts)
  }
  return { headlines, certain: true }
}

/** The words that the document is known to use. */
class Words {
  readonly #elsewhere: Vocabulary
  readonly #inLine = new Map<string, number>()

  constructor(line: string, elsewhere: Vocabulary) {
    this.#elsewhere = elsewhere
    for (const { folded } of tokenize(line)) this.#inLine.set(folded, (this.#inLine.get(folded) ?? 0) + 1)
  }

  attested(word: string): boolean {
    return this.#elsewhere.has(word) || this.#inLine.has(word)
  }

  /** Whether a word that it has not is none. */
  get areAll(): boolean {
    return this.#elsewhere.isWhole === true
  }

  /** In how many places a word falls into two. */
  splits(word: string): number {
    let splits = 0
    for (let cut = 2; cut <= word.length - 2; cut++)
      splits += Number(this.#elsewhere.has(word.slice(0, cut)) && this.#elsewhere.has(word.slice(cut)))
    return splits
  }

  /** A word that the document has only here. */
  isSingle(word: string): boolean {
    return !this.#elsewhere.has(word) && this.#inLine.get(word) === 1
  }
}

function cutAtJunctions(text: string, words: Words): string[] {
  const cuts = tokenize(text).flatMap((token) => junctions(token, words).map((offset) => token.start + offset))
  return [0, ...cuts].map((start, index) => text.slice(start, cuts[index]).trim()).filter((part) => part !== '')
}

function junctions(token: Token, words: Words): number[] {
  if (token.text.length > MAX_TOKEN) return []
  const ends = [...token.text.matchAll(WORD_END)].map((match) => match.index + match[0].length)
  for (const match of token.text.matchAll(MAQSURA)) {
    const end = match.index + match[0].length
    const right = fold(token.text.slice(end))
    if (words.attested(right) || /^ال.{3}/u.test(right)) ends.push(end)
  }
  if (ends.length === 0) return definiteJunction(token, words)
  return ends.filter((end) => fold(token.text.slice(end)).length > 1).sort((a, b) => a - b)
}

function definiteJunction(token: Token, words: Words): number[] {
  if (!words.isSingle(token.folded)) return []
  for (const { index } of token.text.matchAll(ARTICLE)) {
    const left = fold(token.text.slice(0, index))
    const right = fold(token.text.slice(index))
    if (!words.attested(right) || NAME_LEFT.test(left) || NAME_RIGHT.has(right)) continue
    if (words.areAll) {
      if (words.attested(left) && words.splits(token.folded) === 1) return [index]
      continue
    }
    // Of three letters, or ending like «و», the left part may be a word's beginning or carry the particle of the right one.
    if (words.attested(left) || (left.length > 3 && !left.endsWith('و'))) return [index]
  }
  return []
}

function isHeadline(text: string, alone: boolean, words: Words): boolean {
  const tokens = tokenize(text)
  if (tokens.length > MAX_WORDS || (!alone && tokens.length < MIN_WORDS)) return false
  return !tokens.some((token, index) => looksGlued(token, tokens[index - 1], words))
}

/** Too little to cut at, enough to doubt: a number runs into «ال…», or an unknown word is two known ones. */
function looksGlued(token: Token, before: Token | undefined, words: Words): boolean {
  const { folded } = token
  if (before?.end === token.start && /^\d/.test(before.folded) && folded.startsWith('ال')) return true
  if (!words.isSingle(folded) || folded.length > MAX_TOKEN) return false
  for (let cut = 3; cut <= folded.length - 4; cut += 1) {
    if (words.attested(folded.slice(0, cut)) && words.attested(folded.slice(cut))) return true
  }
  return false
}
