import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Article } from '../../src/entities/article.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import type { Story } from '../../src/entities/story.ts'
import { ask, codesOf } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

const NOW = new Date('2025-05-10T12:00:00Z')
const at = (hour: number) => new Date(Date.UTC(2025, 4, 9, hour))

let database: TestDatabase
let book: RecordBook
let flood: Story
let strike: Story
let old: Story
let merged: Story
let articles: Article[]
beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
  articles = [
    await book.article({ source: 'b', title: 'سيول تجتاح المدينة', tags: ['سيول', 'طقس'], publishedAt: at(3) }),
    await book.article({ source: 'a', title: 'ضحايا السيول', tags: ['سيول'], publishedAt: at(1) }),
    await book.article({ source: 'b', title: 'السيول تنحسر', tags: ['سيول', 'طقس', 'إغاثة'], publishedAt: at(5) }),
  ]
  flood = await book.story(articles)
  const second = [
    await book.article({ source: 'a', title: 'إضراب المعلمين', publishedAt: at(6) }),
    await book.article({ source: 'a', title: 'المعلمون يعودون', publishedAt: at(8) }),
  ]
  strike = await book.story(second)
  const past = new Date('2025-04-01T00:00:00Z')
  old = await book.story([await book.article({ publishedAt: past }), await book.article({ publishedAt: past })])
  merged = await book.story([await book.article({ publishedAt: at(1) })], { mergedIntoId: flood.id, articleCount: 0 })
  await database.db.query('update article set story_id = null where story_id = $1', [merged.id])
})
afterAll(() => database.close())

const data = async (query: string, variables = {}) => {
  const { data, errors } = await ask(database.db, query, variables, { now: () => NOW })
  expect(errors).toBeUndefined()
  return data
}
const id = (story: Story) => encodeId('sty', story.id)

describe('stories', () => {
  it('are those of the last days, the latest first, and no merged ones', async () => {
    const { stories } = await data('{ stories { totalCount liveCursor nodes { id } pageInfo { hasNextPage } } }')
    expect(stories.nodes).toEqual([{ id: id(strike) }, { id: id(flood) }])
    expect(stories).toMatchObject({ totalCount: 2, liveCursor: expect.any(String), pageInfo: { hasNextPage: false } })
  })

  it('come in pages of either order', async () => {
    const query = `query ($by: StoryOrder, $after: Cursor) {
      stories(orderBy: $by, first: 1, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } }
    }`
    const first = (await data(query, { by: 'MOST_COVERED' })).stories
    expect(first).toMatchObject({ nodes: [{ id: id(flood) }], pageInfo: { hasNextPage: true } })
    const second = (await data(query, { by: 'MOST_COVERED', after: first.pageInfo.endCursor })).stories
    expect(second).toMatchObject({ nodes: [{ id: id(strike) }], pageInfo: { hasNextPage: false } })
    const other = await ask(database.db, query, { by: 'LATEST_ACTIVITY', after: first.pageInfo.endCursor })
    expect(codesOf(other)).toEqual(['BAD_USER_INPUT'])
  })

  it.each([
    ['tags of some article', { tags: ['اغاثه'] }, ['flood']],
    ['sources of some article', { sources: ['b'] }, ['flood']],
    ['a least number of sources', { minSources: 2 }, ['flood']],
    ['a time of activity', { activeFrom: '2025-03-01T00:00:00Z', minSources: 1 }, ['strike', 'flood', 'old']],
    ['nothing, where a list is empty', { tags: [] }, []],
  ])('are filtered by %s', async (_what, filter, names) => {
    const { stories } = await data('query ($f: StoryFilter) { stories(filter: $f) { totalCount nodes { id } } }', {
      f: filter,
    })
    const wanted = { flood, strike, old }
    expect(stories.nodes).toEqual(names.map((name) => ({ id: id(wanted[name as keyof typeof wanted]) })))
    expect(stories.totalCount).toBe(names.length)
  })
})

describe('a story', () => {
  const FIELDS = `id title articleCount sourceCount firstSeenAt latestActivityAt lead { title } mergedInto { id }
    tags { slug } two: tags(first: 1) { slug } sources { slug }
    articles(orderBy: OLDEST, first: 2) { totalCount nodes { title story { id } } }`

  it('tells its tags, sources and articles', async () => {
    const { story } = await data(`query ($id: ID!) { story(id: $id) { ${FIELDS} } }`, { id: id(flood) })
    expect(story).toMatchObject({
      title: 'سيول تجتاح المدينة',
      articleCount: 3,
      sourceCount: 2,
      lead: { title: 'سيول تجتاح المدينة' },
      mergedInto: null,
      tags: [{ slug: 'سيول' }, { slug: 'طقس' }, { slug: 'اغاثه' }],
      two: [{ slug: 'سيول' }],
      sources: [{ slug: 'a' }, { slug: 'b' }],
      articles: { totalCount: 3, nodes: [{ title: 'ضحايا السيول' }, { title: 'سيول تجتاح المدينة' }] },
    })
    expect(story.articles.nodes[0].story).toEqual({ id: id(flood) })
  })

  it('that was merged says into which, and has no articles', async () => {
    const query = `query ($id: ID!) { story(id: $id) { mergedInto { id } lead { id } articles { totalCount } } node(id: $id) { __typename id } }`
    const { story, node } = await data(query, { id: id(merged) })
    expect(story).toMatchObject({ mergedInto: { id: id(flood) }, articles: { totalCount: 0 } })
    expect(node).toEqual({ __typename: 'Story', id: id(merged) })
  })

  it('is null for an id of nothing', async () => {
    expect(await data('{ story(id: "sty_1") { id } }')).toEqual({ story: null })
  })

  it('filters articles, and none where the id is of something else', async () => {
    const query = 'query ($f: ArticleFilter) { articles(filter: $f) { totalCount } }'
    const count = async (story: string) => (await data(query, { f: { story } })).articles.totalCount
    expect(await count(id(strike))).toBe(2)
    expect(await count(encodeId('art', strike.id))).toBe(0)
    expect((await data(query, { f: { not: { story: id(strike) } } })).articles.totalCount).toBe(6)
  })
})
