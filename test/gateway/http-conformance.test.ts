import { request } from 'node:http'
import { getIntrospectionQuery } from 'graphql'
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { costing, startTinyServer, type TinyServer } from '../support/tiny-server.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

let own: TestDatabase
let whole: WholeServer
let tiny: TinyServer
beforeAll(async () => {
  own = await openTestDatabase()
  whole = await startWholeServer(own.url)
  tiny = await startTinyServer()
})
afterAll(async () => {
  await tiny.close()
  await whole.close()
  await own.close()
})

describe('GraphQL over HTTP, as graphql-http audits it', () => {
  it('has none of the faults that it knows, and at most three warnings', async () => {
    const audits = serverAudits({ url: `${whole.url}/graphql` })
    expect(audits).toHaveLength(61)
    const results = await Promise.all(audits.map((audit) => audit.fn()))
    const told = (status: string) =>
      results.flatMap((result) => (result.status === status ? [`${result.name}: ${JSON.stringify(result)}`] : []))
    expect(told('error')).toEqual([])
    expect(told('warn').length, told('warn').join('\n')).toBeLessThanOrEqual(3)
    expect(results.filter(({ status }) => status === 'ok').length).toBeGreaterThanOrEqual(55)
  })
})

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

interface Ask {
  method?: string
  parameters?: [string, string][]
  headers?: Record<string, string>
  body?: unknown
}

/** By node:http, which sends what it is told and no more. */
function send({ method = 'POST', parameters = [], headers = {}, body }: Ask): Promise<Answer> {
  const search = new URLSearchParams(parameters).toString()
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const type = text !== undefined && method === 'POST' ? { 'content-type': 'application/json' } : {}
  const address = `${tiny.url}/graphql${search && `?${search}`}`
  return new Promise((resolve, reject) => {
    const asked = request(address, { method, headers: { ...type, ...headers } }, (answer) => {
      let heard = ''
      answer.setEncoding('utf8').on('data', (part) => {
        heard += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text: heard }))
    })
    asked.on('error', reject)
    asked.end(text)
  })
}

const HELLO = '{ hello }'
const ANSWER = { data: { hello: 'مرحبا ' }, ...costing(1) }
const GREETED = { data: { hello: 'مرحبا سلمى' }, ...costing(1) }
const get = (parameters: [string, string][], headers: Record<string, string> = {}): Ask => ({
  method: 'GET',
  parameters,
  headers,
})
const hello: [string, string][] = [['query', HELLO]]
const NAMED = 'query ($name: String) { hello(name: $name) }'
const variables = { name: 'سلمى' }

