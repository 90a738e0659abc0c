import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Article } from '../../src/entities/article.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { ask, codesOf } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

let database: TestDatabase
let book: RecordBook
let article: Article
let articleId: string

beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
  await book.source('bbc', { name: 'بي بي سي', country: 'GB' })
  await book.source('sky-news', { name: 'سكاي نيوز', country: 'AE', paused: true })
  article = await book.article({
    url: 'https://example.com/arabic/articles/c1',
    title: 'عنوان',
    tags: ['غزة', 'سياسة'],
  })
  articleId = encodeId('art', article.id)
  await book.article({ source: 'sky-news', tags: ['أخبار غزة', 'غزة اليوم'], menu: ['بث مباشر'], isLate: true })
  await book.tag('رياضة', { kind: 'SECTION', articleCount: 2 })
})
afterAll(() => database.close())

const data = async (query: string, variables = {}) => {
  const { data, errors } = await ask(database.db, query, variables)
  expect(errors).toBeUndefined()
  return data
}
const refusal = async (query: string, variables = {}) => {
  const answer = await ask(database.db, query, variables)
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
  return answer.errors![0]!.message
}

describe('Query.article', () => {
  it('finds by id, and by any spelling of the address', async () => {
    const byUrl = 'query ($url: URL) { article(url: $url) { id url } }'
    const found = { article: { id: articleId, url: article.url } }
    expect(await data('query ($id: ID) { article(id: $id, url: null) { id url } }', { id: articleId })).toEqual(found)
    for (const url of [article.url, `${article.url}/?utm_source=x#top`, 'http://www.example.com/arabic/articles/c1']) {
      expect(await data(byUrl, { url })).toEqual(found)
    }
    expect(await data(byUrl, { url: 'https://example.com/another' })).toEqual({ article: null })
  })

  it('is null for what names nothing, and wants exactly one name', async () => {
    for (const id of ['', 'x', 'art_1', encodeId('src', article.id), 'art_\0', encodeId('art', '999999')]) {
      expect(await data('query ($id: ID) { article(id: $id) { id } }', { id })).toEqual({ article: null })
    }
    expect(await refusal('{ article { id } }')).toContain('exactly one')
    expect(await refusal('{ article(id: "art_1", url: "https://example.com/") { id } }')).toContain('exactly one')
    const { errors } = await ask(database.db, '{ article(url: "ftp://example.com/") { id } }')
    expect(errors![0]!.message).toContain('http')
  })
})

