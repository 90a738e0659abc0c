import type { Analyzer } from '../arabic/analyzer.ts'

/** Tatweel and what cannot be seen: they would count as letters. */
const INVISIBLE = /[\u0640\u200B-\u200F\u061C]/g
/** More than any ending is long. */
const JOINED = 10
/** Reasons shown with a similar article. */
const REASONS = 4

/**
 * The words that two articles share as a reader knows them: for each lexeme the form printed in the texts that has the fewest
 * affixes; of equals the one printed first. A lexeme that none of the texts prints is no reason.
 * @param lexemes those that say most first
 * @param texts titles and leads of both
 */
export function printedReasons(analyzer: Analyzer, lexemes: readonly string[], texts: readonly string[]): string[] {
  const printed = new Map<string, { word: string; affixes: number }>()
  for (const text of texts) {
    for (const { lexeme, folded, text: written } of analyzer.analyze(text)) {
      const word = written.replace(INVISIBLE, '')
      const affixes = affixesOf(folded, lexeme)
      const known = printed.get(lexeme)
      if (known === undefined || affixes < known.affixes) printed.set(lexeme, { word, affixes })
    }
  }
  return lexemes.flatMap((lexeme) => printed.get(lexeme)?.word ?? []).slice(0, REASONS)
}

/** How much a form carries besides its stem: what is joined on counts before the article, the article before an ending. */
function affixesOf(folded: string, stem: string): number {
  const ending = folded.length - stem.length
  if (folded.startsWith(stem)) return ending
  return (folded.startsWith('ال') ? JOINED : 2 * JOINED) + ending
}
