import { readFile } from 'node:fs/promises'
import { Analyzer } from '../arabic/analyzer.ts'
import { FrequencyTable } from '../arabic/frequency-table.ts'
import { packageFile } from '../ops/package-file.ts'

/** The lexicon counts no documents: its words weigh as much as those of so many. No stem depends on it. */
const LEXICON_DOCUMENTS = 1_000
let reading: Promise<Analyzer> | null = null

/** The analyzer of version 0, whose table comes with the program and needs no database; one for the process. See lexicon/README.md. */
export async function bundledAnalyzer(): Promise<Analyzer> {
  reading ??= read()
  return await reading
}

async function read(): Promise<Analyzer> {
  const words = await readFile(packageFile('lexicon/arabic-words.gz'))
  return new Analyzer(FrequencyTable.decode(0, LEXICON_DOCUMENTS, words))
}