describe('Query.node and nodes', () => {
  it('give what an id names, with its type', async () => {
    const link = encodeId('lnk', (await book.link(article, { headline: 'عنوان آخر' })).id)
    const source = encodeId('src', article.sourceId)
    const tag = encodeId('tag', (await book.tag('غزة')).id)
    const ids = [articleId, 'nothing', source, tag, link, encodeId('sty', '1'), 'art_1']
    const { nodes } = await data('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids })
    expect(nodes).toEqual([
      { __typename: 'Article', id: articleId },
      null,
      { __typename: 'Source', id: source },
      { __typename: 'Tag', id: tag },
      { __typename: 'RelatedLink', id: link },
      null,
      null,
    ])
    const { node } = await data('query ($id: ID!) { node(id: $id) { ... on Tag { slug } } }', { id: tag })
    expect(node).toEqual({ slug: 'غزه' })
    const many = await refusal('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(101).fill(tag) })
    expect(many).toContain('100')
  })
})

describe('Query.articles', () => {
  it('takes null for left out, and gives pages with their places', async () => {
    const { articles } = await data(`{
      articles(filter: null, orderBy: null, first: null, after: null, last: null, before: null) {
        totalCount liveCursor nodes { isLate } edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`)
    expect(articles).toMatchObject({ totalCount: 2, nodes: [{ isLate: true }, { isLate: false }] })
    const [first, last] = articles.edges
    expect(articles.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: first.cursor,
      endCursor: last.cursor,
    })
  })

  it.each([
    ['first: -1', "'first' is -1; it must be from 0 to 100"],
    ['first: 101', "'first' is 101; it must be from 0 to 100"],
    ['last: 101', "'last' is 101; it must be from 0 to 100"],
    ['first: 1, last: 1', "'first' and 'last' cannot be given together"],
    ['after: "x"', "'after'"],
  ])('refuses %s', async (argument, message) => {
    expect(await refusal(`{ articles(${argument}) { nodes { id } } }`)).toContain(message)
  })

  it('refuses a list without end, and what is no moment', async () => {
    const variables = { filter: { sources: Array(101).fill('bbc') } }
    expect(
      await refusal('query ($filter: ArticleFilter) { articles(filter: $filter) { nodes { id } } }', variables),
    ).toContain('100')
    for (const moment of [
      '2025-02-30T00:00:00Z',
      '2025-05-02',
      '2025-05-02T10:00:00',
      'soon',
      '0000-01-01T00:00:00Z',
    ]) {
      const query = 'query ($from: DateTime) { articles(filter: {publishedFrom: $from}) { nodes { id } } }'
      const { errors } = await ask(database.db, query, { from: moment })
      expect(errors![0]!.message, moment).toContain('RFC 3339')
    }
    for (const moment of ['2025-05-02T10:00:00.123456+03:00', '2024-02-29t23:59:60z']) {
      await data('query ($from: DateTime) { articles(filter: {publishedFrom: $from}) { nodes { id } } }', {
        from: moment,
      })
    }
  })

  it('is asked within a source or tag as well', async () => {
    const { source, tag } = await data(`{
      source(id: "bbc") { articles { totalCount nodes { title } } }
      tag(id: "اخبار-غزه") { articles(filter: {sources: ["bbc"]}) { totalCount nodes { title } } }
    }`)
    expect(source).toEqual({ articles: { totalCount: 1, nodes: [{ title: 'عنوان' }] } })
    expect(tag).toEqual({ articles: { totalCount: 0, nodes: [] } })
  })
})

describe('sources and tags', () => {
  it('are found by id or slug', async () => {
    const { bySlug } = await data(
      '{ bySlug: source(id: "bbc") { id name country health language display articleCount } }',
    )
    expect(bySlug).toMatchObject({ name: 'بي بي سي', country: 'GB', health: 'HEALTHY', display: 'FULL' })
    const query = 'query ($source: ID!, $tag: ID!) { source(id: $source) { slug } tag(id: $tag) { slug } }'
    const tag = encodeId('tag', (await book.tag('غزة')).id)
    expect(await data(query, { source: bySlug.id, tag })).toEqual({ source: { slug: 'bbc' }, tag: { slug: 'غزه' } })
    for (const id of ['nobody', 'src_1', tag.replace('tag', 'src'), '\0']) {
      expect(await data(query, { source: id, tag: 'x' })).toEqual({ source: null, tag: null })
    }
  })

  it('are listed by slug, filtered and in pages', async () => {
    const query = `query ($filter: SourceFilter, $first: Int, $after: Cursor) {
      sources(filter: $filter, first: $first, after: $after) {
        totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }`
    const slugs = async (filter: object) =>
      (await data(query, { filter })).sources.nodes.map(({ slug }: { slug: string }) => slug)
    expect(await slugs({})).toEqual(['bbc', 'sky-news', 'unknown'])
    expect(await slugs({ countries: ['ae'] })).toEqual(['sky-news'])
    expect(await slugs({ health: ['PAUSED'] })).toEqual(['sky-news'])
    expect(await slugs({ languages: ['ar'] })).toEqual(['bbc', 'sky-news'])
    expect(await slugs({ text: 'سكاى' })).toEqual(['sky-news'])
    expect(await slugs({ text: 'الجزيرة' })).toEqual([])
    expect(await slugs({ text: 'SKY' })).toEqual(['sky-news'])
    expect(await slugs({ text: 'بي بي' })).toEqual(['bbc'])
    const first = (await data(query, { first: 2 })).sources
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true, hasPreviousPage: false } })
    const second = (await data(query, { first: 2, after: first.pageInfo.endCursor })).sources
    expect(second).toMatchObject({
      nodes: [{ slug: 'unknown' }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    })
  })

  it('finds tags in any spelling, what begins with the words first', async () => {
    const query = `query ($query: String, $kinds: [TagKind!], $first: Int, $after: Cursor) {
      tags(query: $query, kinds: $kinds, first: $first, after: $after) { totalCount nodes { name } pageInfo { endCursor } }
    }`
    const names = ({ tags }: any) => tags.nodes.map(({ name }: { name: string }) => name)
    const gaza = await data(query, { query: 'غَزّة', first: 2 })
    expect(names(gaza)).toEqual(['غزة', 'غزة اليوم'])
    expect(gaza.tags.totalCount).toBe(3)
    const rest = await data(query, { query: 'غزه', first: 2, after: gaza.tags.pageInfo.endCursor })
    expect(names(rest)).toEqual(['أخبار غزة'])
    expect(names(await data(query, { kinds: ['SECTION'] }))).toEqual(['رياضة'])
    expect(names(await data(query, { query: '!؟' }))).toEqual([])
    expect(names(await data(query, { query: null, kinds: null })).length).toBe(5)
    expect(names(await data(query, { query: 'بث مباشر' }))).toEqual([])
    const other = await ask(database.db, query, { query: 'سياسة', after: gaza.tags.pageInfo.endCursor })
    expect(codesOf(other)).toEqual(['BAD_USER_INPUT'])
  })
})

it('answers nobody without the scope READ', async () => {
  const caller = { scopes: new Set(['INGEST'] as const), partner: null, keyId: null }
  for (const query of ['{ articles { totalCount } }', '{ node(id: "art_1") { id } }', '{ tags { totalCount } }']) {
    expect(codesOf(await ask(database.db, query, {}, { caller }))).toEqual(['FORBIDDEN'])
  }
})
