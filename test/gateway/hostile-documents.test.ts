import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFullNewsstand } from '../support/full-newsstand.ts'
import { TRANSPORTS } from '../support/fuzzer.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'

let stand: Awaited<ReturnType<typeof openFullNewsstand>>
beforeAll(async () => {
  stand = await openFullNewsstand({ introspection: true })
})
afterAll(() => stand.close())

interface Ask {
  query: string
  variables?: object
}

const related = (first: string, inner: string) => `related(first: ${first}) { nodes { article { ${inner} } } }`
const nested = (first: string, variables = '') =>
  `query ${variables} { articles(first: ${first}) { nodes { ${related(first, related(first, 'title'))} } } }`
const aliases = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')

/** What libraries of limits were seen to let through. */
const HOSTILE: [what: string, ask: Ask, code: string][] = [
  ['lists within lists', { query: nested('100') }, 'TOO_COMPLEX'],
  [
    'lists whose length is a variable',
    { query: nested('$n', '($n: Int)'), variables: { n: 1_000_000 } },
    'TOO_COMPLEX',
  ],
  ['lists whose length is a default', { query: nested('$n', '($n: Int = 100)') }, 'TOO_COMPLEX'],
  ['a page of a million', { query: '{ articles(first: 1000000) { nodes { id } } }' }, 'BAD_USER_INPUT'],
  ['a page of less than none', { query: '{ articles(first: -1) { nodes { id } } }' }, 'BAD_USER_INPUT'],
  ['a page from both ends', { query: '{ articles(first: 1, last: 1000000) { nodes { id } } }' }, 'BAD_USER_INPUT'],
  [
    'thousands of ids',
    { query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids: Array(1_500).fill('x') } },
    'BAD_USER_INPUT',
  ],
  [
    'thousands of conditions',
    { query: `{ articles(filter: { sources: [${'"a" '.repeat(1_000)}] }) { nodes { id } } }` },
    'BAD_USER_INPUT',
  ],
  ['many aliases of what costs nothing', { query: `{ ${aliases(330, '__typename')} }` }, 'TOO_COMPLEX'],
  [
    'many aliases of one list',
    { query: `{ ${aliases(60, 'articles(first: 100) { nodes { source { name } tags { name } } }')} }` },
    'TOO_COMPLEX',
  ],
  [
    'one text under many names',
    {
      query: `{ articles(first: 100) { nodes { story { articles(first: 100) { nodes { ${aliases(50, 'excerpt')} } } } } } }`,
    },
    'TOO_COMPLEX',
  ],
  [
    'depth by fragments',
    {
      query: `{ node(id: "x") { ...a } } fragment a on Article { ${'story { lead { '.repeat(7)} title ${'} }'.repeat(7)} }`,
    },
    'TOO_COMPLEX',
  ],
  [
    'fragments in a circle',
    { query: '{ node(id: "x") { ...a } } fragment a on Article { story { lead { ...a } } }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'introspection in a circle',
    { query: '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a field that is hidden behind another',
    { query: `{ __schema: articles(first: 100) { nodes { ${related('100', related('100', 'title'))} } } }` },
    'TOO_COMPLEX',
  ],
  [
    'a misspelt value',
    { query: 'query ($o: ArticleOrder) { articles(orderBy: $o) { nodes { id } } }', variables: { o: 'NEWST' } },
    'BAD_USER_INPUT',
  ],
  ['a misspelt field', { query: '{ artcles { nodes { id } } }' }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a directive on and on',
    { query: `{ __typename ${'@include(if: true) '.repeat(60)} }` },
    'GRAPHQL_VALIDATION_FAILED',
  ],
]

describe('what is asked to do harm', () => {
  it.each(HOSTILE)('is refused by every transport, and tells nothing: %s', async (_, ask, code) => {
    for (const [name, send] of Object.entries(TRANSPORTS)) {
      const { bodies, status } = await send(stand.server.url, ask, {}, 5_000)
      const [body] = bodies
      // Too long for an address.
      if (name === 'GET' && status === 431) continue
      const codes = body.errors.map(({ extensions }: any) => extensions.code)
      expect([name, codes.includes(code), body.data ?? null, status < 500]).toEqual([name, true, null, true])
      expect(JSON.stringify(body)).not.toMatch(/Did you mean|NEWEST|stack|select |\.ts/)
    }
  })

  it('is refused where it is larger than a request may be', async () => {
    const query = `{ articles(filter: { text: "${'x'.repeat(1_100_000)}" }) { nodes { id } } }`
    const answers = Object.entries(TRANSPORTS).filter(([name]) => name !== 'WebSocket' && name !== 'GET')
    for (const [name, send] of answers) {
      const { status, bodies } = await send(stand.server.url, { query }, {}, 5_000)
      expect([name, status, bodies[0].errors[0].extensions.code]).toEqual([name, 413, 'BAD_USER_INPUT'])
    }
  })

  it('names no more than a few faults', async () => {
    const { body } = await stand.server.post('/graphql', { query: `{ __typename ${'@aa '.repeat(10)} }` })
    expect(body.errors.length).toBeLessThan(10)
  })

  it('is let through where it is no harm: a page of 100 with source, tags, readAlso and similar', async () => {
    const link = '{ headline url article { id title publishedAt image { url } source { name } } }'
    const query = `{ articles(first: 100) { edges { cursor node { id title excerpt publishedAt image { url }
      source { name logo { url } } tags { name kind } readAlso ${link} similar ${link} } } pageInfo { endCursor } totalCount liveCursor } }`
    const { status, body } = await stand.server.post('/graphql', { query })
    expect([status, body.errors]).toEqual([200, undefined])
    expect(body.data.articles.edges).toHaveLength(100)
  })
})

describe('who may ask about the schema', () => {
  it('is everybody, or operators alone where it is so configured, by every transport', async () => {
    const closed = await openFullNewsstand({ introspection: false })
    try {
      for (const query of [
        '{ __schema { queryType { name } } }',
        '{ ...a } fragment a on Query { __type(name: "Article") { name } }',
      ]) {
        for (const [name, send] of Object.entries(TRANSPORTS)) {
          const [open] = (await send(stand.server.url, { query }, {}, 5_000)).bodies
          expect([name, open.errors, typeof open.data]).toEqual([name, undefined, 'object'])
          const [refused] = (await send(closed.server.url, { query }, {}, 5_000)).bodies
          expect([name, refused.data, refused.errors[0].extensions.code]).toEqual([name, undefined, 'FORBIDDEN'])
          const [operator] = (await send(closed.server.url, { query }, { ...AS_ADMIN }, 5_000)).bodies
          expect([name, operator.errors]).toEqual([name, undefined])
        }
      }
      // What every client asks by itself is no question about the schema.
      const { body } = await closed.server.post('/graphql', { query: '{ __typename articles { __typename } }' })
      expect(body.data.articles.__typename).toBe('ArticleConnection')
      const sdl = (headers = {}) => fetch(`${closed.server.url}/schema.graphql`, { headers })
      expect((await sdl()).status).toBe(403)
      expect((await sdl(AS_ADMIN)).status).toBe(200)
    } finally {
      await closed.close()
    }
  }, 60_000)
})
