import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ArticleFilterInput, resolveArticleFilter } from '../../src/stores/article-filter.ts'
import { type ArticleOrder, type ArticlePage, ArticleStore } from '../../src/stores/article-store.ts'
import { decodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

let database: TestDatabase
let book: RecordBook
let store: ArticleStore
const titles: string[] = []

const ORDERS: ArticleOrder[] = ['NEWEST', 'OLDEST', 'LATEST_INGESTED']
const FILTERS: ArticleFilterInput[] = [
  { includeCopies: true },
  {},
  { sources: ['bbc'] },
  { tags: ['غزه'] },
  { isLate: true },
]
const RANGE = { first: null, last: null, after: null, before: null }

/** Few moments, so that many articles share one. */
async function insert(moment: number): Promise<void> {
  const number = titles.length
  const title = `t${number}`
  titles.push(title)
  await book.article({
    title,
    publishedAt: new Date(Date.UTC(2025, 0, 1, 0, 0, moment)),
    source: number % 3 === 0 ? 'sky' : 'bbc',
    tags: number % 4 === 0 ? ['غزة'] : [],
    isLate: number % 5 === 0,
    status: number % 7 === 6 ? 'WITHDRAWN' : 'PUBLISHED',
  })
}

async function page(orderBy: ArticleOrder, filter: ArticleFilterInput, range: object): Promise<ArticlePage> {
  return await store.page({ orderBy, filter: resolveArticleFilter(filter), range: { ...RANGE, ...range } })
}

const titlesOf = ({ edges }: ArticlePage) => edges.map(({ node }) => node.title)

beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
  store = new ArticleStore(database.db.manager)
  for (let number = 0; number < 40; number++) await insert(number % 5)
}, 60_000)
afterAll(() => database.close())

describe('a page of articles', () => {
  it('goes on in both directions without a gap or a repeat while others arrive', async () => {
    const walks = fc.record({
      orderBy: fc.constantFrom(...ORDERS),
      filter: fc.constantFrom(...FILTERS),
      size: fc.integer({ min: 1, max: 15 }),
      backwards: fc.boolean(),
      arriving: fc.array(fc.integer({ min: -1, max: 5 }), { maxLength: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(walks, async ({ orderBy, filter, size, backwards, arriving }) => {
        const all = titlesOf(await page(orderBy, filter, { first: 100 }))
        const known = new Set(all)
        const seen: string[] = []
        let cursor: string | null = null
        for (let step = 0; ; step++) {
          const range: object = backwards ? { last: size, before: cursor } : { first: size, after: cursor }
          const found = await page(orderBy, filter, range)
          const titles = titlesOf(found)
          if (backwards) seen.unshift(...titles)
          else seen.push(...titles)
          const moment = arriving[step]
          if (moment !== undefined && known.size < 80) await insert(moment)
          if (!(backwards ? found.hasPreviousPage : found.hasNextPage)) break
          cursor = found.edges.at(backwards ? 0 : -1)!.cursor
        }
        expect(new Set(seen).size).toBe(seen.length)
        expect(seen.filter((title) => known.has(title))).toEqual(all)
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it.each(ORDERS)('says what lies on either side: %s', async (orderBy) => {
    const all = await page(orderBy, {}, { first: 100 })
    const cursors = all.edges.map(({ cursor }) => cursor)
    const titles = titlesOf(all)
    const expectPage = async (range: object, from: number, to: number) => {
      const found = await page(orderBy, {}, range)
      expect(titlesOf(found)).toEqual(titles.slice(from, to))
      expect([found.hasPreviousPage, found.hasNextPage]).toEqual([from > 0, to < titles.length])
    }
    const end = titles.length
    await expectPage({ first: 100 }, 0, end)
    await expectPage({ first: 3 }, 0, 3)
    await expectPage({ last: 3 }, end - 3, end)
    await expectPage({ first: 3, after: cursors[4] }, 5, 8)
    await expectPage({ last: 3, before: cursors[8] }, 5, 8)
    await expectPage({ first: 3, after: cursors[1], before: cursors[7] }, 2, 5)
    await expectPage({ first: 9, after: cursors[1], before: cursors[7] }, 2, 7)
    await expectPage({ last: 9, after: cursors[1], before: cursors[7] }, 2, 7)
    await expectPage({ first: 3, after: cursors.at(-2) }, end - 1, end)
    await expectPage({ last: 3, before: cursors[1] }, 0, 1)
    await expectPage({ first: 3, after: cursors.at(-1) }, end, end)
    await expectPage({ last: 3, before: cursors[0] }, 0, 0)
    await expectPage({ first: 0 }, 0, 0)
  })

  it('keeps moments to the microsecond, as the database does', async () => {
    for (const fraction of ['000001', '000002', '999999']) {
      const { id } = await book.article({ title: fraction, source: 'micro' })
      await database.db.query('update article set published_at = $1::timestamptz where id = $2', [
        `1969-07-20T20:17:40.${fraction}Z`,
        id,
      ])
    }
    const filter = { sources: ['micro'] }
    const first = await page('NEWEST', filter, { first: 1 })
    const second = await page('NEWEST', filter, { first: 1, after: first.edges[0]!.cursor })
    const third = await page('OLDEST', filter, { last: 2 })
    expect([titlesOf(first), titlesOf(second), titlesOf(third)]).toEqual([['999999'], ['000002'], ['000002', '999999']])
  })

  it('gives the head of the log of its own snapshot', async () => {
    const { liveCursor, edges } = await page('LATEST_INGESTED', { includeCopies: true }, { first: 1 })
    const [{ epoch, last, ingested }] = await database.db.query(
      'select epoch, last_position as last, (select ingested_position from article where id = $1) as ingested from log_head',
      [edges[0]!.node.id],
    )
    expect(decodeChangeCursor(liveCursor)).toEqual({ epoch, position: Number(last) })
    expect(Number(ingested)).toBeLessThanOrEqual(Number(last))
  })

  it('refuses a cursor of another order and of nothing', async () => {
    const { cursor } = (await page('NEWEST', {}, { first: 1 })).edges[0]!
    const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const wrong = ['', 'x', 'ﷺ', forged('NEWEST'), forged('NEWEST', '1', '2', '3'), forged('NEWEST', 1, 2), forged(1)]
    wrong.push(
      forged('NEWEST', '9'.repeat(18), '1'),
      forged('NEWEST', "1'", '1'),
      forged('NEWEST', '-1', '9'.repeat(19)),
    )
    for (const after of wrong) {
      await expect(page('NEWEST', {}, { first: 1, after })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    }
    await expect(page('OLDEST', {}, { last: 1, before: cursor })).rejects.toThrow("'before'")
    await expect(page('LATEST_INGESTED', {}, { first: 1, after: cursor })).rejects.toThrow("'after'")
  })
})
