import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLoaders } from '../../src/stores/loaders.ts'
import { createStores } from '../../src/stores/stores.ts'
import { ask } from '../support/ask.ts'
import { countStatements } from '../support/count-statements.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  const book = new RecordBook(database.db)
  const articles = []
  for (let number = 0; number < 25; number++) {
    articles.push(await book.article({ source: `s${number % 6}`, tags: [`وسم ${number % 4}`], body: ['نص.'] }))
  }
  for (const [index, article] of articles.entries()) {
    await book.link(article, { to: articles[(index + 1) % 25] })
    await book.link(article, { to: articles[(index + 2) % 25], kind: 'SIMILAR', origin: 'COMPUTED' })
    await book.revision(article)
  }
}, 60_000)
afterAll(() => database.close())

const PAGE = `{ articles(first: 20) { MORE nodes {
  title source { name } tags { name } readAlso { article { title } } similar { article { title } } FIELDS } } }`

async function statementsOf(query: string, options = { cache: true }): Promise<string[]> {
  const loaders = createLoaders(createStores(database.db.manager), options)
  const { result, statements } = await countStatements(database.db, () => ask(database.db, query, {}, { loaders }))
  expect(result.errors).toBeUndefined()
  expect(result.data.articles.nodes).toHaveLength(20)
  return statements
}

const page = (fields = '', more = '') => PAGE.replace('FIELDS', fields).replace('MORE', more)

describe('a page of 20 articles with source, tags, readAlso and similar', () => {
  it('costs at most six statements, and nothing is counted', async () => {
    const statements = await statementsOf(page())
    expect(statements.length).toBeLessThanOrEqual(6)
    expect(statements.join('\n')).not.toContain('count(*)::int as count')
  })

  it('costs no more where nothing is remembered', async () => {
    expect((await statementsOf(page(), { cache: false })).length).toBeLessThanOrEqual(6)
  })

  it('costs one more for each kind of thing that is read beside', async () => {
    const base = (await statementsOf(page())).length
    const costs = async (fields: string, more = '') => (await statementsOf(page(fields, more))).length - base
    expect(await costs('', 'totalCount')).toBe(1)
    expect(await costs('body blocks { text } excerpt')).toBe(1)
    expect(await costs('revisions { title }')).toBe(1)
    expect(await costs('display image { url } related { nodes { headline } }')).toBe(0)
    expect(await costs('taggings { label tag { name } }')).toBe(1)
    expect(await costs('', 'pageInfo { hasNextPage hasPreviousPage } liveCursor edges { cursor node { id } }')).toBe(0)
  })
})
