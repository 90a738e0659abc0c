import type { AnalyzedToken, Analyzer } from '../arabic/analyzer.ts'
import type { Analysis } from './analysis.ts'
import { NO_TERM, termRarities } from './generic-words.ts'
import { countsCode, type TermCounts } from './term-counts.ts'

/**
 * Terms kept of an article. Measured on links that editors set: 60 terms lose two of a hundred links found among the first ten, 130 gain
 * one and cost half as much memory again.
 */
export const MAX_TERMS = 80
/** Words of the text that count as its lead, with the title. */
export const LEAD_WORDS = 60
/** Words of a text that are looked at: beyond them a text has said what it is about. */
const MAX_WORDS = 5_000

/** What the search for copies keeps of an article. */
export type CopyMarks = Pick<Analysis, 'fingerprint' | 'textKey' | 'lines'>

/**
 * Makes the stored analysis of an article from its words, title and text as published. What the search for copies needs is made
 * elsewhere from the same words. Equal for equal tables.
 */
export function analyse(
  analyzer: Analyzer,
  title: readonly AnalyzedToken[],
  text: readonly AnalyzedToken[],
  marks: CopyMarks,
): Analysis {
  const terms = new Map<string, CountedTerm>()
  const rarities = termRarities(analyzer)
  for (const token of title) count(terms, token, rarities.of(token), TITLE)
  const length = Math.min(text.length, MAX_WORDS)
  for (let at = 0; at < length; at++) {
    const token = text[at]!
    count(terms, token, rarities.of(token), at < LEAD_WORDS ? LEAD : REST)
  }
  return {
    version: analyzer.version,
    words: title.length + text.length,
    ...mostTelling(terms.values()),
    ...marks,
  }
}

const TITLE = 0
const LEAD = 1
const REST = 2

interface CountedTerm extends TermCounts {
  lexeme: string
  rarity: number
  /** Of `tellingness`, once all is counted. */
  weight: number
}

function count(terms: Map<string, CountedTerm>, { lexeme }: AnalyzedToken, rarity: number, place: number): void {
  if (rarity === NO_TERM) return
  let term = terms.get(lexeme)
  if (term === undefined) {
    term = { lexeme, title: 0, lead: 0, all: 0, rarity, weight: 0 }
    terms.set(lexeme, term)
  }
  if (place === TITLE) term.title++
  if (place <= LEAD) term.lead++
  term.all++
}

/** Rare, repeated and leading words first; ties in the order of their letters, so that every run says the same. */
function mostTelling(terms: Iterable<CountedTerm>): Pick<Analysis, 'lexemes' | 'counts'> {
  const kept: CountedTerm[] = []
  for (const term of terms) {
    term.weight = tellingness(term)
    kept.push(term)
  }
  kept.sort((a, b) => b.weight - a.weight || (a.lexeme < b.lexeme ? -1 : 1))
  if (kept.length > MAX_TERMS) kept.length = MAX_TERMS
  return { lexemes: kept.map(({ lexeme }) => lexeme).join(' '), counts: Uint8Array.from(kept, countsCode) }
}

/** The root, lest words that hardly any article holds take the places of the names that a story is told by. */
const tellingness = ({ title, lead, all, rarity }: CountedTerm): number =>
  (1 + Math.log(all) + (lead > 0 ? 1 : 0) + (title > 0 ? 1 : 0)) * Math.sqrt(rarity)
