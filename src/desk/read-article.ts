import type { AnalyzedToken } from '../arabic/analyzer.ts'
import { joinedHashes } from '../arabic/word-hash.ts'
import { analyse } from '../linking/analyse.ts'
import type { Analysis } from '../linking/analysis.ts'
import { articlePrint } from '../linking/article-print.ts'
import { learntLines, lineHash } from '../linking/boilerplate.ts'
import type { TaggableArticle } from '../linking/tag-text.ts'
import { textKey } from '../linking/text-key.ts'
import type { Draft } from './draft.ts'
import { printedParagraphs } from './printed-paragraphs.ts'
import type { Window } from './window.ts'

/** An article's text, analysed once for everything that looks at it. */
export interface ReadArticle extends TaggableArticle {
  analysis: Analysis
}

/** Reads the text of an article as it stands now. Lines that its source prints under everything tell nothing of it. */
export function readArticle(draft: Draft, window: Window, at: Date): ReadArticle {
  const { analyzer, boilerplate } = window
  const read = (text: string) => ({ text, tokens: analyzer.analyze(text) })
  const title = read(draft.article.title)
  const paragraphs = printedParagraphs(draft.blocks, draft.article.excerpt).map(read)
  const hashes = paragraphs.map(({ tokens }) => hashesOf(tokens))
  const lines = hashes.map((words) => lineHash(draft.sourceId, words))
  const isBoilerplate = (line: number) => boilerplate.has(lines[line]!, at)
  const told = paragraphs.filter((_, line) => !isBoilerplate(line)).flatMap(({ tokens }) => tokens)
  return {
    title,
    paragraphs,
    analysis: analyse(analyzer, title.tokens, told, {
      fingerprint: articlePrint(hashes, isBoilerplate),
      textKey: textKey(hashesOf(title.tokens), joinedHashes(hashes)),
      lines: learntLines(lines),
    }),
  }
}

function hashesOf(tokens: readonly AnalyzedToken[]): Int32Array {
  const hashes = new Int32Array(tokens.length)
  for (let at = 0; at < tokens.length; at++) hashes[at] = tokens[at]!.hash
  return hashes
}
