import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOSTILE_QUERIES } from '../../bench/hostile-queries.ts'
import { Search, type SearchRequest } from '../../src/search/search.ts'
import { encodePlace } from '../../src/search/search-cursor.ts'
import { insertArticles } from '../support/bulk-articles.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { analyzerOf, freeze } from '../support/index-articles.ts'

const COUNT = 15_000
const MINUTE_MS = 60_000
const START = Date.UTC(2025, 0, 1)
const analyzer = analyzerOf(1, 'رئيس وزير جسر نادر قمر شمس مدينة كتاب')

let database: TestDatabase
let search: Search

/** Article `n`, from 1: the higher, the newer. */
function wordsOf(n: number): string {
  const words = ['كتاب']
  if (n % 2 === 0) words.push('رئيس')
  if (n % 3 === 0) words.push('وزير')
  if (n <= 1_500) words.push('جسر')
  if (n % 5_000 === 1) words.push('نادر')
  if (n % 20 === 0 || n === 777) words.push('قمر')
  if (n % 20 === 1 || n === 777) words.push('شمس')
  // Some say it more often: of the newest these are the best.
  if (n % 100 === 50) words.push('رئيس', 'رئيس', 'رئيس')
  return words.join(' ')
}
const isCopy = (n: number): boolean => n % 10 === 4
const all = Array.from({ length: COUNT }, (_, index) => index + 1)

beforeAll(async () => {
  database = await openTestDatabase()
  await freeze(database.db, analyzer)
  await insertArticles(
    database.db,
    analyzer,
    all.map((n) => ({
      title: `مدينة ${n}`,
      body: wordsOf(n),
      source: n % 1_000 === 0 ? 'small' : 'large',
      publishedAt: new Date(START + n * MINUTE_MS),
      ...(isCopy(n) ? { copyOf: n - 3 } : {}),
    })),
  )
  search = new Search(database.db.manager)
}, 60_000)
afterAll(() => database.close())

const ask = async (text: string, given: Partial<SearchRequest> = {}) =>
  await search.page({ text, filter: null, orderBy: 'RELEVANCE', first: 20, after: null, ...given })

/** The articles of all pages, in order. */
async function through(text: string, given: Partial<SearchRequest> = {}): Promise<number[]> {
  const found: number[] = []
  for (let after: string | null = null; ; ) {
    const page = await ask(text, { first: 100, ...given, after })
    found.push(...page.edges.map(({ node }) => Number(node.article.id)))
    if (!page.hasNextPage) return found
    after = page.edges.at(-1)!.cursor
  }
}

const inOrder = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

describe('ranking in a large index', () => {
  it('ranks the newest of very many, and pages through them with no gap and no repeat', async () => {
    const found = await through('رئيس')
    const candidates = all.filter((n) => n % 2 === 0).slice(-500)
    expect(inOrder(found)).toEqual(candidates.filter((n) => !isCopy(n)))
    const best = candidates.filter((n) => n % 100 === 50)
    expect(inOrder(found.slice(0, best.length))).toEqual(best)
    const { matches } = await ask('رئيس')
    expect(await search.matches.count(matches)).toBe(all.filter((n) => n % 2 === 0 && !isCopy(n)).length)
  })

  it('finds what holds two common words, of which there is little, wherever it is', async () => {
    expect(await through('قمر شمس', { first: 1 })).toEqual([777])
    expect(await through('قمر شمس', { orderBy: 'NEWEST' })).toEqual([777])
    const wanted = all.filter((n) => n % 3 === 0 && n <= 1_500 && (n % 20 === 0 || n === 777))
    expect(inOrder(await through('وزير جسر قمر', { first: 20 }))).toEqual(wanted)
  })

  it('finds what was common long ago', async () => {
    const old = all.filter((n) => n <= 1_500 && !isCopy(n))
    const found = await through('جسر')
    expect(found).toHaveLength(500)
    expect(found.every((n) => n <= 1_500)).toBe(true)
    expect(await through('جسر', { orderBy: 'NEWEST' })).toEqual(old.toReversed())
  })

  it('finds a rare word among common ones, and then what lacks the rare one', async () => {
    const { edges, matches } = await ask('نادر وزير رئيس', { first: 4 })
    const found = edges.map(({ node }) => Number(node.article.id))
    // 10,001 and 1 hold neither of the others, 5,001 holds one.
    expect(found[0]).toBe(5_001)
    expect(inOrder(found.slice(1))).toEqual([1, 10_001])
    expect(await search.matches.count(matches)).toBe(3)
  })

  it('looks through a small source, and through days of the past, for what nearly every article says', async () => {
    const small = all.filter((n) => n % 1_000 === 0)
    expect(inOrder(await through('كتاب', { filter: { sources: ['small'] } }))).toEqual(small)
    const [from, to] = [new Date(START + 2_000 * MINUTE_MS), new Date(START + 2_100 * MINUTE_MS)]
    const found = await through('كتاب رئيس', { filter: { publishedFrom: from, publishedBefore: to } })
    const wanted = all.filter((n) => n >= 2_000 && n < 2_100 && n % 2 === 0 && !isCopy(n))
    expect(inOrder(found)).toEqual(wanted)
  })

  it('gives what is left when words are excluded, be they common or all there is', async () => {
    const others = await ask('-كتاب', { first: 1 })
    expect(others.edges).toEqual([])
    const found = await through('-رئيس')
    expect(found).toHaveLength(500)
    expect(found.every((n) => n % 2 === 1)).toBe(true)
    expect(await through('رئيس -رئيس')).toEqual([])
    expect(await through('نادر -وزير', { orderBy: 'NEWEST' })).toEqual([10_001, 1])
  })

  it('counts by days from the newest, also of more than are counted', async () => {
    const { matches } = await ask('كتاب')
    expect(await search.matches.count(matches)).toBe(10_000)
    const days = await search.matches.days(matches, 2, 'UTC')
    expect(days.map(({ day }) => day)).toEqual(['2025-01-11', '2025-01-10'])
  })

  it('goes on from any place, whatever its numbers', async () => {
    for (const [rows, averageLength, frequency] of [
      [0, 0, 0],
      [999_999_999, 999_999_999, 36 ** 8 - 1],
      [1, 0.01, 15_000],
    ] as const) {
      for (const [holdsAll, withMost] of [
        [true, false],
        [false, true],
      ] as const) {
        const state = { position: 999_999_999_999_999, rows, averageLength, frequencies: [frequency, frequency] }
        const after = encodePlace({ state, withMost, holdsAll, score: 0.5, id: '999999999999999999' })
        const page = await ask('قمر', { after })
        expect(page.edges.length).toBeLessThanOrEqual(20)
      }
    }
  })

  it.each(['RELEVANCE', 'NEWEST'] as const)('answers hostile queries by %s', async (orderBy) => {
    for (const text of HOSTILE_QUERIES) {
      const page = await ask(text, { orderBy })
      expect(page.edges.length).toBeLessThanOrEqual(20)
      await search.matches.count(page.matches)
      await search.suggestion(text)
    }
  })
})
