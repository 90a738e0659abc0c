import type { AnalyzedToken } from '../arabic/analyzer.ts'

/** Tatweel and what cannot be seen: they would count as letters. */
const INVISIBLE = /[\u0640\u200B-\u200F\u061C]/g
/** Reasons shown with a similar article. */
const REASONS = 4

/** Lexemes as a reader of these texts knows them: for each the shortest form printed, which is the one with the fewest affixes. */
export function printedForms(
  lexemes: Iterable<string>,
  texts: Iterable<readonly AnalyzedToken[]>,
): Map<string, string> {
  const printed = new Map<string, string>(Array.from(lexemes, (lexeme) => [lexeme, '']))
  for (const tokens of texts) {
    for (const { lexeme, text } of tokens) {
      const known = printed.get(lexeme)
      // Of equals the one printed first.
      if (known !== undefined && (known === '' || text.length < known.length)) printed.set(lexeme, text)
    }
  }
  return printed
}

/**
 * What two articles share, in words that one of them prints. A lexeme that it does not print is no reason.
 * @param lexemes those that say most first
 */
export function printedReasons(lexemes: readonly string[], forms: ReadonlyMap<string, string>): string[] {
  const words = lexemes.flatMap((lexeme) => forms.get(lexeme) || [])
  return words.slice(0, REASONS).map((word) => word.replace(INVISIBLE, ''))
}
