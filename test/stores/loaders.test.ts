import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLoaders } from '../../src/stores/loaders.ts'
import { createStores, type Stores, transact } from '../../src/stores/stores.ts'
import { countStatements } from '../support/count-statements.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

let database: TestDatabase
let book: RecordBook
let stores: Stores
beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
  stores = createStores(database.db.manager)
})
afterAll(() => database.close())

describe.each([{ cache: true }, { cache: false }])('loaders, %o', (options) => {
  it('answer in the order of the keys by one statement, with null or nothing for what is not there', async () => {
    const [one, two] = [await book.article({ tags: ['أ', 'ب'], body: ['نص'] }), await book.article({ tags: ['ب'] })]
    await book.revision(one, { title: 'أولا' })
    await book.revision(one, { title: 'ثانيا' })
    const keys = [two.id, '999999', one.id, two.id]
    const loaders = createLoaders(stores, options)
    const load = async <T>(read: () => Promise<T>): Promise<T> => {
      const { result, statements } = await countStatements(database.db, read)
      expect(statements).toHaveLength(1)
      return result
    }
    const articles = await load(() => Promise.all(keys.map((key) => loaders.article.load(key))))
    expect(articles.map((article) => article?.title)).toEqual([two.title, undefined, one.title, two.title])
    const taggings = await load(() => Promise.all(keys.map((key) => loaders.taggingsOfArticle.load(key))))
    expect(taggings.map((rows) => rows.map(({ tag }) => tag.name))).toEqual([['ب'], [], ['أ', 'ب'], ['ب']])
    const bodies = await load(() => Promise.all(keys.map((key) => loaders.bodyOfArticle.load(key))))
    expect(bodies.map((blocks) => blocks?.length)).toEqual([undefined, undefined, 1, undefined])
    const revisions = await load(() => Promise.all(keys.map((key) => loaders.revisionsOfArticle.load(key))))
    expect(revisions.map((rows) => rows.map(({ title }) => title))).toEqual([[], [], ['ثانيا', 'أولا'], []])
    const links = await load(() => Promise.all(keys.map((key) => loaders.linksOfArticle.load(key))))
    expect(links).toEqual([[], [], [], []])
  })

  it('remember only where they may', async () => {
    const { id } = await book.article()
    const loaders = createLoaders(stores, options)
    const { statements } = await countStatements(database.db, async () => {
      await loaders.article.load(id)
      await loaders.article.load(id)
    })
    expect(statements).toHaveLength(options.cache ? 1 : 2)
  })
})

describe('transact', () => {
  const fail = (code: string) => Object.assign(new Error(code), { driverError: { code } })

  it.each(['40P01', '40001', '23505'])('does the work again after %s', async (code) => {
    let attempts = 0
    const done = await transact(database.db, async () => {
      attempts++
      if (attempts < 3) throw fail(code)
      return attempts
    })
    expect(done).toBe(3)
  })

  it('gives up in the end, and at once where again is no better', async () => {
    for (const [code, expected] of [
      ['40001', 5],
      ['23502', 1],
    ] as const) {
      let attempts = 0
      const work = transact(database.db, async () => {
        attempts++
        throw fail(code)
      })
      await expect(work).rejects.toThrow(code)
      expect(attempts).toBe(expected)
    }
  })

  it('recognises what the database says', async () => {
    let attempts = 0
    await transact(database.db, async ({ articles }) => {
      attempts++
      await articles.byIds(['1'])
      if (attempts === 1) await database.db.query("insert into source (slug, name) values ('unknown', 'x')")
    })
    expect(attempts).toBe(2)
  })
})
