import type { Analysis } from '../../src/linking/analysis.ts'
import { ArticleTerms } from '../../src/linking/article-terms.ts'
import { type Similar, SimilarIndex } from '../../src/linking/similar-index.ts'
import { type Assignment, StoryIndex } from '../../src/linking/story-index.ts'
import { countsCode, type TermCounts } from '../../src/linking/term-counts.ts'

const HOUR_MS = 3_600_000

export interface TestArticle {
  analysis: Analysis
  source: number
  publishedAt: number
  /** Number of the topic that it was made from. */
  topic: number
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function analysisOfTerms(terms: readonly (TermCounts & { lexeme: string })[]): Analysis {
  const lexemes = terms.map(({ lexeme }) => lexeme).join(' ')
  const counts = Uint8Array.from(terms, countsCode)
  return { version: 0, words: 100, lexemes, counts, fingerprint: null, textKey: 0, lines: [] }
}

/** A stream of articles about topics that come and go, ten minutes apart. */
export function randomStream(count: number, seed = 1): TestArticle[] {
  const random = randomNumbers(seed)
  const below = (bound: number): number => Math.floor(random() * bound)
  return Array.from({ length: count }, (_, at) => {
    const topic = Math.floor(at / 40) + below(12)
    const lexemes = new Set(
      Array.from({ length: 30 }, () => (random() < 0.4 ? `ت${topic}م${below(14)}` : `ع${below(600)}`)),
    )
    const terms = [...lexemes].map((lexeme, place) => {
      const title = place < 5 ? 1 : 0
      const lead = title + (place < 15 ? 1 + below(2) : 0)
      return { lexeme, title, lead, all: lead + below(4) + (lead === 0 ? 1 : 0) }
    })
    return { analysis: analysisOfTerms(terms), source: below(5), publishedAt: at * (HOUR_MS / 6), topic }
  })
}

/** Two tables' rarities: topics are rarer than what all articles hold. */
export const earlyRarity = (lexeme: string): number => (lexeme.startsWith('ت') ? 6 : 2)
export const lateRarity = (lexeme: string): number => (lexeme.startsWith('ت') ? 5 + (lexeme.length % 3) : 1.5)

/** The indexes as a desk uses them: one slot an article, the oldest leaves when the window is full. */
export class TestWindow {
  readonly articles: ArticleTerms
  readonly similar: SimilarIndex
  readonly stories: StoryIndex
  readonly order: number[] = []

  constructor(
    readonly stream: readonly TestArticle[],
    rarity: (lexeme: string) => number = earlyRarity,
    isRecurring: (slot: number, other: number) => boolean = () => false,
  ) {
    this.articles = new ArticleTerms(rarity)
    this.similar = new SimilarIndex(this.articles)
    this.stories = new StoryIndex(this.articles, isRecurring)
  }

  find(slot: number, limit = 40): Similar[] {
    return this.similar.similarTo(slot, this.stream[slot]!, limit)
  }

  admit(slot: number, copyOf: number | null = null): { found: Similar[]; assignment: Assignment } {
    const article = this.stream[slot]!
    this.articles.set(slot, article.analysis)
    const found = this.find(slot)
    const { publishedAt } = article
    const assignment = this.stories.assign({ slot, order: slot + 1, publishedAt, copyOf }, found)
    this.similar.add(slot, article)
    this.order.push(slot)
    return { found, assignment }
  }

  /** As at a cold start: what was decided is read. */
  restore(slot: number, cluster: number, event: number): void {
    const article = this.stream[slot]!
    this.articles.set(slot, article.analysis)
    this.similar.add(slot, article)
    this.stories.restore({ slot, order: slot + 1, publishedAt: article.publishedAt }, cluster, event)
    this.order.push(slot)
  }

  remove(slot: number): void {
    this.stories.remove(slot)
    this.similar.remove(slot)
    this.articles.clear(slot)
    this.order.splice(this.order.indexOf(slot), 1)
  }

  reweigh(rarity: (lexeme: string) => number): void {
    this.articles.reweigh(rarity)
    this.stories.reweigh()
  }
}
