import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Article } from '../../src/entities/article.ts'
import type { ArticleState } from '../../src/entities/change.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import { Search } from '../../src/search/search.ts'
import { filterPredicate } from '../../src/stores/article-filter-predicate.ts'
import { ArticleStore } from '../../src/stores/article-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { analyzerOf, freeze, indexArticles } from '../support/index-articles.ts'
import { anyFilter, type Vocabulary } from '../support/random-filters.ts'
import { RecordBook } from '../support/record-book.ts'

const WORDS = 'زلزال غزة هدنة ذهب كأس بنك نفط قمة حرب سلام vote budget'.split(' ')
const TAGS = ['غزة', 'سياسة', 'اقتصاد', 'رياضة', 'نفط']
const LANGUAGES = ['ar', 'ar-EG', 'arz', 'en', 'und']
const SOURCES = { bbc: 'GB', sky: 'AE', maghreb: 'MA', nowhere: null }
const VERSIONS = [1, 2]
const day = (number: number) => new Date(Date.UTC(2025, 4, number, 12))

let database: TestDatabase
let search: Search
const vocabulary: Vocabulary = {
  sources: [...Object.keys(SOURCES), 'nobody'],
  tags: ['غزه', 'سياسه', 'اقتصاد', 'رياضه', 'نفط', 'لا-شيء'],
  languages: [...LANGUAGES, 'AR-eg', 'fr'],
  countries: ['gb', 'AE', 'MA', 'XX'],
  moments: [1, 4, 7, 10].map(day),
  texts: ['زلزال', 'الهدنة', 'بنك نفط', 'ذهب OR حرب', '"زلزال غزة"', '-كأس', 'vote -budget', 'سياسة', 'كسوف', ''],
  stories: ['sty_1'],
}
const states = new Map<string, ArticleState>()

/** Articles of which chance decides everything: in stories, copies of earlier ones, some indexed under an older version of the analyzer. */
beforeAll(async () => {
  database = await openTestDatabase()
  const book = new RecordBook(database.db)
  const random = seededRandom('articles for filters')
  const below = (bound: number) => Math.floor(random() * bound)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const some = <T>(list: readonly T[], share: number) => list.filter(() => random() < share)
  for (const [slug, country] of Object.entries(SOURCES)) await book.source(slug, { country })
  const articles: Article[] = []
  const words = () => Array.from({ length: 3 + below(4) }, () => pick(WORDS)).join(' ')
  const texts = new Map<string, ArticleState['text']>()
  for (const version of VERSIONS) {
    const analyzer = analyzerOf(version, ...WORDS, ...TAGS)
    await freeze(database.db, analyzer)
    for (let number = 0; number < 60; number++) {
      const firsts = articles.filter(({ copyOfId }) => copyOfId === null)
      const original = firsts.length > 5 && random() < 0.3 ? pick(firsts) : null
      const article = await book.article({
        source: pick(Object.keys(SOURCES)),
        title: words(),
        body: [words(), words()],
        tags: some(TAGS, 0.3),
        menu: some(TAGS, 0.1),
        language: pick(LANGUAGES),
        publishedAt: day(1 + below(10)),
        hasReadAlso: random() < 0.4,
        isLate: random() < 0.3,
        copyOfId: original?.id ?? null,
      })
      articles.push(article)
    }
    const lexemes = await indexArticles(database.db, analyzer)
    for (const [id, text] of lexemes) texts.set(id, { version, lexemes: text })
  }
  for (const start of [0, 7, 31]) {
    const story = await book.story(articles.slice(start, start + 5))
    vocabulary.stories.push(encodeId('sty', story.id))
  }
  for (const { id } of articles) {
    const state = book.stateOf(id)
    const copyOf = state.copyOf && { ...state.copyOf, text: texts.get(state.copyOf.articleId)! }
    states.set(id, { ...state, text: texts.get(id)!, copyOf })
  }
  search = new Search(database.db.manager)
}, 60_000)
afterAll(() => database.close())

describe('a filter over any articles', () => {
  it('finds the same in SQL and in the log, copies too', async () => {
    const range = { first: 1_000, last: null, after: null, before: null }
    let found = 0
    await fc.assert(
      fc.asyncProperty(anyFilter(vocabulary), async (input) => {
        const filter = await search.filter(input)
        const page = await new ArticleStore(database.db.manager).page({ filter, orderBy: 'LATEST_INGESTED', range })
        const matches = filterPredicate(filter)
        const expected = [...states].filter(([, state]) => matches(state)).map(([id]) => id)
        expect(page.edges.map(({ node }) => node.id).reverse()).toEqual(expected)
        if (expected.length > 0) found++
      }),
      { numRuns: 400 },
    )
    // Filters that nothing answers would prove little.
    expect(found).toBeGreaterThan(100)
  })
})
