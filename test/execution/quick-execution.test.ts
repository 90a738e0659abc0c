import {
  buildSchema,
  type ExecutionResult,
  execute,
  type GraphQLObjectType,
  getOperationAST,
  getVariableValues,
  parse,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { quickExecution } from '../../src/execution/quick-execution.ts'

const schema = buildSchema(`
  interface Node { id: ID! }
  type Person implements Node { id: ID! name: String! shout(times: Int! = 1, mark: String): String friends(first: Int = 2): [Person!]! best: Person at: Moment }
  type Place implements Node { id: ID! name: String }
  union Thing = Person | Place
  scalar Moment
  enum Colour { RED GREEN }
  input Where { name: String not: Where }
  type Query {
    person(id: ID): Person
    people(where: Where): [Person]
    nodes: [Node]
    things: [Thing!]
    colour(wanted: Colour = RED): Colour
    late: String
    failing: String
    failingLate: String!
    givenError: String
    notAList: [Int]
    nothing: String!
    holes: [Int]
    lists: [[Int!]]
  }
  type Subscription { come(sort: ID): Person }`)

const person = (id: string): object => ({
  __typename: 'Person',
  id,
  name: `n${id}`,
  friends: ({ first }: { first: number }) => [person(`${id}a`), person(`${id}b`), person(`${id}c`)].slice(0, first),
  best: () => (id.length > 3 ? null : Promise.resolve(person(`${id}z`))),
  at: new Date(0),
})
const fields = (name: string) => (schema.getType(name) as GraphQLObjectType).getFields()
fields('Person').shout!.resolve = async ({ name }, { times, mark }) => `${name.repeat(times)}${mark ?? ''}`
Object.assign(fields('Query').person!, { resolve: (_: unknown, { id }: { id?: string }) => (id ? person(id) : null) })
Object.assign(fields('Query').people!, {
  resolve: async (_: unknown, { where }: { where?: { name?: string } }) => [
    person('1'),
    null,
    Promise.resolve(person(where?.name ?? '2')),
  ],
})
fields('Subscription').come!.resolve = (event, { sort }) => ({ ...event, id: `${event.id}${sort ?? ''}` })
const values: Record<string, unknown> = {
  nodes: [person('1'), { __typename: 'Place', id: 'p', name: null }, null],
  things: Promise.resolve([{ __typename: 'Place', id: 'p', name: 'P' }, person('3')]),
  late: Promise.resolve('late'),
  givenError: new Error('given'),
  notAList: 3,
  nothing: null,
  holes: [1, null, Promise.resolve(3)],
  lists: [[1, 2], null, []],
}
for (const [name, value] of Object.entries(values)) fields('Query')[name]!.resolve = () => value
fields('Query').colour!.resolve = (_root, { wanted }) => wanted
fields('Query').failing!.resolve = () => {
  throw new Error('failed')
}
fields('Query').failingLate!.resolve = async () => {
  await new Promise((resolve) => setTimeout(resolve, 2))
  throw new Error('failed late')
}

async function both(
  text: string,
  given: Record<string, unknown> = {},
  rootValue?: unknown,
): Promise<[ExecutionResult, ExecutionResult]> {
  const document = parse(text)
  const { coerced = {} } = getVariableValues(schema, getOperationAST(document)!.variableDefinitions ?? [], given)
  const quick = quickExecution(schema, { document, variables: given, coerced })
  const plainly = { schema, document, variableValues: given, rootValue, contextValue: {} }
  return [await quick(rootValue, {}), await execute(plainly)]
}

const plain = (result: ExecutionResult) => JSON.stringify(result)

describe('an operation is answered by its plan as graphql answers it', () => {
  it.each<[text: string, given?: Record<string, unknown>]>([
    ['{ person(id: "1") { id name at best { name best { id best { id best { id } } } } } }'],
    ['{ a: person(id: "1") { x: name } b: person { name } person(id: "2") { name id } late colour __typename }'],
    [
      '{ people { name shout } more: people(where: { name: "w", not: { name: "x" } }) { id friends { name } f: friends(first: 1) { __typename } } }',
    ],
    [
      '{ nodes { __typename id ... on Person { name ...rest } ... on Place { name } ... { id } } } fragment rest on Person { shout(times: 2) best { id } }',
    ],
    [
      '{ things { ... on Node { id } ... on Place { name } ...p } } fragment p on Person { friends(first: 3) { id } name }',
    ],
    [
      '{ person(id: "1") { friends { id } } ...again } fragment again on Query { person(id: "1") { friends { name } name } }',
    ],
    ['{ holes lists colour(wanted: GREEN) }'],
    [
      'query ($id: ID, $times: Int = 3, $mark: String, $where: Where) { person(id: $id) { shout(times: $times, mark: $mark) friends { shout(times: $times, mark: $mark) } } people(where: $where) { name } }',
      { id: '7', where: { name: 'v', not: null } },
    ],
    [
      'query ($with: Boolean!) { late @include(if: $with) person(id: "1") { name @skip(if: $with) id } }',
      { with: true },
    ],
    ['{ __schema { queryType { name } } late }'],
  ])('%s', async (text, given = {}) => {
    const [quick, usual] = await both(text, given)
    expect(quick.errors).toBeUndefined()
    expect(plain(quick)).toBe(plain(usual))
  })
})

describe('what is no plain success is said as graphql says it', () => {
  it.each([
    '{ failing late }',
    '{ late person(id: "1") { name } failing }',
    '{ failingLate late }',
    '{ givenError late }',
    '{ notAList }',
    '{ late nothing }',
    'query ($times: Int!) { person(id: "1") { shout(times: $times) } failing }',
  ])('%s', async (text) => {
    const [quick, usual] = await both(text, { times: 1 })
    expect(quick.errors).not.toBeUndefined()
    expect(plain(quick)).toBe(plain(usual))
  })

  it('and leaves nothing rejected that nobody hears', async () => {
    const heard: unknown[] = []
    const listener = (reason: unknown) => void heard.push(reason)
    process.on('unhandledRejection', listener)
    await both('{ failingLate people { name shout } failing }')
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', listener)
    expect(heard).toEqual([])
  })
})

describe('an event of a subscription', () => {
  const text = 'subscription ($sort: ID) { come(sort: $sort) { id name best { id } } }'

  it('is answered from its root value, for its variables', async () => {
    for (const event of [person('1'), person('2')]) {
      const [quick, usual] = await both(text, { sort: 's' }, event)
      expect(quick.errors).toBeUndefined()
      expect(plain(quick)).toBe(plain(usual))
    }
  })

  it('that fails is said as graphql says it', async () => {
    const [quick, usual] = await both(text, {}, null)
    expect(quick.errors).not.toBeUndefined()
    expect(plain(quick)).toBe(plain(usual))
  })
})
