import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { EXAMPLES } from '../../graphiql/examples.js'
import { checkDocument } from '../../src/gateway/check-document.ts'
import { servedSchema } from '../support/ask-schema.ts'
import { type Newsstand, openNewsstand } from '../support/newsstand.ts'
import { ADMIN_KEY, AS_ADMIN } from '../support/tiny-server.ts'

let stand: Newsstand
beforeAll(async () => {
  stand = await openNewsstand()
})
afterAll(() => stand.close())

type Example = (typeof EXAMPLES)[number]

const isLive = ({ document }: Example) => document.startsWith('subscription')
const named = (examples: readonly Example[]) => examples.map((example) => [example.name, example] as const)

/** Lists of an answer that hold nothing, by the way to them: an example that shows nothing explains nothing. */
function emptyLists(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [path] : emptyLists(value[0], `${path}.0`)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => emptyLists(inner, `${path}.${key}`))
}

describe('the menu of GraphiQL', () => {
  it('has at least eight examples, live ones among them, each with a name of its own that its document bears', () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(8)
    expect(EXAMPLES.filter(isLive).length).toBeGreaterThanOrEqual(2)
    expect(new Set(EXAMPLES.map(({ name }) => name)).size).toBe(EXAMPLES.length)
    for (const { name, document, ar, en } of EXAMPLES) {
      expect(document).toMatch(new RegExp(`^(query|mutation|subscription) ${name}\\b`))
      expect([ar, en]).toEqual([expect.stringMatching(/\p{Script=Arabic}/u), expect.stringMatching(/^[A-Z]/)])
    }
  })

  it.each(named(EXAMPLES.filter((example) => !isLive(example))))(
    '%s runs, and shows something',
    async (_name, example) => {
      const { document: query, key, variables } = example
      const { status, body } = await stand.server.post('/graphql', { query, variables }, key ? AS_ADMIN : {})
      expect([status, body.errors]).toEqual([200, undefined])
      const first = Object.values<any>(body.data)[0]
      expect(emptyLists(first?.nodes ?? first?.edges ?? first?.results ?? first, '')).not.toContain('')
      expect(first.userErrors ?? []).toEqual([])
    },
  )

  it.each(named(EXAMPLES.filter(({ key }) => key)))(
    '%s says which scope it needs',
    async (_name, { document: query, key, variables }) => {
      const { body } = await stand.server.post('/graphql', { query, variables })
      expect(body.errors[0].extensions).toMatchObject({ code: 'FORBIDDEN', scope: key })
    },
  )

  it.each(named(EXAMPLES.filter(isLive)))(
    '%s runs, and tells of what is pushed in',
    async (name, { document: query, key, variables }) => {
      const client = createClient({
        url: `${stand.server.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: key ? { authorization: `Bearer ${ADMIN_KEY}` } : {},
      })
      try {
        const { articles } = await stand.ask('{ articles(first: 1) { liveCursor } }')
        await stand.push('rasif', { title: `خبر جديد ${name}`, url: `https://rasif.example/${name}` })
        const events = client.iterate<any>({ query, variables: { ...variables, after: articles.liveCursor } })
        for await (const { data, errors } of events) {
          expect(errors).toBeUndefined()
          const [event] = Object.values<any>(data)
          if (event.article?.title === `خبر جديد ${name}`) break
        }
      } finally {
        await client.dispose()
      }
    },
  )
})

it('lets a page of 100 articles with everything around them pass', () => {
  const article = 'id title publishedAt source { name } tags { name } readAlso { headline article { title } }'
  const page = `{ articles(first: 100) { nodes { ${article} similar { headline article { ${article} } } } } }`
  expect(checkDocument(servedSchema(), page)).toMatchObject({ kind: 'valid' })
})
