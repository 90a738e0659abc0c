import type { AnalyzedToken } from '../arabic/analyzer.ts'
import { BELONGING, NAME } from './named-entities.ts'
import { printedPhrase } from './printed-phrase.ts'
import type { TagText } from './tag-text.ts'
import { isDefinite, type WordKind, type WordKinds } from './word-kinds.ts'

/** A phrase that an article turns on. */
export interface Keyphrase {
  /** As the article prints it most, without particles before it. */
  label: string
  /** Its lexemes joined by spaces: equal for all its spellings. */
  key: string
  score: number
  /** How often it stands in the text, and whether in the title. */
  count: number
  inTitle: boolean
  /** Words of the text where it first stands. */
  at: number
  length: number
}

const MAX_LENGTH = 4
const LEAST_COUNT = 2
/** Outside the title a phrase must stand more often. */
const LEAST_COUNT_OUTSIDE = 3
/** A single word says less: it must stand in the title and often. */
const LEAST_COUNT_SINGLE = 5
const TITLE_BONUS = 1.8
const POSITION_SCALE = 80
/** A rarer lexeme than this is no better. */
const MAX_RARITY = 9
/** A phrase that is mostly met inside a longer one is left to it. */
const COVERED = 0.6
const MOST = 10
/** Nouns that end in that letter by themselves. */
const ENDS_IN_HEH: ReadonlySet<string> = new Set('مياه وجه اتجاه فقه شبه'.split(' '))

interface Candidate {
  key: string
  places: number[]
  length: number
  score: number
  inTitle: boolean
}

/**
 * Phrases of one to four words by frequency, rarity, place and title, after KP-Miner (El-Beltagy and Rafea 2009). Only closed
 * noun phrases are taken, those that end in a definite word («مجلس الأمن», «الغوطة الشرقية»), and none that holds a verb, a
 * common word or a word that is taken by a name. Best first.
 */
export function keyphrases(
  text: TagText,
  kinds: WordKinds,
  rarity: (lexeme: string) => number,
  taken: Uint8Array,
): Keyphrase[] {
  const candidates = [...counted(text, kinds, taken).values()].filter((candidate) => isFrequent(candidate))
  for (const candidate of candidates) candidate.score = scoreOf(candidate, text.words, rarity)
  candidates.sort((a, b) => b.score - a.score || a.places[0]! - b.places[0]!)
  const kept: Candidate[] = []
  const used = new Uint8Array(text.words.length)
  for (const candidate of candidates) {
    if (kept.length === MOST) break
    if (
      isCovered(candidate, candidates) ||
      candidate.places.some((at) => used.subarray(at, at + candidate.length).includes(1))
    )
      continue
    kept.push(candidate)
    for (const at of candidate.places) used.fill(1, at, at + candidate.length)
  }
  return kept.flatMap(({ key, places, length, score, inTitle }) => {
    const label = printedPhrase(text, places, length)
    return label === null ? [] : [{ label, key, score, count: places.length, inTitle, at: places[0]!, length }]
  })
}

function counted(text: TagText, kinds: WordKinds, taken: Uint8Array): Map<string, Candidate> {
  const all = new Map<string, Candidate>()
  const { words, titleLength } = text
  const types = words.map((word) => kinds.of(word))
  for (let at = 0; at < words.length; at++) {
    if (!begins(text, types, taken, at)) continue
    for (let length = 1; length <= MAX_LENGTH && at + length <= words.length; length++) {
      const last = at + length - 1
      if (length > 1 && !goesOn(text, types, taken, last)) break
      if (!closes(text, types, taken, at, length)) continue
      let key = words[at]!.lexeme
      for (let next = at + 1; next <= last; next++) key += ` ${words[next]!.lexeme}`
      const known = all.get(key)
      if (known === undefined) all.set(key, { key, places: [at], length, score: 0, inTitle: last < titleLength })
      else known.places.push(at)
    }
  }
  return all
}

/** A phrase begins with a noun that no other word makes a part of its own phrase. */
function begins({ words, parted }: TagText, types: readonly WordKind[], taken: Uint8Array, at: number): boolean {
  const [type, { text }] = [types[at], words[at]!]
  if (taken[at] !== 0) return false
  const before = parted[at] === 1 ? 'STOP' : types[at - 1]!
  // «الكيميائي المفترض» is the rest of «الهجوم الكيميائي المفترض», and «التجارة» that of «وزير التجارة».
  if (type === 'DEFINITE') return before !== 'OFFICE' && (before === 'STOP' || !isDefinite(words[at - 1]!.folded))
  // «أبحاث الفضاء» is the rest of «منظمة أبحاث الفضاء»; with «his» at its end («كتبه») a word is closed already, or a verb.
  return type === 'NOUN' && before !== 'NOUN' && (!text.endsWith('ه') || ENDS_IN_HEH.has(text))
}

function goesOn({ words, parted }: TagText, types: readonly WordKind[], taken: Uint8Array, at: number): boolean {
  if (parted[at] === 1 || taken[at] === NAME) return false
  if (types[at] === 'DEFINITE') return words[at]!.folded.startsWith('ال')
  // After «مجلس الأمن» only what describes it goes on.
  return types[at] === 'NOUN' && types[at - 1] !== 'DEFINITE'
}

/** It ends with a definite word, after which nothing belongs to it any more. */
function closes(
  { words, parted }: TagText,
  types: readonly WordKind[],
  taken: Uint8Array,
  at: number,
  length: number,
): boolean {
  const last = at + length - 1
  if (types[last] !== 'DEFINITE') return false
  // «الاتحاد المغربي» is the beginning of «الاتحاد المغربي لكرة القدم».
  if (parted[last + 1] === 0 && words[last + 1]?.folded.startsWith('ل')) return false
  // «معاداة السامية» is no «السامية», nor does an adjective stand alone.
  if (length === 1) return (parted[at] === 1 || types[at - 1] !== 'NOUN') && !words[at]!.text.endsWith('ية')
  // «تعيين البريطاني» goes on with his name.
  return !(length === 2 && types[at] === 'NOUN' && taken[last] === BELONGING && /ية?$/.test(words[last]!.text))
}

function isFrequent({ places, length, inTitle }: Candidate): boolean {
  if (length === 1) return inTitle && places.length >= LEAST_COUNT_SINGLE
  return places.length >= (inTitle ? LEAST_COUNT : LEAST_COUNT_OUTSIDE)
}

function scoreOf(
  { places, length, inTitle }: Candidate,
  words: readonly AnalyzedToken[],
  rarity: (lexeme: string) => number,
): number {
  let rare = 0
  for (let at = places[0]!; at < places[0]! + length; at++) rare += Math.min(MAX_RARITY, rarity(words[at]!.lexeme))
  const place = 1 + 0.5 * Math.exp(-places[0]! / POSITION_SCALE)
  return (1 + Math.log(places.length)) * (rare / length) * (inTitle ? TITLE_BONUS : 1) * place * Math.sqrt(length)
}

function isCovered(candidate: Candidate, all: readonly Candidate[]): boolean {
  return all.some(
    (longer) =>
      longer.length > candidate.length &&
      ` ${longer.key} `.includes(` ${candidate.key} `) &&
      longer.places.length >= COVERED * candidate.places.length,
  )
}
