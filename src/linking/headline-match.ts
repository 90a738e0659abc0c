import { isSameSpelling } from './hamza-spelling.ts'
import type { HeadlineForm } from './headline-form.ts'
import { valuesConflict } from './headline-numbers.ts'

/** Letters of a gram: as good for words written apart as together. */
const GRAM = 4
/** Jaccard similarity of 4-grams from which a headline names a title whatever differs: half a word of a long headline. */
const NAMED = 0.85
/** With one word dropped or replaced, of the same publisher, it may be less: the word was long or the headline short. */
const ONE_WORD_OFF = 0.3
/** Words that agree: fewer say less, and of a word replaced more is asked than of one left out. */
const LEAST_AGREEING = { dropped: 2, replaced: 3 }
/** From another publisher two headlines of one event are often that near: only what is all but equal counts. */
const NAMED_ELSEWHERE = 0.9
/** A beginning names a title only when it is long by itself and much of the title; of another publisher, longer. */
const LEAST_BEGINNING = 7
const LEAST_BEGINNING_ELSEWHERE = 40
const BEGINNING_SHARE = 0.4
const AS_CUT = 0.95

/**
 * How surely a printed headline names a title: 1 for one in another spelling, 0 where it does not. Numbers, dates and weekdays must agree: two
 * headlines that differ in a number alone name two articles.
 */
export function namesTitle(printed: HeadlineForm, title: HeadlineForm, isSameSource: boolean): number {
  if (printed.isCut) {
    if (isBeginning(printed.letters, title.letters, isSameSource)) return AS_CUT
  } else if (isSameSpelling(printed.letters, title.letters)) return printed.key === '' ? 0 : 1
  const isNear = isSameSource && isOneWordOff(printed.words, title.words)
  if (!isNear && lengthShare(printed.key, title.key) < NAMED) return 0
  if (!valuesAgree(printed.values, title.values)) return 0
  const likeness = gramJaccard(printed.key, title.key)
  return likeness >= (isNear ? ONE_WORD_OFF : isSameSource ? NAMED : NAMED_ELSEWHERE) ? likeness : 0
}

function isBeginning(letters: string, title: string, isSameSource: boolean): boolean {
  const least = isSameSource ? LEAST_BEGINNING : LEAST_BEGINNING_ELSEWHERE
  return (
    letters.length >= Math.max(least, BEGINNING_SHARE * title.length) &&
    isSameSpelling(letters, title.slice(0, letters.length))
  )
}

const lengthShare = (a: string, b: string): number => Math.min(a.length, b.length) / Math.max(a.length, b.length)

/** No contradiction, and at most one value that only one of them has: the word that was dropped. */
function valuesAgree(a: readonly string[], b: readonly string[]): boolean {
  return !valuesConflict(a, b) && Math.abs(a.length - b.length) <= 1
}

/** Jaccard similarity of the 4-grams of two keys. */
export function gramJaccard(a: string, b: string): number {
  const [gramsA, gramsB] = [grams(a), grams(b)]
  let shared = 0
  for (const gram of gramsA) if (gramsB.has(gram)) shared++
  return shared === 0 ? 0 : shared / (gramsA.size + gramsB.size - shared)
}

function grams(key: string): Set<string> {
  const all = new Set<string>()
  for (let at = 0; at + GRAM <= key.length; at++) all.add(key.slice(at, at + GRAM))
  return all
}

/** Whether two lists of words are equal but for one word, dropped or replaced. */
function isOneWordOff(a: readonly number[], b: readonly number[]): boolean {
  const [shorter, longer] = [Math.min(a.length, b.length), Math.max(a.length, b.length)]
  if (longer - shorter > 1) return false
  let before = 0
  while (before < shorter && a[before] === b[before]) before++
  let behind = 0
  while (behind < shorter - before && a.at(-1 - behind) === b.at(-1 - behind)) behind++
  return before + behind >= Math.max(longer - 1, shorter < longer ? LEAST_AGREEING.dropped : LEAST_AGREEING.replaced)
}
