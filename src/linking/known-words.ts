import type { Analyzer } from '../arabic/analyzer.ts'
import type { Vocabulary } from './segment-headlines.ts'

/** The folded words of the language as far as an analyzer's table attests them, in any form that its stems account for. */
export function knownWords(analyzer: Analyzer): Vocabulary {
  const has = (word: string): boolean => {
    if (analyzer.table.of(word) > 0) return true
    const lexeme = analyzer.lexeme(word)
    return lexeme !== word && analyzer.table.of(lexeme) > 0
  }
  return { isWhole: true, has }
}
