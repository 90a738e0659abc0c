import { readFileSync } from 'node:fs'
import { Analyzer } from '../../src/arabic/analyzer.ts'
import { fold } from '../../src/arabic/fold.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'

/** The table that comes with the program. */
export const lexicon = FrequencyTable.decode(
  0,
  1_000,
  readFileSync(new URL('../../lexicon/arabic-words.gz', import.meta.url)),
)
/** The analyzer as it is before the first article. */
export const analyzer = new Analyzer(lexicon)

/** What stands for a word as written. */
export const lexemeOf = (word: string): string => analyzer.lexeme(fold(word))
