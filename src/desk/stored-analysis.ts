import { ArticleAnalysis } from '../entities/article-analysis.ts'
import type { Analysis } from '../linking/analysis.ts'

/** A byte holds no more: a word that stands so often in an article could not say more by standing there more often. */
const MAX_COUNT = 255
const COUNTS = 3

/** An analysis as a row, without where it belongs. */
export function storedAnalysis({ version, words, terms, fingerprint, textKey, lines }: Analysis): ArticleAnalysis {
  const counts = Buffer.alloc(terms.length * COUNTS)
  for (const [index, { title, lead, all }] of terms.entries()) {
    for (const [place, count] of [title, lead, all].entries())
      counts[index * COUNTS + place] = Math.min(count, MAX_COUNT)
  }
  return Object.assign(new ArticleAnalysis(), {
    version,
    words,
    lexemes: terms.map(({ lexeme }) => lexeme).join(' '),
    counts,
    fingerprint: fingerprint === null ? null : Buffer.from(fingerprint),
    textKey: String(textKey),
    lines: Buffer.from(Uint32Array.from(lines).buffer),
  })
}

/** What a row says; the counts as they were stored. */
export function analysisOf(row: Omit<ArticleAnalysis, 'position' | 'articleId' | 'at' | 'title'>): Analysis {
  const { version, words, lexemes, counts, fingerprint, textKey, lines } = row
  const terms = lexemes === '' ? [] : lexemes.split(' ')
  return {
    version,
    words,
    terms: terms.map((lexeme, index) => ({
      lexeme,
      title: counts[index * COUNTS]!,
      lead: counts[index * COUNTS + 1]!,
      all: counts[index * COUNTS + 2]!,
    })),
    fingerprint,
    textKey: Number(textKey),
    lines: linesOf(lines),
  }
}

/** The hashes of lines that a row holds. */
export const linesOf = (lines: Buffer): number[] =>
  Array.from({ length: lines.length / 4 }, (_, index) => lines.readUInt32LE(4 * index))
