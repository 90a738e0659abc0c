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
  const answer = await ask(database.db, `query ($id: ID) { article(id: $id) { ${fields} } }`, {
    id: encodeId('art', id),
  })
  expect(answer.errors).toBeUndefined()
  return answer.data.article
}
const headlines = (links: { headline: string }[]) => links.map(({ headline }) => headline)

describe('readAlso and similar', () => {
  it('show what an editor set, then the publisher in page order, then what was computed; each once', async () => {
    const article = await book.article()
    const pinned = await book.article({ title: 'مثبت' })
    const known = await book.article({ title: 'معروف' })
    const near = await book.article({ title: 'قريب' })
    await book.link(article, { headline: 'ثان', position: 2 })
    await book.link(article, { headline: 'معروف مطبوع', to: known, position: 1 })
    await book.link(article, { headline: 'لم يعد', isShown: false, position: 3 })
    await book.link(article, { origin: 'EDITOR', to: pinned, position: 1 })
    await book.link(article, { headline: 'المثبت مطبوعا', to: pinned, position: 4 })
    const similar = { kind: 'SIMILAR' as const }
    await book.link(article, { ...similar, origin: 'COMPUTED', to: near, position: 1, score: 0.25, reasons: ['غزة'] })
    await book.link(article, { ...similar, origin: 'COMPUTED', to: known, position: 2 })
    await book.link(article, { ...similar, headline: 'ثَانٍ', position: 2 })
    await book.link(article, { ...similar, headline: 'من الناشر', position: 9 })
    const fields = `readAlso { headline } two: readAlso(first: 2) { headline }
      similar { kind origin position headline url excerpt score reasons observedAt resolvedAt from { id } article { title } }`
    const found = await read(article, fields)
    expect(headlines(found.readAlso)).toEqual(['مثبت', 'معروف مطبوع', 'ثان'])
    expect(headlines(found.two)).toEqual(['مثبت', 'معروف مطبوع'])
    expect(found.similar).toEqual([
      {
        kind: 'SIMILAR',
        origin: 'PUBLISHER',
        position: 9,
        headline: 'من الناشر',
        url: null,
        excerpt: null,
        score: null,
        reasons: [],
        observedAt: '2025-05-02T12:00:00Z',
        resolvedAt: null,
        from: { id: encodeId('art', article.id) },
        article: null,
      },
      expect.objectContaining({ headline: 'قريب', score: 0.25, reasons: ['غزة'], article: { title: 'قريب' } }),
    ])
  })

  it('leave out the withdrawn, and copies among the similar', async () => {
    const first = await book.article({ title: 'الأصل' })
    const copy = await book.article({ title: 'نسخة', copyOfId: first.id })
    const other = await book.article({ title: 'نسخة أخرى', copyOfId: first.id })
    const gone = await book.article({ title: 'مسحوب', status: 'WITHDRAWN', url: 'https://example.com/gone' })
    for (const to of [first, other, gone]) {
      await book.link(copy, { to, kind: 'SIMILAR', origin: 'COMPUTED', position: 1 })
    }
    await book.link(first, { to: copy, kind: 'SIMILAR' })
    await book.link(copy, { to: gone, headline: 'عنوان مطبوع' })
    await book.link(copy, { to: first, position: 2 })
    const fields = 'readAlso { headline } similar { headline } related { nodes { headline article { id } } }'
    const found = await read(copy, fields)
    expect([headlines(found.readAlso), found.similar]).toEqual([['الأصل'], []])
    expect((await read(first, fields)).similar).toEqual([])
    // What the page printed stays printed; it leads nowhere.
    expect(found.related.nodes).toContainEqual({ headline: 'عنوان مطبوع', article: null })
    expect(headlines(found.related.nodes)).toEqual(['عنوان مطبوع', 'الأصل', 'الأصل', 'نسخة أخرى'])
  })

  it('show the title of a computed link as it is now, and the address of its article', async () => {
    const article = await book.article()
    const to = await book.article({ title: 'العنوان الجديد', url: 'https://example.com/to' })
    await book.link(article, { to, headline: 'العنوان القديم', kind: 'SIMILAR', origin: 'COMPUTED' })
    const { similar } = await read(article, 'similar { headline url }')
    expect(similar).toEqual([{ headline: 'العنوان الجديد', url: 'https://example.com/to' }])
  })
})

describe('related', () => {
  it('gives all edges in order, filtered, in pages that go on', async () => {
    const article = await book.article()
    const expected: string[] = []
    for (const kind of ['READ_ALSO', 'SIMILAR'] as const) {
      for (const origin of ['PUBLISHER', 'EDITOR', 'COMPUTED'] as const) {
        for (const position of [1, 2, 10]) {
          const headline = `${kind} ${origin} ${position}`
          await book.link(article, { kind, origin, position, headline })
          expected.push(headline)
        }
      }
    }
    const seen: string[] = []
    let after: string | null = null
    for (;;) {
      const query = `query ($id: ID, $after: Cursor) { article(id: $id) {
        related(first: 4, after: $after) { nodes { headline } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`
      const { data, errors } = await ask(database.db, query, { id: encodeId('art', article.id), after })
      expect(errors).toBeUndefined()
      const { nodes, edges, pageInfo } = data.article.related
      expect(pageInfo.hasPreviousPage).toBe(seen.length > 0)
      expect(edges.at(-1).cursor).toBe(pageInfo.endCursor)
      seen.push(...headlines(nodes))
      after = pageInfo.endCursor
      if (!pageInfo.hasNextPage) break
    }
    expect(seen).toEqual(expected)
    const { related } = await read(
      article,
      'related(kinds: [SIMILAR], origins: [EDITOR, COMPUTED], first: null) { nodes { headline } }',
    )
    expect(headlines(related.nodes)).toEqual(expected.slice(12))
    expect((await read(article, 'related(kinds: []) { nodes { headline } }')).related.nodes).toEqual([])
  })

  it('refuses a cursor of nothing and a length out of range', async () => {
    const id = encodeId('art', (await book.article()).id)
    for (const args of ['after: "x"', 'first: 101', 'first: -1']) {
      expect(codesOf(await ask(database.db, `{ article(id: "${id}") { related(${args}) { nodes { id } } } }`))).toEqual(
        ['BAD_USER_INPUT'],
      )
    }
  })
})
