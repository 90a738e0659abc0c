import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Article } from '../../src/entities/article.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { ask, codesOf } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { analyzerOf, freeze, indexArticles } from '../support/index-articles.ts'
import { RecordBook } from '../support/record-book.ts'

const WORDS =
  'جيش الجيش ليبي الليبي حفتر وزير الوزير غزة لبنان كتاب الكتاب قمة مناخ المناخ انتخابات رئيس الرئيس تونس اليوم موسكو حماة مدينة سلاح طبيعة'
const analyzer = analyzerOf(1, WORDS)

let database: TestDatabase
let book: RecordBook
const day = (of: number, hour = 12) => new Date(Date.UTC(2025, 4, of, hour))

beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
  await freeze(database.db, analyzer)
  await book.source('full')
  await book.source('excerpts', { display: 'EXCERPT' })
  await book.source('headlines', { display: 'HEADLINE' })
}, 60_000)
afterAll(() => database.close())

const BODY = [
  'قال متحدث إن القمة انتهت.',
  `${'كلمة '.repeat(40)}ثم وصل الجيش الليبي، والوزير معه، إلى موسكو. ${'كلمة '.repeat(40)}`,
]

async function write(title: string, given: Parameters<RecordBook['article']>[0] = {}): Promise<Article> {
  const article = await book.article({ source: 'full', title, ...given })
  await indexArticles(database.db, analyzer)
  return article
}

beforeEach(async () => {
  await database.db.query(
    'delete from article_text; delete from tagging; delete from article_body; delete from article',
  )
})

interface Page {
  edges: {
    cursor: string
    score: number
    node: { title: string }
    highlights: { field: string; text: string; ranges: { start: number; end: number }[] }[]
  }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null }
  totalCount: number
  liveCursor: string
  suggestion: string | null
  facets: {
    sources: { source: { slug: string }; count: number }[]
    tags: { tag: { name: string }; count: number }[]
    days: { day: string; count: number }[]
  }
}

const QUERY = `query ($query: String!, $filter: ArticleFilter, $orderBy: SearchOrder, $first: Int, $after: Cursor, $zone: String) {
  search(query: $query, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    edges { cursor score node { title } highlights { field text ranges { start end } } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    totalCount liveCursor suggestion
    facets { sources { source { slug } count } tags { tag { name } count } days(timeZone: $zone) { day count } }
  } }`

async function search(query: string, variables: Record<string, unknown> = {}): Promise<Page> {
  const { data, errors } = await ask(database.db, QUERY, { query, ...variables })
  expect(errors).toBeUndefined()
  return data.search
}
const titles = ({ edges }: Page): string[] => edges.map(({ node }) => node.title)

