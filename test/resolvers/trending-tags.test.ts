import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, codesOf } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

const NOW = new Date('2025-05-02T12:00:00Z')
const HOUR = 3_600_000
const SOURCES = ['bbc', 'sky-news', 'france24', 'alarabiya']

let database: TestDatabase
let book: RecordBook

/** One article a source, each some minutes after the other. */
async function written(hoursAgo: number, tags: string[], sources = SOURCES, given = {}): Promise<void> {
  for (const [index, source] of sources.entries()) {
    const publishedAt = new Date(NOW.getTime() - hoursAgo * HOUR + index * 60_000)
    await book.article({ source, tags, publishedAt, ...given })
  }
}

beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
  await book.tag('رياضة', { kind: 'SECTION' })
  for (let day = 2; day <= 9; day++) {
    await written(24 * day, ['السعودية', 'رياضة'])
    await written(24 * day, ['انتخابات'], ['bbc'])
  }
  await written(11, ['انتخابات'])
  await written(10, ['زلزال', 'السعودية', 'رياضة'])
  await written(9, ['زلزال'], ['bbc', 'sky-news'])
  await written(8, ['حملة موقع'], ['bbc', 'bbc', 'bbc', 'bbc'])
  await written(0.5, ['قمة طارئة'], ['bbc', 'sky-news'])
  await written(7, [], SOURCES, { status: 'WITHDRAWN' })
  for (const source of SOURCES)
    await book.article({ source, menu: ['بث مباشر'], publishedAt: new Date(NOW.getTime() - 6 * HOUR) })
})
afterAll(() => database.close())

const trending = async (argumentsOf = '') => {
  const query = `{ trendingTags${argumentsOf} { count lift tag { name } } }`
  const { data, errors } = await ask(database.db, query, {}, { now: () => NOW })
  expect(errors).toBeUndefined()
  return data.trendingTags.map(({ count, lift, tag }: any) => ({ name: tag.name, count, lift }))
}

describe('Query.trendingTags', () => {
  it('gives what several sources write about more than they used to, without sections, menus and campaigns of one', async () => {
    expect((await trending()).map(({ name }: { name: string }) => name)).toEqual(['زلزال', 'انتخابات'])
  })

  it('measures a tag against its own past, not against others', async () => {
    const [fresh, risen] = await trending()
    expect(fresh).toEqual({ name: 'زلزال', count: 6, lift: 7 })
    expect(risen.count).toBe(4)
    // Four on a day, where one is usual.
    expect(risen.lift).toBeCloseTo((4 + 1) / (1 + 1), 1)
    expect(await trending('(window: WEEK)')).toEqual([{ name: 'زلزال', count: 6, lift: 7 }])
  })

  it('asks for no more sources than write in the window', async () => {
    expect(await trending('(window: HOUR)')).toEqual([{ name: 'قمة طارئة', count: 2, lift: 3 }])
  })

  it('gives no more than is asked for, and refuses a length out of range', async () => {
    expect(await trending('(window: WEEK, first: 1)')).toHaveLength(1)
    expect(await trending('(window: null, first: null)')).toHaveLength(2)
    expect(await trending('(first: 0)')).toEqual([])
    expect(codesOf(await ask(database.db, '{ trendingTags(first: 101) { count } }'))).toEqual(['BAD_USER_INPUT'])
  })

  it('counts a text and its copies once', async () => {
    const original = await book.article({ tags: ['بركان'], publishedAt: new Date(NOW.getTime() - 5 * HOUR) })
    await written(4, ['بركان'], SOURCES.slice(1), { copyOfId: original.id })
    expect((await trending()).find(({ name }: { name: string }) => name === 'بركان')).toMatchObject({ count: 1 })
  })
})
