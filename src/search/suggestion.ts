import type { Analyzer } from '../arabic/analyzer.ts'
import { editDistance } from '../arabic/edit-distance.ts'
import { isPlace } from '../arabic/place-names.ts'
import { tokenize } from '../arabic/tokens.ts'
import { MAX_COUNTED, type SearchStore } from '../stores/search-store.ts'
import { type Commonness, questionFor } from './commonness.ts'
import { MAX_LENGTH, parseQuery } from './query.ts'

/** Shorter words have too many neighbours to say which was meant. */
const MIN_LENGTH = 4
/** Words of this length may differ in two letters. */
const TWO_EDITS_FROM = 7
/** Neighbours whose articles are counted. */
const MAX_NEIGHBOURS = 12
/** Another spelling is likelier where so many times as many articles hold it, and at least so many do. */
const MUCH_MORE = 20
const AT_LEAST = 3
/** Words of a query that are looked at. */
const MAX_WORDS = 8
/** Titles among which the written form of a word is looked for. */
const TITLES = 5

/** «هل تقصد»: the query with each word that hardly any article holds put as most write its neighbour; null where none is likelier. */
export async function suggestionFor(
  text: string,
  analyzers: readonly Analyzer[],
  store: SearchStore,
  commonness: Commonness,
): Promise<string | null> {
  // Nobody mistypes a word of a text that long.
  if (text.length > MAX_LENGTH) return null
  const words = parseQuery(text)
    .groups.flat()
    .flatMap(({ kind, words: [word] }) => (kind === 'word' && mayBeMisspelt(word!.folded) ? [word!] : []))
    .slice(0, MAX_WORDS)
  const counts = await commonness.countsOf(
    analyzers,
    words.map(({ folded }) => folded),
  )
  const spellings = new Map<string, string>()
  for (const [index, word] of words.entries()) {
    const better = await likelier(word.folded, counts[index]!, analyzers, store, commonness)
    if (better !== null) spellings.set(word.folded, better)
  }
  return spellings.size === 0 ? null : respelt(text, spellings)
}

/** The text with other spellings of whole words. */
function respelt(text: string, spellings: ReadonlyMap<string, string>): string {
  let [written, copied] = ['', 0]
  for (const { folded, start, end } of tokenize(text)) {
    const better = spellings.get(folded)
    if (better === undefined) continue
    written += text.slice(copied, start) + better
    copied = end
  }
  return written + text.slice(copied)
}

const mayBeMisspelt = (folded: string): boolean => folded.length >= MIN_LENGTH && /^\p{L}+$/u.test(folded)

/** How most write a word that so few articles hold. */
async function likelier(
  folded: string,
  held: number,
  analyzers: readonly Analyzer[],
  store: SearchStore,
  commonness: Commonness,
): Promise<string | null> {
  if (held * MUCH_MORE > MAX_COUNTED) return null
  const [analyzer] = analyzers as readonly [Analyzer, ...Analyzer[]]
  const own = analyzer.lexeme(folded)
  // A word that there is, and that articles hold, is meant: others are only more frequent.
  if (isPlace(own) || (held > 0 && analyzer.table.of(folded) > 0)) return null
  const saysSomething = (word: string) => !analyzer.isStopWord(word) && !analyzer.isStopWord(analyzer.lexeme(word))
  const neighbours = neighboursOf(folded, analyzer).filter(
    (word) => analyzer.lexeme(word) !== own && saysSomething(word),
  )
  if (neighbours.length === 0) return null
  const frequencies = await commonness.countsOf(analyzers, neighbours)
  const best = neighbours.reduce((best, _, index) => (frequencies[index]! > frequencies[best]! ? index : best), 0)
  if (frequencies[best]! < Math.max(AT_LEAST, held * MUCH_MORE)) return null
  const word = neighbours[best]!
  const titles = await store.titlesWith(questionFor(analyzers, word), TITLES)
  const written = titles.flatMap(tokenize).find((token) => token.folded === word)
  return written?.text ?? word
}

/** Words of the table that differ in one letter, or a long one in two, the most frequent first. */
function neighboursOf(folded: string, { table }: Analyzer): string[] {
  const edits = folded.length >= TWO_EDITS_FROM ? 2 : 1
  const found: { word: string; edits: number; count: number }[] = []
  for (const [word, count] of table.counts) {
    if (Math.abs(word.length - folded.length) > edits || word === folded) continue
    // A slip seldom hits the beginning, and never both ends of a long word.
    if (edits === 2 && word[0] !== folded[0]) continue
    const distance = editDistance(word, folded, edits)
    if (distance <= edits) found.push({ word, edits: distance, count })
  }
  return found
    .sort((a, b) => a.edits - b.edits || b.count - a.count || (a.word < b.word ? -1 : 1))
    .slice(0, MAX_NEIGHBOURS)
    .map(({ word }) => word)
}
