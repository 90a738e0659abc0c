import { ArticleAnalysis } from '../entities/article-analysis.ts'
import type { Analysis } from '../linking/analysis.ts'

/** What of a row is analysis. */
export type StoredAnalysis = Pick<
  ArticleAnalysis,
  'version' | 'words' | 'lexemes' | 'counts' | 'fingerprint' | 'textKey' | 'lines'
>

/** An analysis as a row, without where it belongs. */
export function storedAnalysis({ counts, fingerprint, textKey, lines, ...analysis }: Analysis): ArticleAnalysis {
  return Object.assign(new ArticleAnalysis(), {
    ...analysis,
    counts: Buffer.from(counts),
    fingerprint: fingerprint === null ? null : Buffer.from(fingerprint),
    textKey: String(textKey),
    lines: Buffer.from(Uint32Array.from(lines).buffer),
  })
}

/** What a row says. */
export function analysisOf(row: StoredAnalysis): Analysis {
  const { version, words, lexemes, counts, fingerprint, textKey, lines } = row
  return { version, words, lexemes, counts, fingerprint, textKey: Number(textKey), lines: linesOf(lines) }
}

/** The hashes of lines that a row holds. */
export const linesOf = (lines: Buffer): number[] =>
  Array.from({ length: lines.length / 4 }, (_, index) => lines.readUInt32LE(4 * index))
