import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawSocket } from '../support/raw-socket.ts'
import { StreamReader } from '../support/stream-reader.ts'
import { startTinyServer, type TinyServer } from '../support/tiny-server.ts'

let server: TinyServer
let socket: RawSocket
beforeAll(async () => {
  server = await startTinyServer({}, undefined, { limits: { messagesAMinute: 1_000 } })
  socket = await RawSocket.open(server.url)
  socket.say({ type: 'connection_init' })
  await socket.until(() => socket.messages.length > 0)
})
afterAll(async () => {
  socket.destroy()
  await server.close()
})

interface Ask {
  query: string
  variables?: unknown
  operationName?: string
}

/** What a client may act on, without what differs by transport or request. */
const essence = (errors: any[]) =>
  errors.map(({ message, locations, extensions: { code } }) => ({ message, locations, code }))

let count = 0
const TRANSPORTS: Record<string, (ask: Ask) => Promise<any[]>> = {
  'HTTP POST': async (ask) => (await server.post(ask)).body.errors,
  'HTTP GET': async ({ query, variables, operationName }) => {
    const parameters = new URLSearchParams({ query, ...(operationName && { operationName }) })
    if (variables !== undefined) parameters.set('variables', JSON.stringify(variables))
    return (await (await fetch(`${server.url}/graphql?${parameters}`)).json()).errors
  },
  WebSocket: async (ask) => {
    const id = String(++count)
    socket.say({ id, type: 'subscribe', payload: ask })
    const answered = () => socket.messages.find((message) => message.id === id)
    await socket.until(() => answered() !== undefined)
    const { type, payload } = answered()
    return type === 'error' ? payload : payload.errors
  },
  'SSE POST': async (ask) => (await (await StreamReader.open(server.url, ask)).end()).results[0].errors,
  'SSE GET': async (ask) =>
    (await (await StreamReader.open(server.url, { ...ask, method: 'GET' })).end()).results[0].errors,
}

const fields = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: hello`).join(' ')
/** Doubles with each fragment: 2^20 fields in a few hundred bytes. */
const bomb = `{ ...f0 } ${Array.from({ length: 20 }, (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`).join(' ')} fragment f20 on Query { hello }`

const HOSTILE: [what: string, code: string, ask: Ask, byAddress?: false][] = [
  ['more levels than 12', 'TOO_COMPLEX', { query: `{node{${'next{'.repeat(12)}name${'}'.repeat(12)}}}` }],
  [
    'levels hidden in fragments',
    'TOO_COMPLEX',
    { query: `{node{...a}} fragment a on Node{${'next{'.repeat(12)}name${'}'.repeat(12)}}` },
  ],
  ['more aliases than 100', 'TOO_COMPLEX', { query: `{ ${fields(101)} }` }],
  ['aliases of __typename', 'TOO_COMPLEX', { query: `{ ${fields(330).replaceAll('hello', '__typename')} }` }],
  ['fragments that multiply', 'TOO_COMPLEX', { query: bomb }],
  ['more tokens than 5,000', 'GRAPHQL_PARSE_FAILED', { query: `{ ${'hello '.repeat(5_001)} }` }, false],
  ['more characters than 32,768', 'TOO_COMPLEX', { query: `{ hello } #${'x'.repeat(32_768)}` }, false],
  ['more directives than 50', 'TOO_COMPLEX', { query: `{ ${'... @include(if: true) { hello } '.repeat(51)} }` }],
  ['one field again and again', 'TOO_COMPLEX', { query: `{ ${'hello '.repeat(51)} }` }],
  ['a fragment within itself', 'GRAPHQL_VALIDATION_FAILED', { query: '{ ...a } fragment a on Query { ...a }' }],
  ['a field that there is not', 'GRAPHQL_VALIDATION_FAILED', { query: '{ helo }' }],
  ['a misspelt argument', 'GRAPHQL_VALIDATION_FAILED', { query: '{ hello(nam: "x") }' }],
  [
    'a subscription to two things',
    'GRAPHQL_VALIDATION_FAILED',
    { query: 'subscription { silence numbers { number } }' },
  ],
  [
    'deep introspection',
    'GRAPHQL_VALIDATION_FAILED',
    { query: `{__schema{types{${'fields{type{'.repeat(4)}name${'}}'.repeat(4)}}}}` },
  ],
  [
    'a variable of another type',
    'BAD_USER_INPUT',
    { query: 'query ($n: Int!) { twice(of: $n) }', variables: { n: 'x' } },
  ],
  ['no operation of the name', 'BAD_USER_INPUT', { query: 'query a { hello }', operationName: 'b' }],
  ['several operations and no name', 'BAD_USER_INPUT', { query: 'query a { hello } query b { hello }' }],
  ['no GraphQL', 'GRAPHQL_PARSE_FAILED', { query: '{ hello' }],
]

const times = (count: number, text: string) => text.repeat(count)
/** Documents that are deep in some way. */
const DEEP: Readonly<Record<string, (depth: number) => string>> = {
  fields: (depth) => `{node${times(depth, '{next')}{name}${times(depth, '}')}}`,
  fragments: (depth) => `{${times(depth, '...{')}helo${times(depth, '}')}}`,
  lists: (depth) => `{ hello(name: ${times(depth, '[')}${times(depth, ']')}) }`,
  objects: (depth) => `{ hello(name: ${times(depth, '{a:')}1${times(depth, '}')}) }`,
  types: (depth) => `query ($a: ${times(depth, '[')}Int${times(depth, ']')}) { hello }`,
  chains(depth) {
    const links = Math.min(depth, 1_100)
    const chain = Array.from({ length: links }, (_, index) => `fragment f${index} on Query{...f${index + 1}}`)
    return `{...f0} ${chain.join(' ')} fragment f${links} on Query{helo}`
  },
}

it('variables that are larger than those of a socket can be are refused as well', async () => {
  const query = 'query ($n: String) { hello(name: $n) }'
  const [error] = await TRANSPORTS['HTTP POST']!({ query, variables: { n: 'x'.repeat(65_536) } })
  expect(error.extensions.code).toBe('TOO_COMPLEX')
})

describe('a document is refused the same over every transport', () => {
  it.each(HOSTILE)('%s', async (_, code, ask, byAddress) => {
    const asked = Object.entries(TRANSPORTS).filter(([name]) => byAddress !== false || !name.endsWith('GET'))
    const answers = await Promise.all(asked.map(async ([name, send]) => [name, essence(await send(ask))] as const))
    for (const [name, errors] of answers) {
      expect([name, errors[0]!.code]).toEqual([name, code])
      expect(JSON.stringify(errors)).not.toMatch(/Did you mean/)
      // The sentences of a name that names nothing are each library's own.
      if (!code.startsWith('BAD')) expect([name, errors]).toEqual([name, answers[0]![1]])
    }
  })

  it.each(Object.entries(DEEP))('or is no danger however deep: %s', async (_, document) => {
    for (const depth of [90, 110, 300, 600, 900, 1_200, 2_000, 3_000]) {
      const query = document(depth)
      const codes = new Set<string>()
      for (const name of ['HTTP POST', 'WebSocket', 'SSE POST']) {
        const [error] = await TRANSPORTS[name]!({ query })
        codes.add(error.extensions.code)
        expect(error.message).not.toContain('call stack')
      }
      expect([depth, [...codes]]).toEqual([
        depth,
        [expect.stringMatching(/^(TOO_COMPLEX|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED)$/)],
      ])
    }
    expect([socket.closeCode, server.logged]).toEqual([undefined, []])
  })
})
