import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArticleState } from '../../src/entities/change.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { AppError } from '../../src/errors.ts'
import { Search } from '../../src/search/search.ts'
import { type ArticleFilterInput, resolveArticleFilter } from '../../src/stores/article-filter.ts'
import { filterPredicate } from '../../src/stores/article-filter-predicate.ts'
import { ArticleStore } from '../../src/stores/article-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { analyzerOf, freeze, indexArticles } from '../support/index-articles.ts'
import { RecordBook } from '../support/record-book.ts'

let database: TestDatabase
let book: RecordBook
let search: Search
/** What the log keeps of the words of an article, by its id. */
let texts: Map<string, string>
const VERSION = 1
/** Article ids by the name that the cases give them. */
const ids = new Map<string, string>()

const at = (day: number) => new Date(Date.UTC(2025, 4, day, 12))

beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
  await book.source('bbc', { country: 'GB' })
  await book.source('sky', { country: 'AE' })
  await book.source('nowhere')
  const add = async (name: string, given: Parameters<RecordBook['article']>[0]) => {
    const article = await book.article({ title: name, ...given })
    ids.set(name, article.id)
    return article
  }
  const gaza = await add('gaza', { source: 'bbc', tags: ['غزة', 'سياسة'], publishedAt: at(1), hasReadAlso: true })
  await add('gold', { source: 'sky', tags: ['اقتصاد'], menu: ['سياسة'], publishedAt: at(2), language: 'ar-EG' })
  await add('dialect', { source: 'nowhere', publishedAt: at(3), language: 'arz', isLate: true })
  await add('english', { source: 'bbc', tags: ['سياسة'], publishedAt: at(4), language: 'en', isLate: true })
  await add('unknown', { source: 'nowhere', menu: ['غزة'], publishedAt: at(5), language: 'und' })
  await add('gaza-copy', { source: 'sky', tags: ['غزة'], publishedAt: at(2), copyOfId: gaza.id })
  await add('gaza-late-copy', { source: 'bbc', tags: ['غزة'], publishedAt: at(6), copyOfId: gaza.id, isLate: true })
  const analyzer = analyzerOf(VERSION, 'الليبي', 'ليبي')
  await freeze(database.db, analyzer)
  texts = await indexArticles(database.db, analyzer)
  search = new Search(database.db.manager)
}, 60_000)
afterAll(() => database.close())

async function bySql(input: ArticleFilterInput): Promise<string[]> {
  const store = new ArticleStore(database.db.manager)
  const range = { first: 100, last: null, after: null, before: null }
  const filter = await search.filter(input)
  const { edges } = await store.page({ filter, orderBy: 'OLDEST', range })
  expect(await store.count(filter)).toBe(edges.length)
  return edges.map(({ node }) => node.title).sort()
}

/** What the log keeps of an article as a change left it. */
function stateOf(id: string): ArticleState {
  const state = book.stateOf(id)
  const textOf = (id: string) => ({ version: VERSION, lexemes: texts.get(id)! })
  const original = ids.get('gaza')!
  return { ...state, text: textOf(id), copyOf: state.copyOf && { ...state.copyOf, text: textOf(original) } }
}

async function byPredicate(input: ArticleFilterInput): Promise<string[]> {
  const matches = filterPredicate(await search.filter(input))
  return [...ids]
    .filter(([, id]) => matches(stateOf(id)))
    .map(([name]) => name)
    .sort()
}

