import { readFileSync } from 'node:fs'
import { type AnalyzedToken, Analyzer } from '../../src/arabic/analyzer.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'
import type { TaggableArticle } from '../../src/linking/tag-text.ts'
import { packageFile } from '../../src/ops/package-file.ts'

/** The analyzer that a new server starts with. */
export const bootstrapAnalyzer = new Analyzer(
  FrequencyTable.decode(0, 1, readFileSync(packageFile('lexicon/arabic-words.gz'))),
)

const analyzed = (text: string): { text: string; tokens: AnalyzedToken[] } => ({
  text,
  tokens: bootstrapAnalyzer.analyze(text),
})

/** An article as the desk reads it. */
export const readText = (title: string, ...paragraphs: string[]): TaggableArticle => ({
  title: analyzed(title),
  paragraphs: paragraphs.map(analyzed),
})