describe('GraphQL over HTTP, as Apollo expects it of a host', () => {
  it.each<[string, Ask, object]>([
    ['a POST', { body: { query: HELLO } }, ANSWER],
    [
      'a POST with a character set',
      { body: { query: HELLO }, headers: { 'content-type': 'application/json; charset=utf-8' } },
      ANSWER,
    ],
    ['a POST with variables', { body: { query: NAMED, variables } }, GREETED],
    [
      'a POST with null for what is left out',
      { body: { query: HELLO, variables: null, operationName: null, extensions: null } },
      ANSWER,
    ],
    ['a POST with extensions that nobody knows', { body: { query: HELLO, extensions: { of: 'a client' } } }, ANSWER],
    ['a POST with fields that nobody knows', { body: { query: HELLO, id: 1 } }, ANSWER],
    [
      'a POST with an operation’s name',
      { body: { query: 'query a { hello } query b { hello(name: "سلمى") }', operationName: 'b' } },
      GREETED,
    ],
    ['a POST of a mutation', { body: { query: 'mutation { touch }' } }, { data: { touch: 1 }, ...costing(10) }],
    ['a GET', get(hello), ANSWER],
    ['a GET with application/json', get(hello, { 'content-type': 'application/json' }), ANSWER],
    ['a GET with a character set', get(hello, { 'content-type': 'application/json; charset=utf-8' }), ANSWER],
    [
      'a GET with variables',
      get([
        ['query', NAMED],
        ['variables', JSON.stringify(variables)],
      ]),
      GREETED,
    ],
    [
      'a GET with empty parameters',
      get([...hello, ['variables', ''], ['operationName', ''], ['extensions', '']]),
      ANSWER,
    ],
    [
      'a GET with a name and extensions',
      get([
        ['query', 'query a { hello }'],
        ['operationName', 'a'],
        ['extensions', '{}'],
      ]),
      ANSWER,
    ],
  ])('answers %s', async (_, ask, expected) => {
    const { status, headers, text } = await send(ask)
    expect([status, JSON.parse(text)]).toEqual([200, expected])
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)))
  })

  it.each<[string, Ask, number, string]>([
    ['a POST without a body', {}, 400, 'BAD_USER_INPUT'],
    ['a POST of nothing', { headers: { 'content-type': 'application/json' } }, 400, 'BAD_USER_INPUT'],
    ['a POST of blanks', { body: '  ' }, 400, 'BAD_USER_INPUT'],
    ['a POST of an empty object', { body: {} }, 400, 'BAD_USER_INPUT'],
    ['a POST of an empty document', { body: { query: '' } }, 400, 'BAD_USER_INPUT'],
    ['a POST of null', { body: 'null' }, 400, 'BAD_USER_INPUT'],
    ['a POST of a number', { body: '1' }, 400, 'BAD_USER_INPUT'],
    ['a POST of half an object', { body: '{"query": "{ hello }"' }, 400, 'BAD_USER_INPUT'],
    ['a POST of a document’s tree', { body: { query: { kind: 'Document', definitions: [] } } }, 400, 'BAD_USER_INPUT'],
    ['a POST with variables as text', { body: { query: NAMED, variables: '{"name":"x"}' } }, 400, 'BAD_USER_INPUT'],
    ['a POST with a list of variables', { body: { query: NAMED, variables: [1] } }, 400, 'BAD_USER_INPUT'],
    ['a POST with a numbered operation', { body: { query: HELLO, operationName: 1 } }, 400, 'BAD_USER_INPUT'],
    ['a POST with extensions as text', { body: { query: HELLO, extensions: '{}' } }, 400, 'BAD_USER_INPUT'],
    ['a POST with a list of extensions', { body: { query: HELLO, extensions: [] } }, 400, 'BAD_USER_INPUT'],
    ['a batch', { body: [{ query: HELLO }, { query: HELLO }] }, 400, 'BAD_USER_INPUT'],
    ['a batch of one', { body: [{ query: HELLO }] }, 400, 'BAD_USER_INPUT'],
    ['a batch of none', { body: [] }, 400, 'BAD_USER_INPUT'],
    ['a document that is none', { body: { query: '{' } }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['a document that is not valid', { body: { query: '{ helo }' } }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an operation that is not there',
      { body: { query: 'query a { hello }', operationName: 'b' } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'several operations and no name',
      { body: { query: 'query a { hello } query b { hello }' } },
      400,
      'BAD_USER_INPUT',
    ],
    ['a GET without a document', get([]), 400, 'BAD_USER_INPUT'],
    ['a GET with two documents', get([...hello, ...hello]), 400, 'BAD_USER_INPUT'],
    ['a GET with variables that are no JSON', get([...hello, ['variables', '{']]), 400, 'BAD_USER_INPUT'],
    ['a GET with variables that are a list', get([...hello, ['variables', '[]']]), 400, 'BAD_USER_INPUT'],
    ['a GET with extensions that are no JSON', get([...hello, ['extensions', 'x']]), 400, 'BAD_USER_INPUT'],
    ['a GET of an operation that is not there', get([...hello, ['operationName', 'b']]), 400, 'BAD_USER_INPUT'],
    // What a form of another site could send without asking first.
    [
      'a POST of plain text',
      { body: { query: HELLO }, headers: { 'content-type': 'text/plain' } },
      415,
      'BAD_USER_INPUT',
    ],
    [
      'a POST of a form',
      { body: 'query={hello}', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'BAD_USER_INPUT',
    ],
    [
      'a POST of a form in parts',
      { body: '--x--', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      415,
      'BAD_USER_INPUT',
    ],
    ['a POST of GraphQL', { body: HELLO, headers: { 'content-type': 'application/graphql' } }, 415, 'BAD_USER_INPUT'],
    ['a POST of an odd type', { body: { query: HELLO }, headers: { 'content-type': 'json' } }, 415, 'BAD_USER_INPUT'],
    ['a GET of plain text', get(hello, { 'content-type': 'text/plain' }), 415, 'BAD_USER_INPUT'],
    ['a GET of GraphQL', get(hello, { 'content-type': 'application/graphql' }), 415, 'BAD_USER_INPUT'],
    ['a GET of an odd type', get(hello, { 'content-type': 'invalid' }), 415, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, ask, status, code) => {
    const answer = await send(ask)
    expect([answer.status, JSON.parse(answer.text).errors[0].extensions.code]).toEqual([status, code])
    expect(JSON.parse(answer.text)).not.toHaveProperty('data')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it.each(['PUT', 'PATCH', 'DELETE', 'HEAD'])('answers %s with 405 and what it takes', async (method) => {
    const { status, headers } = await send({ method })
    expect([status, headers.allow]).toEqual([405, 'GET, POST'])
  })

  it.each([
    ['a mutation', 'mutation { touch }'],
    ['a mutation in a fragment', 'mutation { ...a } fragment a on Mutation { touch }'],
  ])('runs no %s by GET', async (_, query) => {
    const { status, headers, text } = await send(get([['query', query]]))
    expect([status, headers.allow]).toEqual([405, 'POST'])
    expect(JSON.parse(text)).not.toHaveProperty('data')
  })

  it.each([
    ['application/json', 'application/json; charset=utf-8'],
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
    ['application/json, application/graphql-response+json;q=0.9', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['application/*', 'application/json; charset=utf-8'],
  ])('answers to %s with that type', async (accept, type) => {
    const { status, headers } = await send({ body: { query: HELLO }, headers: { accept } })
    expect([status, headers['content-type']]).toEqual([200, type])
  })

  it('tells its schema', async () => {
    const { status, text } = await send({ body: { query: getIntrospectionQuery() } })
    expect([status, JSON.parse(text).data.__schema.queryType.name]).toEqual([200, 'Query'])
  })

  it('gives data and errors together with 200, and nothing of what it was', async () => {
    const { status, text } = await send({ body: { query: '{ hello broken }' } })
    const { data, errors } = JSON.parse(text)
    expect([status, data]).toEqual([200, { hello: 'مرحبا ', broken: null }])
    expect(errors).toMatchObject([{ message: 'Internal error', path: ['broken'], extensions: { code: 'INTERNAL' } }])
    expect(text).not.toMatch(/secret|stack|\.ts/)
  })
})
