import { buildSchema, getIntrospectionQuery, getOperationAST, getVariableValues, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { checkDocument } from '../../src/gateway/check-document.ts'
import { planCost, unboundedLists } from '../../src/gateway/cost-plan.ts'
import { OperationCost } from '../../src/gateway/operation-cost.ts'
import { servedSchema } from '../support/ask-schema.ts'

const schema = servedSchema()

function costOf(query: string, variables: Record<string, unknown> = {}): OperationCost {
  const document = parse(query)
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)!
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  expect(errors).toBeUndefined()
  return new OperationCost(planCost(schema, document, operation), coerced!)
}
const articles = (args: string, body: string) => `{ articles${args && `(${args})`} { ${body} } }`

describe('what an operation can cost', () => {
  it.each<[string, string, number, Record<string, unknown>?]>([
    ['nothing but scalars, at least a point', '{ __typename }', 1],
    ['an object', '{ source(id: "a") { name slug } }', 1],
    ['a page as long as it is where nobody says', articles('', 'nodes { id }'), 1 + 20],
    ['a page as long as it is said to be', articles('first: 7', 'nodes { id }'), 1 + 7],
    ['a page from its end', articles('last: 7', 'nodes { id }'), 1 + 7],
    [
      'edges and what they hold',
      articles('first: 7', 'edges { cursor node { id } } pageInfo { endCursor }'),
      1 + 7 * 2 + 1,
    ],
    [
      'lists within lists',
      articles('first: 3', 'nodes { tags(first: 4) { articles(first: 5) { nodes { id } } } }'),
      1 + 3 * (1 + 4 * (1 + 20 + 1 + 5)),
    ],
    [
      'a list by its own default',
      articles('first: 1', 'nodes { readAlso { headline } similar { headline } }'),
      1 + 1 + 5 + 10,
    ],
    ['null as what is left out', articles('first: null', 'nodes { tags(first: null) { name } }'), 1 + 20 * (1 + 20)],
    ['a length by a variable', `query ($n: Int) ${articles('first: $n', 'nodes { id }')}`, 1 + 9, { n: 9 }],
    ['a length by a variable that is not given', `query ($n: Int) ${articles('first: $n', 'nodes { id }')}`, 1 + 20],
    ['a length by a default', `query ($n: Int = 4) ${articles('first: $n', 'nodes { id }')}`, 1 + 4],
    ['a length beyond all', articles('first: 1000000', 'nodes { id }'), 1 + 100],
    ['a length below none', articles('first: -5', 'nodes { id }'), 1],
    ['both lengths as the greater', articles('first: 1, last: 50', 'nodes { id }'), 1 + 50],
    ['a list as long as another among the arguments', '{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
    ['one value for a list', '{ nodes(ids: "a") { id } }', 1],
    ['a list that is a variable', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', 2, { ids: ['a', 'b'] }],
    [
      'the dearest type of an interface',
      '{ node(id: "a") { id ... on Article { source { name } image { url } } ... on Tag { name } } }',
      3,
    ],
    [
      'a field of two fragments once',
      `{ articles(first: 5) { ...a ...b } } fragment a on ArticleConnection { nodes { source { name } } } fragment b on ArticleConnection { nodes { title source { slug } } }`,
      1 + 5 * 2,
    ],
    [
      'a list again under another name',
      '{ a: tags(first: 5) { nodes { id } } b: tags(first: 5) { nodes { id } } }',
      12,
    ],
    ['a scalar again under another name', articles('first: 5', 'nodes { title a: title b: title }'), 1 + 5 * (1 + 2)],
    ['long texts', articles('first: 5', 'nodes { body }'), 1 + 5 * 11],
    ['counting', articles('first: 0', 'totalCount'), 51],
    [
      'what is skipped',
      `{ articles(first: 5) { nodes { id source @skip(if: true) { name } tags @include(if: false) { name } } } }`,
      6,
    ],
    [
      'what is included by a variable',
      `query ($a: Boolean!) { articles(first: 5) { nodes { source @include(if: $a) { name } } } }`,
      11,
      { a: true },
    ],
    [
      'what is not included by a variable',
      `query ($a: Boolean!) { articles(first: 5) { nodes { source @include(if: $a) { name } } } }`,
      6,
      { a: false },
    ],
    [
      'what a fragment leaves out',
      `query ($a: Boolean!) { articles(first: 5) { nodes { id ... @skip(if: $a) { source { name } } } } }`,
      6,
      { a: true },
    ],
    [
      'what one of two leaves in',
      `query ($a: Boolean!) { articles(first: 5) { nodes { source @skip(if: $a) { name } source { slug logo @include(if: $a) { url } } } } }`,
      1 + 5 * 3,
      { a: true },
    ],
    [
      'what hangs on two',
      `query ($a: Boolean!, $b: Boolean!) { articles(first: 5) { nodes { source @skip(if: $a) { logo @include(if: $b) { url } } } } }`,
      6,
      { a: true, b: true },
    ],
    ['a mutation', 'mutation { linkHide(id: "a") { link { id } } }', 12],
    ['an event', 'subscription { articleIngested { article { source { name } } } }', 3],
  ])('%s', (_, query, requested, variables) => {
    expect(costOf(query, variables).requested).toBe(requested)
  })

  it('lets every client ask for the schema', () => {
    const { requested } = costOf(getIntrospectionQuery())
    expect(requested).toBeGreaterThan(1_000)
    expect(requested).toBeLessThan(10_000)
  })

  it('is planned once for a document', () => {
    const text = articles('first: 5', 'nodes { id }')
    const checked = checkDocument(schema, text)
    if (checked.kind === 'refused') throw checked.errors[0]
    const operation = getOperationAST(checked.document)!
    expect(checked.planOf(operation)).toBe(checked.planOf(operation))
    expect(checkDocument(schema, text)).toBe(checked)
  })
})

describe('what an operation came to', () => {
  it('is what it would have been asked for, had that been known', () => {
    const cost = costOf(articles('first: 50', 'edges { node { body tags { name } source { name } } } totalCount'))
    const node = { body: 'x', tags: [{ name: 'a' }, { name: 'b' }], source: { name: 's' } }
    const data = { articles: { edges: [{ node }, { node: { ...node, tags: [] } }], totalCount: 2 } }
    expect(cost.of(data)).toEqual({ requested: cost.requested, actual: 1 + 2 * (2 + 10 + 1) + 2 + 50 })
  })

  it('is a point where nothing was found', () => {
    expect(costOf('{ article(id: "x") { title source { name } } }').of({ article: null })).toEqual({
      requested: 2,
      actual: 1,
    })
  })

  it('is never more than was thought', () => {
    const cost = costOf(
      '{ node(id: "a") { ... on Article { a: body } ... on Source { a: country b: articles { totalCount } } } }',
    )
    expect(cost.of({ node: { a: 'x', b: { totalCount: 1 } } }).actual).toBeLessThanOrEqual(cost.requested)
  })
})

describe('the lists of a schema', () => {
  it('all have a bound', () => {
    expect(unboundedLists(schema)).toEqual([])
  })

  it('are found where they have none', () => {
    const other = buildSchema(
      'type Query { pages(first: Int): Pages! all: [Thing!]! } type Pages { nodes: [Thing!]! } type Thing { id: ID parts: [Thing] }',
    )
    expect(unboundedLists(other)).toEqual(['Query.all', 'Thing.parts'])
  })
})

describe('what an operation has spent', () => {
  const cost = costOf(articles('first: 100', 'nodes { id }'))

  it.each([
    ['of an answer, what it came to', { data: { articles: { nodes: [{ id: '1' }] } } }, false, 2],
    ['without an answer, a point', { data: null }, false, 1],
    ['before anything was executed, a point', {}, false, 1],
    ['cut off, all that it asked for', { data: null }, true, 101],
  ])('%s', (_, result, isCutOff, points) => {
    expect(cost.spentOn(result, isCutOff)).toBe(points)
  })
})
