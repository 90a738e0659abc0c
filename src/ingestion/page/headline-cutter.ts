import { tokenize } from '../../arabic/tokens.ts'
import type { RelatedItem } from '../../entities/article-item.ts'
import { KnownTitles } from '../../linking/known-titles.ts'
import { segmentHeadlines } from '../../linking/segment-headlines.ts'
import type { LineReader, PageLine } from './page-lines.ts'
import type { CutHeadlines } from './read-also-block.ts'

/** Cuts lines that hold several headlines by what the rest of the page says, and by titles known from elsewhere. */
export function headlineCutter(
  lines: readonly PageLine[],
  reader: LineReader,
  knownTitles: readonly string[],
): CutHeadlines {
  const counts = countWords(lines.map((line) => line.text))
  // The last line may be the beginning of a headline, the page having been cut short.
  const printed = lines.slice(0, -1).filter((line) => reader.couldBeTitle(line.text) && !reader.isSentence(line.text))
  const titles = new KnownTitles([...knownTitles, ...printed.map((line) => reader.withoutBullet(line.text))])
  return (line) => {
    const own = countWords([line.text])
    const vocabulary = { has: (word: string) => (counts.get(word) ?? 0) > (own.get(word) ?? 0) }
    const { headlines, certain } = segmentHeadlines(line.text, { knownTitles: titles, vocabulary })
    return headlines.map((headline): RelatedItem => (certain ? { headline } : { headline, concatenated: true }))
  }
}

function countWords(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { folded } of texts.flatMap(tokenize)) counts.set(folded, (counts.get(folded) ?? 0) + 1)
  return counts
}