describe('search', () => {
  it('finds every attached particle and spelling of a word', async () => {
    await write('والجيش الليبي')
    await write('للجيش الليبی')
    await write('كتاب')
    for (const query of ['الجيش', 'جيش', 'فالجيش اللیبي', 'جَيْش']) expect((await search(query)).totalCount).toBe(2)
  })

  it('puts what holds every word first, and after too few of them what holds most', async () => {
    await write('الجيش الليبي في موسكو')
    await write('الجيش الليبي في تونس')
    await write('انتخابات في تونس')
    for (let i = 0; i < 5; i++) await write(`كتاب ${i}`)
    expect(titles(await search('الجيش الليبي موسكو'))).toEqual(['الجيش الليبي في موسكو', 'الجيش الليبي في تونس'])
    const page = await search('الجيش الليبي موسكو', { first: 1 })
    expect(titles(page)).toEqual(['الجيش الليبي في موسكو'])
    expect(page).toMatchObject({ totalCount: 1, pageInfo: { hasNextPage: false } })
    const newest = await search('الجيش الليبي موسكو', { orderBy: 'NEWEST' })
    expect(titles(newest)).toEqual(['الجيش الليبي في موسكو'])
    expect(newest.edges[0]!.score).toBeGreaterThan(0)
  })

  it('pitfall 14: puts a word of the title before one of the body, and the word as typed before another of the same stem', async () => {
    await write('مدينة في خبر', { body: ['حماة مدينة'] })
    await write('حماه الطبيعة')
    await write('حماة الطبيعة')
    expect(titles(await search('حماة'))[0]).toBe('حماة الطبيعة')
    expect(titles(await search('حماه'))[0]).toBe('حماه الطبيعة')
    expect(titles(await search('حماه'))[2]).toBe('مدينة في خبر')
  })

  it.each(['RELEVANCE', 'NEWEST'])('keeps a copy out by %s only where what it copies matches too', async (orderBy) => {
    const original = await write('الجيش الليبي')
    await write('الجيش في تونس', { copyOfId: original.id })
    expect(await search('الجيش', { orderBy })).toMatchObject({
      totalCount: 1,
      edges: [{ node: { title: 'الجيش الليبي' } }],
    })
    expect(await search('تونس', { orderBy })).toMatchObject({
      totalCount: 1,
      edges: [{ node: { title: 'الجيش في تونس' } }],
    })
  })

  it('knows phrases, what is excluded, and «أو»', async () => {
    await write('الجيش الليبي')
    await write('الليبي الجيش')
    await write('وزير لبنان')
    expect(titles(await search('"الجيش الليبي"'))).toEqual(['الجيش الليبي'])
    expect(titles(await search('جيش -"الجيش الليبي"'))).toEqual(['الليبي الجيش'])
    expect((await search('"الجيش الليبي" أو وزير')).totalCount).toBe(2)
    expect((await search('-جيش')).totalCount).toBe(1)
    expect(await search(' «» ')).toMatchObject({ edges: [], totalCount: 0, suggestion: null })
  })

  it.each(['RELEVANCE', 'NEWEST'])('pages by %s with no gap and no repeat while articles arrive', async (orderBy) => {
    for (let i = 0; i < 7; i++) await write(`الجيش ${'الليبي '.repeat(i)}`, { publishedAt: day(i + 1) })
    const whole = titles(await search('الجيش', { orderBy }))
    const seen: string[] = []
    let after: string | null = null
    for (let page = 0; page < 4; page++) {
      const { edges, pageInfo } = await search('الجيش', { orderBy, first: 2, after })
      seen.push(...edges.map(({ node }) => node.title))
      expect(pageInfo).toMatchObject({ hasNextPage: page < 3, hasPreviousPage: page > 0 })
      after = pageInfo.endCursor
      if (orderBy === 'RELEVANCE') await write('الجيش الجيش', { publishedAt: day(20 + page) })
    }
    expect(seen).toEqual(whole)
  })

  it('refuses the cursor of another list or query', async () => {
    await write('الجيش الليبي')
    const { edges } = await search('الجيش')
    for (const [query, after] of [
      ['الجيش الليبي', edges[0]!.cursor],
      ['الجيش', 'none'],
    ]) {
      expect(codesOf(await ask(database.db, QUERY, { query, after }))).toEqual(['BAD_USER_INPUT'])
    }
  })

  it('looks only at what the filter lets through', async () => {
    const article = await write('الجيش الليبي', { tags: ['ليبيا'] })
    await write('الجيش في تونس', { source: 'excerpts' })
    await write('الجيش الليبي ثانية', { copyOfId: article.id })
    expect(titles(await search('الجيش', { filter: { sources: ['excerpts'] } }))).toEqual(['الجيش في تونس'])
    expect((await search('الجيش')).totalCount).toBe(2)
    expect((await search('الجيش', { filter: { includeCopies: true } })).totalCount).toBe(3)
    expect(titles(await search('الجيش', { filter: { text: 'ليبي' } }))).toEqual(['الجيش الليبي'])
    const { data } = await ask(database.db, '{ articles(filter: {text: "«الجيش الليبي»"}) { totalCount } }')
    expect(data.articles.totalCount).toBe(1)
  })

  it('counts sources, tags and days of everything that matches', async () => {
    await write('الجيش 1', { tags: ['ليبيا'], publishedAt: day(1, 23) })
    await write('الجيش 2', { tags: ['ليبيا', 'دفاع'], menu: ['بث'], publishedAt: day(2) })
    await write('الجيش 3', { source: 'excerpts', publishedAt: day(1, 0), publishedAtPrecision: 'DAY' })
    const { facets } = await search('الجيش', { first: 1, zone: 'Africa/Tripoli' })
    expect(facets.sources.map(({ source, count }) => [source.slug, count])).toEqual([
      ['full', 2],
      ['excerpts', 1],
    ])
    expect(facets.tags.map(({ tag, count }) => [tag.name, count])).toEqual([
      ['ليبيا', 2],
      ['دفاع', 1],
    ])
    expect(facets.days).toEqual([
      { day: '2025-05-02', count: 2 },
      { day: '2025-05-01', count: 1 },
    ])
    for (const zone of ['Mars/Olympus', '+01', "UTC'"])
      expect(codesOf(await ask(database.db, QUERY, { query: 'الجيش', zone }))).toEqual(['BAD_USER_INPUT'])
  })

  it('pitfall 20: what is shown is as printed; marks cover whole words with their particles', async () => {
    await write('تعلن: والجيش‏ الليبي', { excerpt: 'عن للوزير وحده.', tags: ['الجيش الليبي'], body: BODY })
    const { edges } = await search('جيش وزير', { first: 1 })
    const marked = edges[0]!.highlights.map(({ field, text, ranges }) => [
      field,
      ...ranges.map(({ start, end }) => text.slice(start, end).replace('\u200f', '')),
    ])
    expect(marked).toEqual([
      ['TITLE', 'والجيش'],
      ['EXCERPT', 'للوزير'],
      ['BODY', 'الجيش', 'والوزير'],
    ])
    const passage = edges[0]!.highlights[2]!.text
    expect(passage.split(/\s+/).length).toBeLessThanOrEqual(31)
    expect(BODY[1]).toContain(passage)
    expect(` ${BODY[1]} `).toContain(` ${passage} `)
  })

  it.each([
    ['full', ['TITLE', 'EXCERPT', 'BODY']],
    ['excerpts', ['TITLE', 'EXCERPT', 'TAGS']],
    ['headlines', ['TITLE', 'TAGS']],
  ])('quotes of an article of «%s» only what may be shown', async (source, fields) => {
    await write('الجيش', { source, excerpt: 'الجيش', tags: ['الجيش'], body: BODY })
    const { edges } = await search('الجيش')
    expect(edges[0]!.highlights.map(({ field }) => field)).toEqual(fields)
  })

  it('proposes the spelling that most write, as they write it', async () => {
    for (let i = 0; i < 4; i++) await write(`انتخابات الرئيس ${i} في مدينة`)
    expect((await search('انتخابت الرئيس')).suggestion).toBe('انتخابات الرئيس')
    expect((await search('انتحابات مديتة')).suggestion).toBe('انتخابات مدينة')
    expect((await search('انتخابات الرئيس')).suggestion).toBeNull()
    // Whole words only, each of them, and no word that there is.
    expect((await search('مديتة المديتة ومديتة مديتة')).suggestion).toBe('مدينة المديتة ومديتة مدينة')
    expect((await search('ليبيا')).suggestion).toBeNull()
    expect((await search('مديتة '.repeat(500))).suggestion).toBeNull()
  })

  it('pitfall 19: a row is asked with the stems of the version that it was written with', async () => {
    const later = analyzerOf(2, 'حفتر')
    await freeze(database.db, later)
    expect(later.lexeme('والوزير')).not.toBe(analyzer.lexeme('والوزير'))
    await write('الكتاب والوزير', { publishedAt: day(1) })
    await book.article({ title: 'والوزير والكتاب', source: 'full', publishedAt: day(2) })
    await indexArticles(database.db, later)
    for (const orderBy of ['RELEVANCE', 'NEWEST']) {
      const page = await search('والوزير', { orderBy })
      expect(titles(page).sort()).toEqual(['الكتاب والوزير', 'والوزير والكتاب'])
      expect(page.edges.every(({ highlights }) => highlights.length === 1)).toBe(true)
    }
    // Of the first version only: the second does not know that this is the same word.
    expect(titles(await search('وزير'))).toEqual(['الكتاب والوزير'])
  })

  it('names an article of the first page by the id that everything else knows', async () => {
    const article = await write('الجيش')
    const { data } = await ask(database.db, '{ search(query: "جيش") { nodes { id } } }')
    expect(data.search.nodes).toEqual([{ id: encodeId('art', article.id) }])
  })
})
