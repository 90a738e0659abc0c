import { type GraphQLField, getNamedType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeId } from '../../src/entities/node-id.ts'
import { ask } from '../support/ask.ts'
import { contextOver, servedSchema } from '../support/ask-schema.ts'
import { countStatements } from '../support/count-statements.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { RecordBook } from '../support/record-book.ts'

const SIZES = [1, 20, 100]
const MANY = 110

let database: TestDatabase
const ids: string[] = []
beforeAll(async () => {
  database = await openTestDatabase()
  const book = new RecordBook(database.db)
  const articles = []
  for (let number = 0; number < MANY; number++) {
    const tags = [`وسم ${number}`, 'اقتصاد']
    articles.push(await book.article({ source: `s${number}`, tags, title: `اقتصاد ${number}`, body: ['نص.'] }))
  }
  for (const [index, article] of articles.entries()) {
    await book.link(article, { to: articles[(index + 1) % MANY] })
    await book.link(article, { to: articles[(index + 2) % MANY], kind: 'SIMILAR', origin: 'COMPUTED' })
    await book.revision(article)
    ids.push(encodeId('art', article.id))
  }
}, 120_000)
afterAll(() => database.close())

const ARTICLE = `title excerpt body image { url } display source { name } tags { name } taggings { label } readAlso { article { title } }
  similar { article { title } } related { nodes { headline } } referencedBy { nodes { headline } } copies { title } copyOf { title }
  story { title } revisions { title } replacedBy { id }`
/** Each field of Query that lists, with everything that hangs on its entries, as long as is asked. */
const LISTS: Readonly<Record<string, (size: number) => string>> = {
  articles: (size) => `articles(first: ${size}) { totalCount liveCursor nodes { ${ARTICLE} } }`,
  search: (size) =>
    `search(query: "اقتصاد", first: ${size}) { totalCount edges { score highlights { text } node { ${ARTICLE} } } }`,
  sources: (size) => `sources(first: ${size}) { totalCount nodes { name health articleCount } }`,
  tags: (size) => `tags(first: ${size}) { totalCount nodes { name articleCount } }`,
  stories: (size) =>
    `stories(first: ${size}) { totalCount nodes { title lead { title } tags { name } sources { name } } }`,
  feeds: (size) => `feeds(first: ${size}) { totalCount nodes { url source { name } days { polls } } }`,
  partners: (size) => `partners(first: ${size}) { nodes { mode apps partner { name } keys { id scopes } } }`,
  trendingTags: (size) => `trendingTags(first: ${size}) { count tag { name } }`,
  nodes: (size) =>
    `nodes(ids: [${ids
      .slice(0, size)
      .map((id) => `"${id}"`)
      .join()}]) { ... on Article { ${ARTICLE} } }`,
}
/** Those that give one thing, or what is no list of the store. */
const SINGLE = new Set([
  'article',
  'source',
  'tag',
  'story',
  'node',
  'viewer',
  'feedPreview',
  'changes',
  'document',
  'documents',
  'partner',
  'usage',
])

async function statementsOf(query: string): Promise<string[]> {
  const caller = { ...contextOver(database.db).caller, scopes: new Set(['READ', 'OPERATE'] as const) }
  const { result, statements } = await countStatements(database.db, () =>
    ask(database.db, `{ ${query} }`, {}, { caller }),
  )
  expect(result.errors).toBeUndefined()
  return statements
}

describe('the statements of a page', () => {
  it('are asserted for every field of Query', () => {
    const fields = Object.values(servedSchema().getQueryType()!.getFields()) as GraphQLField<unknown, unknown>[]
    const lists = fields.filter(
      ({ name, type }) =>
        !SINGLE.has(name) && (LISTS[name] !== undefined || /Connection$/.test(getNamedType(type).name)),
    )
    expect(lists.map(({ name }) => name).filter((name) => LISTS[name] === undefined)).toEqual([])
  })

  it.each(Object.keys(LISTS))('are as many for 1, 20 and 100 entries: %s', async (name) => {
    await statementsOf(LISTS[name]!(1))
    const counts = []
    for (const size of SIZES) counts.push((await statementsOf(LISTS[name]!(size))).length)
    expect(counts).toEqual([counts[0], counts[0], counts[0]])
  })
})
