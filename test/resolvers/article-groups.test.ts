import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Article } from '../../src/entities/article.ts'
import { encodeId } from '../../src/entities/node-id.ts'
import { ask, codesOf } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

let database: TestDatabase
let book: RecordBook
beforeAll(async () => {
  database = await openTestDatabase()
  book = new RecordBook(database.db)
})
afterAll(() => database.close())

async function read({ id }: Article, fields: string): Promise<any> {
  const { data, errors } = await ask(database.db, `query ($id: ID) { article(id: $id) { ${fields} } }`, {
    id: encodeId('art', id),
  })
  expect(errors).toBeUndefined()
  return data.article
}
const hour = (number: number) => new Date(Date.UTC(2025, 4, 1, number))

describe('copies', () => {
  it('are the same group from whichever member they are asked, oldest first', async () => {
    const first = await book.article({ title: 'الأصل', publishedAt: hour(1) })
    const copyOfId = first.id
    const late = await book.article({ title: 'نسخة متأخرة', publishedAt: hour(9), copyOfId })
    const early = await book.article({ title: 'نسخة مبكرة', publishedAt: hour(3), copyOfId })
    const gone = await book.article({ title: 'مسحوب', publishedAt: hour(2), copyOfId, status: 'WITHDRAWN' })
    const fields = 'copyOf { title } copies { title } one: copies(first: 1) { title }'
    expect(await read(first, fields)).toEqual({
      copyOf: null,
      copies: [{ title: 'نسخة مبكرة' }, { title: 'نسخة متأخرة' }],
      one: [{ title: 'نسخة مبكرة' }],
    })
    expect(await read(late, fields)).toEqual({
      copyOf: { title: 'الأصل' },
      copies: [{ title: 'الأصل' }, { title: 'نسخة مبكرة' }],
      one: [{ title: 'الأصل' }],
    })
    expect((await read(early, fields)).copies.length).toBe(2)
    expect(await read(gone, fields)).toEqual({ copyOf: null, copies: [], one: [] })
  })
})

describe('referencedBy', () => {
  it('gives the links of others that lead here, the latest first, in pages', async () => {
    const target = await book.article({ title: 'مقصد' })
    for (const number of [1, 2, 3]) await book.link(await book.article({ title: `من ${number}` }), { to: target })
    await book.link(await book.article({ status: 'WITHDRAWN' }), { to: target })
    await book.link(await book.article(), { to: target, isShown: false })
    const fields = (args: string) =>
      `referencedBy${args} { nodes { from { title } } pageInfo { endCursor hasNextPage } }`
    const first = (await read(target, fields('(first: 2)'))).referencedBy
    expect(first.nodes.map(({ from }: any) => from.title)).toEqual(['من 3', 'من 2'])
    expect(first.pageInfo.hasNextPage).toBe(true)
    const rest = (await read(target, fields(`(first: 2, after: "${first.pageInfo.endCursor}")`))).referencedBy
    expect(rest.nodes.map(({ from }: any) => from.title)).toEqual(['من 1'])
    expect(rest.pageInfo.hasNextPage).toBe(false)
    const bad = await ask(
      database.db,
      'query ($id: ID) { article(id: $id) { referencedBy(after: "x") { nodes { id } } } }',
      {
        id: encodeId('art', target.id),
      },
    )
    expect(codesOf(bad)).toEqual(['BAD_USER_INPUT'])
  })
})