const CASES: [string, ArticleFilterInput, string][] = [
  ['nothing asked hides copies', {}, 'dialect english gaza gold unknown'],
  [
    'null is as good as left out',
    { sources: null, tags: null, not: null, isLate: null },
    'dialect english gaza gold unknown',
  ],
  ['copies too', { includeCopies: true }, 'dialect english gaza gaza-copy gaza-late-copy gold unknown'],
  ['a source by slug', { sources: ['bbc'] }, 'english gaza'],
  ['a copy stays where its original does not match', { sources: ['sky'] }, 'gaza-copy gold'],
  ['sources, one of them unknown', { sources: ['sky', 'nobody'] }, 'gaza-copy gold'],
  ['an unknown source', { sources: ['nobody'] }, ''],
  ['no source at all', { sources: [] }, ''],
  ['an id of another type names no source', { sources: [encodeId('tag', '1'), 'art_1'] }, ''],
  ['a tag by slug', { tags: ['غزه'] }, 'gaza'],
  ['a menu is no tag', { tags: ['سياسه', 'اقتصاد'] }, 'english gaza gold'],
  ['all tags', { allTags: ['غزه', 'سياسه'] }, 'gaza'],
  ['all tags, one unknown', { allTags: ['غزه', 'لا-شيء'] }, ''],
  ['more tags than are asked for one by one', { allTags: ['غزه', 'سياسه', 'غزه', 'سياسه', 'غزه'] }, 'gaza'],
  ['all of no tags', { allTags: [] }, 'dialect english gaza gold unknown'],
  ['a language stands for its varieties', { languages: ['AR'] }, 'gaza gold'],
  ['a variety stands for itself', { languages: ['ar-eg', 'en'] }, 'english gold'],
  ['a part of a subtag is no language', { languages: ['ar-E', 'u', ''] }, ''],
  ['signs of SQL patterns are letters', { languages: ['%', '__'] }, ''],
  ['a country', { countries: ['gb'] }, 'english gaza'],
  ['countries', { countries: ['AE', 'GB'] }, 'english gaza gold'],
  ['from a moment on', { publishedFrom: at(4) }, 'english gaza-late-copy unknown'],
  ['before a moment', { publishedBefore: at(2) }, 'gaza'],
  ['between moments', { publishedFrom: at(2), publishedBefore: at(4) }, 'dialect gaza-copy gold'],
  ['with links', { hasReadAlso: true }, 'gaza'],
  ['without links', { hasReadAlso: false }, 'dialect english gaza-copy gaza-late-copy gold unknown'],
  ['archive', { isLate: true }, 'dialect english gaza-late-copy'],
  ['news', { isLate: false }, 'gaza gold unknown'],
  ['not a source', { not: { sources: ['bbc'] } }, 'dialect gaza-copy gold unknown'],
  ['not an unknown source', { not: { sources: ['nobody'] } }, 'dialect english gaza gold unknown'],
  ['not a country, where some have none', { not: { countries: ['GB'] } }, 'dialect gaza-copy gold unknown'],
  ['not nothing', { not: {} }, ''],
  ['copies mean nothing inside not', { not: { tags: ['غزه'], includeCopies: false } }, 'dialect english gold unknown'],
  ['not not', { not: { not: { tags: ['غزه'] } } }, 'gaza'],
  ['a word of the title', { text: 'GOLD' }, 'gold'],
  ['a word of a tag, in another spelling', { text: 'غزه' }, 'gaza'],
  ['a copy stays where its original does not hold the word', { text: 'copy' }, 'gaza-copy gaza-late-copy'],
  ['every word', { text: 'gaza سياسه' }, 'gaza'],
  ['any word', { text: 'gold أو english' }, 'english gold'],
  ['a phrase', { text: '"late copy"' }, 'gaza-late-copy'],
  ['a phrase the other way round', { text: '"copy late"' }, ''],
  ['not a word', { text: '-gaza', languages: ['ar'] }, 'gold'],
  ['not what holds a word', { not: { text: 'سياسة' } }, 'dialect gaza-copy gaza-late-copy gold unknown'],
  ['a text that asks nothing', { text: ' «» ' }, ''],
  ['not what asks nothing', { not: { text: '' } }, 'dialect english gaza gold unknown'],
  ['signs of tsquery', { text: `'gold' | \\ !:*&` }, 'gold'],
  ['a text with a zero byte', { sources: ['bbc\0'], not: { languages: ['\0'] } }, ''],
]

describe('ArticleFilter', () => {
  it.each(CASES)('means the same in SQL and in the log: %s', async (_name, input, expected) => {
    const names = expected.split(' ').filter((name) => name !== '')
    expect(await byPredicate(input)).toEqual(names)
    expect(await bySql(input)).toEqual(names)
  })

  it('takes ids where it takes slugs', async () => {
    const source = encodeId('src', (await book.source('bbc')).id)
    const tag = encodeId('tag', (await book.tag('سياسة')).id)
    for (const input of [
      { sources: [source], tags: [tag] },
      { sources: [source, 'x'], allTags: [tag, 'سياسه'] },
    ]) {
      expect(await bySql(input)).toEqual(['english', 'gaza'])
      expect(await byPredicate(input)).toEqual(['english', 'gaza'])
    }
  })

  it('means the same in SQL and in the log, whatever is asked', async () => {
    const slugs = fc.constantFrom('bbc', 'sky', 'nowhere', 'nobody')
    const tags = fc.constantFrom('غزه', 'سياسه', 'اقتصاد', 'لا-شيء')
    const list = <T>(entry: fc.Arbitrary<T>, maxLength = 3) => fc.option(fc.array(entry, { maxLength }))
    const days = fc.option(fc.integer({ min: 0, max: 7 }).map(at))
    const plain = {
      sources: list(slugs),
      tags: list(tags),
      allTags: list(tags, 7),
      languages: list(fc.constantFrom('ar', 'AR-eg', 'arz', 'en', 'und', 'x')),
      countries: list(fc.constantFrom('GB', 'ae', 'XX')),
      publishedFrom: days,
      publishedBefore: days,
      hasReadAlso: fc.option(fc.boolean()),
      includeCopies: fc.option(fc.boolean()),
      text: fc.option(fc.constantFrom('gaza', 'copy -late', 'سياسة OR gold', '"late copy"', '')),
      isLate: fc.option(fc.boolean()),
    }
    const sparse = fc.record(plain, { requiredKeys: [] })
    const filters = fc.record({ ...plain, not: fc.option(sparse) }, { requiredKeys: [] })
    await fc.assert(
      fc.asyncProperty(filters, async (input) => {
        expect(await bySql(input)).toEqual(await byPredicate(input))
      }),
      { numRuns: 200 },
    )
  })

  it.each<[string, ArticleFilterInput]>([
    ['at most 100', { tags: Array(101).fill('x') }],
    ['nested', { not: { not: { not: { not: { not: { not: {} } } } } } }],
  ])('refuses what it cannot do: %s', (words, input) => {
    expect(() => resolveArticleFilter(input)).toThrow(AppError)
    expect(() => resolveArticleFilter(input)).toThrow(words)
  })
})
