import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { acceptsEvents } from '../../src/gateway/stream-request.ts'
import { type StreamAsk, StreamReader } from '../support/stream-reader.ts'
import { AS_ADMIN, costing, running, startTinyServer, type TinyServer } from '../support/tiny-server.ts'

let servers: TinyServer[] = []
let streams: StreamReader[] = []
async function start(...options: Parameters<typeof startTinyServer>): Promise<TinyServer> {
  const server = await startTinyServer(...options)
  servers.push(server)
  return server
}
async function open({ url }: TinyServer, ask: StreamAsk): Promise<StreamReader> {
  const stream = await StreamReader.open(url, ask)
  streams.push(stream)
  return stream
}
const whole = async (server: TinyServer, ask: StreamAsk) => await (await open(server, ask)).end()
afterEach(async () => {
  for (const stream of streams) stream.leave()
  for (const server of servers) await server.close()
  servers = []
  streams = []
  await expect.poll(() => running.count).toBe(0)
})

const NUMBERS = 'subscription { numbers { number } }'
const SILENCE = 'subscription { silence }'

describe('GraphQL over SSE', () => {
  it.each(['GET', 'POST'] as const)('carries a subscription by %s: every result, then complete', async (method) => {
    const { status, response, events, text } = await whole(await start(), { query: NUMBERS, method })
    expect([status, response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8'])
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-request-id': expect.any(String) })
    expect(events).toEqual([
      ...[0, 1, 2].map((number) => ({
        event: 'next',
        id: '',
        data: { data: { numbers: { number } }, ...costing(1) },
      })),
      { event: 'complete', id: '', data: null },
    ])
    // So that a browser calls the listener of `complete` at all.
    expect(text).toContain('event: complete\ndata: \n\n')
  })

  it.each<StreamAsk>([
    { query: '{ hello }', method: 'GET' },
    { query: '{ hello }' },
    { query: 'query a($name: String) { hello(name: $name) } query b { hello }', operationName: 'b', variables: {} },
  ])('carries a query: $method $query', async (ask) => {
    const { results, events } = await whole(await start(), ask)
    expect(results).toEqual([{ data: { hello: 'مرحبا ' }, ...costing(1) }])
    expect(events.at(-1)!.event).toBe('complete')
  })

  it('takes variables by GET and by POST', async () => {
    const server = await start()
    const ask = { query: 'query ($of: Int!) { twice(of: $of) }', variables: { of: 21 } }
    for (const method of ['GET', 'POST'] as const) {
      expect((await whole(server, { ...ask, method })).results).toEqual([{ data: { twice: 42 }, ...costing(1) }])
    }
  })

  it('runs a mutation by POST, and answers one by GET with 405', async () => {
    const server = await start()
    const query = 'mutation { touch }'
    expect((await whole(server, { query })).results).toEqual([{ data: { touch: 1 }, ...costing(10) }])
    const refused = await whole(server, { query, method: 'GET' })
    expect([refused.status, refused.response.headers.allow]).toEqual([405, 'POST'])
    expect(JSON.parse(refused.text).errors[0].extensions.code).toBe('BAD_USER_INPUT')
  })

  it.each([
    ['{', 'GRAPHQL_PARSE_FAILED'],
    ['{ helo }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query ($n: Int!) { twice(of: $n) }', 'BAD_USER_INPUT'],
    ['{ broken }', 'INTERNAL'],
    ['query a { hello } query b { hello }', 'BAD_USER_INPUT'],
    [`{node{${'next{'.repeat(12)}name${'}'.repeat(12)}}}`, 'TOO_COMPLEX'],
  ])('says in the stream what is wrong with %s', async (query, code) => {
    const server = await start()
    for (const method of ['GET', 'POST'] as const) {
      const { status, events, text } = await whole(server, { query, method })
      expect([status, events.map(({ event }) => event)]).toEqual([200, ['next', 'complete']])
      const { extensions } = events[0]!.data.errors[0]
      expect(extensions).toMatchObject({ code, requestId: expect.any(String), messageAr: expect.any(String) })
      expect(text).not.toMatch(/Did you mean|secret/)
    }
  })

  it('gives the frame that says CURSOR_EXPIRED the live cursor as its id', async () => {
    const { events, lastEventId } = await whole(await start(), {
      query: 'subscription { numbers(from: -1) { number } }',
    })
    expect(events[0]).toMatchObject({ id: 'x', data: { errors: [{ extensions: { code: 'CURSOR_EXPIRED' } }] } })
    expect(lastEventId).toBe('x')
  })

  it.each([
    [406, { headers: { accept: 'application/json' } }],
    [406, { headers: { accept: 'text/event-stream;q=0, */*' } }],
    [400, { headers: { 'content-type': 'text/plain' } }],
    [415, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    [415, { method: 'GET', headers: { 'content-type': 'multipart/form-data' } }],
    [400, { query: '' }],
    [400, { query: 7 }],
    [400, { variables: [1] }],
    [400, { operationName: 7 }],
    [400, { method: 'GET', path: '/graphql/stream?query={hello}&query={hello}', query: undefined }],
    [413, { query: `{ hello } #${'x'.repeat(65_536)}` }],
  ] as [number, Partial<StreamAsk>][])('answers %i in JSON to %o', async (status, given) => {
    const server = await start()
    const { query = '{ hello }', method = 'POST', headers = {}, path = '/graphql/stream', ...rest } = given
    const isTwice = path.includes('?')
    const address = `${server.url}${path}${method === 'GET' && !isTwice ? `?query=${query}` : ''}`
    const answer = await fetch(address, {
      method,
      headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body: JSON.stringify({ query, ...rest }) }),
    })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect((await answer.json()).errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  it('reads an Accept header as RFC 9110 says', () => {
    for (const accept of [undefined, '*/*', 'text/*', 'Text/Event-Stream', 'a/b;q=0.1, text/event-stream;q=0.1']) {
      expect(acceptsEvents(accept)).toBe(true)
    }
    for (const accept of ['', 'text/html', '*/*;q=0', 'text/event-stream;q=0.0, text/*', 'application/*']) {
      expect(acceptsEvents(accept)).toBe(false)
    }
  })

  it('knows who asks as HTTP does', async () => {
    const server = await start({ anonymous: 'none' })
    for (const headers of [{}, { authorization: 'Bearer no' }] as Record<string, string>[]) {
      const { status, text } = await whole(server, { query: SILENCE, headers })
      expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
    }
    const { results } = await whole(server, { query: '{ scopes }', headers: AS_ADMIN })
    expect(results).toEqual([{ data: { scopes: 'READ,PUBLISH,INGEST,OPERATE' }, ...costing(1) }])
    const url = `${server.url}/graphql/stream?query={hello}`
    for (const name of ['key', 'token', 'authorization']) expect((await fetch(`${url}&${name}=x`)).status).toBe(401)
  })

  it('obeys the rule of origins; a caller without an origin passes', async () => {
    const server = await start({ corsOrigins: ['https://app.example'] })
    const asks = (origin: string) => open(server, { query: SILENCE, method: 'GET', headers: { origin } })
    const foreign = await (await asks('https://evil.example')).end()
    expect([foreign.status, foreign.response.headers['access-control-allow-origin']]).toEqual([403, undefined])
    expect(JSON.parse(foreign.text).errors[0].extensions.code).toBe('FORBIDDEN')
    const { status, response } = await asks('https://app.example')
    expect([status, response.headers['access-control-allow-origin']]).toEqual([200, 'https://app.example'])
    expect(response.headers.vary).toContain('Origin')
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
    const preflight = await fetch(`${server.url}/graphql/stream`, { method: 'OPTIONS', headers })
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Last-Event-ID')
  })

  it('says that it lives while it is silent', async () => {
    const server = await start({}, undefined, { limits: { keepAliveMs: 30 } })
    const stream = await open(server, { query: SILENCE })
    await expect.poll(() => stream.comments).toBeGreaterThan(3)
    expect(stream.events).toEqual([])
  })

  it('releases an operation whose reader leaves', async () => {
    const server = await start()
    const stream = await open(server, { query: SILENCE })
    await expect.poll(() => running.count).toBe(1)
    stream.leave()
    await expect.poll(() => running.count).toBe(0)
  })

  it('begins nothing for a request that comes before the last answer on its connection has ended', async () => {
    const { url } = await start()
    const { port, hostname } = new URL(url)
    const socket = connect(Number(port), hostname)
    const ask = `GET /graphql/stream?query=${encodeURIComponent(SILENCE)} HTTP/1.1\r\nHost: x\r\n\r\n`
    socket.write(ask.repeat(20))
    await expect.poll(() => running.count).toBe(1)
    await sleep(200)
    expect(running.count).toBe(1)
    socket.destroy()
  })

  it('answers HEAD with 404, as what there is no use for', async () => {
    const { url } = await start()
    expect((await fetch(`${url}/graphql/stream?query={hello}`, { method: 'HEAD' })).status).toBe(404)
  })

  it('waits for a reader that takes nothing, and ends one that makes no progress', async () => {
    const server = await start({}, undefined, { limits: { keepAliveMs: 100, idleWriteMs: 700 } })
    running.produced = 0
    const query = 'subscription { numbers(until: 5000, size: 50000) { number padding } }'
    const stream = await open(server, { query })
    stream.response.pause()
    let produced = -1
    while (running.produced !== produced) {
      produced = running.produced
      await sleep(300)
    }
    expect(produced).toBeLessThan(200)
    await expect.poll(() => running.count).toBe(0)
    stream.response.resume()
    await stream.end()
    // Cut, not completed: its reader knows that there is more.
    expect(stream.events.every(({ event }) => event === 'next')).toBe(true)
    const numbers = stream.results.map(({ data }) => data.numbers.number)
    expect(numbers).toEqual(numbers.map((_, index) => index))
  })

  it('ends without complete when the server closes', async () => {
    const server = await start()
    const open3 = await Promise.all([1, 2, 3].map(() => open(server, { query: SILENCE })))
    await expect.poll(() => running.count).toBe(3)
    const began = Date.now()
    await server.close()
    expect(Date.now() - began).toBeLessThan(5_000)
    for (const stream of open3) expect([(await stream.end()).events, stream.text]).toEqual([[], ':\n\n'])
    servers = []
  })
})
