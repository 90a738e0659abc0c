import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import { Search } from '../../src/search/search.ts'
import { insertArticles } from '../support/bulk-articles.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { analyzerOf, freeze } from '../support/index-articles.ts'

const COUNT = 400
/** The further down, the rarer. */
const WORDS = ['كتاب', 'مدينة', 'شمس', 'قمر', 'نجم', 'بحر', 'جبل', 'نهر']
const analyzer = analyzerOf(1, ...WORDS)
const random = seededRandom('weighing')
const anyWord = (): string => WORDS[Math.floor(random() ** 2 * WORDS.length)]!
const words = (most: number): string[] => Array.from({ length: 1 + Math.floor(random() ** 2 * most) }, anyWord)
const articles = Array.from({ length: COUNT }, () => ({ title: words(4), body: words(300) }))

let database: TestDatabase
let search: Search
beforeAll(async () => {
  database = await openTestDatabase()
  await freeze(database.db, analyzer)
  await insertArticles(
    database.db,
    analyzer,
    articles.map(({ title, body }, n) => ({
      title: title.join(' '),
      body: body.join(' '),
      source: 'press',
      publishedAt: new Date(Date.UTC(2025, 0, 1) + n * 60_000),
    })),
  )
  search = new Search(database.db.manager)
}, 60_000)
afterAll(() => database.close())

const length = ({ title, body }: (typeof articles)[number]): number => title.length + body.length
const averageLength = articles.reduce((sum, article) => sum + length(article), 0) / COUNT

const wordsOf = (id: string): string[] => Object.values(articles[Number(id) - 1]!).flat()
const holding = (word: string): number =>
  articles.filter((article) => Object.values(article).flat().includes(word)).length
const inverse = (held: number): number => Math.log(1 + (COUNT - held + 0.5) / (held + 0.5))

/** BM25 with k1 = .9 and b = .75 of every article; a word of the title counts three times. */
function bm25(asked: readonly string[]): number[] {
  const weights = new Map(asked.map((word) => [word, inverse(holding(word))]))
  return articles.map((article) => {
    const norm = 0.9 * (0.25 + (0.75 * length(article)) / averageLength)
    return asked.reduce((score, word) => {
      const times = (text: readonly string[]) => text.filter((each) => each === word).length
      const count = times(article.title) * 3 + times(article.body)
      return score + (weights.get(word)! * count) / (count + norm)
    }, 0)
  })
}

describe('the score of an article', () => {
  it.each(['نهر', 'جبل بحر', 'كتاب نهر', 'شمس قمر نجم', 'مدينة كتاب بحر نجم'])(
    'is that of BM25 for «%s»',
    async (text) => {
      const asked = text.split(' ')
      const expected = bm25(asked)
      const { edges } = await search.page({ text, filter: null, orderBy: 'RELEVANCE', first: 100, after: null })
      expect(edges.length).toBeGreaterThan(20)
      for (const { node } of edges) {
        const place = Number(node.article.id) - 1
        // Up to 3 % more where the title shows the words as typed.
        const printed = asked.filter((word) => articles[place]!.title.includes(word)).length / asked.length
        expect(Math.abs(node.score / (1 + 0.03 * printed) / expected[place]! - 1)).toBeLessThan(0.02)
      }
    },
  )

  it('counts another name no more than the word itself, however rare', async () => {
    const other = new Search(database.db.manager, (folded) => (folded === 'نجم' ? ['نهر'] : []))
    const found: { id: string; score: number }[] = []
    for (let after: string | null = null, more = true; more; ) {
      const page = await other.page({ text: 'نجم', filter: null, orderBy: 'RELEVANCE', first: 100, after })
      found.push(...page.edges.map(({ node }) => ({ id: node.article.id, score: node.score })))
      more = page.hasNextPage
      after = page.edges.at(-1)!.cursor
    }
    expect(found.some(({ id }) => !wordsOf(id).includes('نجم'))).toBe(true)
    for (const { score } of found) expect(score).toBeLessThan(inverse(holding('نجم')) * 1.03)
  })
})
