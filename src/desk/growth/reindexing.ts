import type { Analyzer } from '../../arabic/analyzer.ts'
import type { ArticleText } from '../../entities/article-text.ts'
import { lexemesOf } from '../../search/lexemes.ts'
import { ArticleTextStore } from '../../stores/article-text-store.ts'
import { type PrintedArticle, PrintedTextStore } from '../../stores/printed-text-store.ts'
import { moveEdition } from '../../stores/record-version.ts'
import { printedParagraphs } from '../printed-paragraphs.ts'
import type { Fenced } from './fenced.ts'

/** Articles indexed anew in one transaction: some 20 ms, so that whoever delivers meanwhile hardly waits. */
const AT_ONCE = 20
/** Searches that began before a version was frozen do not ask under it; after so many seconds there are none left. */
const SETTLED_SECONDS = 5

/**
 * Makes what search sees of stored articles anew under the newest frequency table, a few at a time. The rows themselves say how far
 * that is; so it goes on where it was stopped, whoever holds the lease.
 */
export class Reindexing {
  /** A version under which all rows are, and which this desk alone writes. */
  #done: number | null = null

  constructor(private readonly fenced: Fenced) {}

  /** Indexes some articles anew. Gives how many: 0 where none is left, or the version is too young. */
  async some(analyzer: Analyzer): Promise<number> {
    if (this.#done === analyzer.version) return 0
    const { made, left } = await this.#write(analyzer, analyzer.version, SETTLED_SECONDS)
    if (!left) this.#done = analyzer.version
    return made
  }

  /** Indexes all anew that bears a version before this one, until it is told to stop. */
  async finish(version: number, analyzer: Analyzer, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.#write(analyzer, version, 0)).made > 0);
  }

  /** Leaves what bears former versions as it is. */
  skip({ version }: Analyzer): void {
    this.#done = version
  }

  /** Says that somebody else may have written since. */
  forget(): void {
    this.#done = null
  }

  /** Reads and writes in one: nobody changes an article in between. */
  async #write(analyzer: Analyzer, before: number, settledSeconds: number): Promise<{ made: number; left: boolean }> {
    return await this.fenced(async (manager) => {
      const texts = new ArticleTextStore(manager)
      const articles = await new PrintedTextStore(manager).indexedBefore(before, AT_ONCE, settledSeconds)
      await texts.write(articles.map((article) => indexed(article, analyzer)))
      const left = articles.length > 0 || (await texts.hasBefore(before))
      // What is found and how it is ranked may be otherwise now, which no change tells.
      if (articles.length > 0) await moveEdition(manager)
      return { made: articles.length, left }
    })
  }
}

function indexed({ id, publishedAt, title, excerpt, tags, blocks }: PrintedArticle, analyzer: Analyzer): ArticleText {
  const paragraphs = printedParagraphs(blocks, excerpt)
  const lexemes = lexemesOf(analyzer, { title, excerpt, tags, paragraphs })
  return { articleId: id, publishedAt, analyzerVersion: analyzer.version, lexemes }
}
