import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { AS_ADMIN, costing, results, running, startTinyServer, type TinyServer } from '../support/tiny-server.ts'

let servers: TinyServer[] = []
let sockets: WebSocket[] = []
async function start(...options: Parameters<typeof startTinyServer>): Promise<TinyServer> {
  const server = await startTinyServer(...options)
  servers.push(server)
  return server
}
afterEach(async () => {
  for (const socket of sockets) socket.terminate()
  for (const server of servers) await server.close()
  servers = []
  sockets = []
  await expect.poll(() => running.count).toBe(0)
})

/** A bare socket, to say what a well-behaved client would not. */
function bare({ url }: TinyServer, options: WebSocket.ClientOptions = {}): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL, options)
  socket.on('error', () => {})
  sockets.push(socket)
  return socket
}

async function initialised(server: TinyServer, payload: object = {}): Promise<WebSocket> {
  const socket = bare(server)
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload }))
  const [first] = await Promise.race([once(socket, 'message'), once(socket, 'close')])
  if (typeof first === 'number') throw Object.assign(new Error('closed'), { code: first })
  return socket
}

const subscribe = (socket: WebSocket, id: string, query: string) =>
  socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }))

/** Collects the messages of a socket. */
function hear(socket: WebSocket): any[] {
  const heard: any[] = []
  socket.on('message', (data) => heard.push(JSON.parse(String(data))))
  return heard
}

describe('GraphQL over WebSocket', () => {
  it('carries queries and subscriptions', async () => {
    const client = (await start()).socket()
    expect(await results(client, '{ hello }')).toEqual([{ data: { hello: 'مرحبا ' }, ...costing(1) }])
    const numbers = await results(client, 'subscription { numbers { number } }')
    expect(numbers.map(({ data }) => data.numbers.number)).toEqual([0, 1, 2])
  })

  it.each([
    ['{', 'GRAPHQL_PARSE_FAILED'],
    ['{ helo }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query ($n: Int!) { twice(of: $n) }', 'BAD_USER_INPUT'],
    ['{ broken }', 'INTERNAL'],
    ['subscription { numbers(from: -1) { number } }', 'CURSOR_EXPIRED'],
    [`{node{${'next{'.repeat(12)}name${'}'.repeat(12)}}}`, 'TOO_COMPLEX'],
  ])('answers %s with its code, and keeps the socket', async (query, code) => {
    const socket = await initialised(await start())
    const heard = hear(socket)
    subscribe(socket, '1', query)
    await expect.poll(() => heard.length).toBeGreaterThan(0)
    const errors = heard[0].type === 'error' ? heard[0].payload : heard[0].payload.errors
    expect(errors[0].extensions).toMatchObject({ code, requestId: expect.any(String), messageAr: expect.any(String) })
    expect(JSON.stringify(heard)).not.toMatch(/Did you mean|secret/)
    subscribe(socket, '2', '{ hello }')
    await expect.poll(() => heard.some((message) => message.id === '2' && message.type === 'next')).toBe(true)
  })

  it('lets the admin key in, and closes with 4403 on another', async () => {
    const server = await start({ anonymous: 'none' })
    expect(await results(server.socket(AS_ADMIN), '{ scopes }')).toEqual([
      { data: { scopes: 'READ,PUBLISH,INGEST,OPERATE' }, ...costing(1) },
    ])
    for (const payload of [{}, { authorization: 'Bearer no' }, { authorization: 1 }]) {
      await expect(initialised(server, payload)).rejects.toMatchObject({ code: 4403 })
    }
  })

  it('obeys the rule of origins; a caller without an origin passes', async () => {
    const server = await start()
    const refused = bare(server, { headers: { origin: 'https://evil.example', 'x-request-id': 'r-1' } })
    const [, response] = await once(refused, 'unexpected-response')
    expect([response.statusCode, response.headers['x-request-id']]).toEqual([403, 'r-1'])
    const local = bare(server, { headers: { origin: 'http://localhost:3000', 'x-request-id': 'r-2' } })
    const [upgrade] = await once(local, 'upgrade')
    expect(upgrade.headers['x-request-id']).toBe('r-2')
  })

  it('knows one address only, and closes on a message over 64 kB', async () => {
    const server = await start()
    const lost = new WebSocket(`${server.url.replace('http', 'ws')}/other`)
    lost.on('error', () => {})
    sockets.push(lost)
    const [, response] = await once(lost, 'unexpected-response')
    expect(response.statusCode).toBe(404)
    const socket = await initialised(server)
    socket.send('x'.repeat(65_537))
    expect((await once(socket, 'close'))[0]).toBe(1009)
  })

  it('allows a caller 100 sockets, and the admin key as many as it opens', async () => {
    const server = await start()
    const open = await Promise.all(Array.from({ length: 100 }, () => initialised(server)))
    await expect(initialised(server)).rejects.toMatchObject({ code: 1013 })
    await Promise.all(Array.from({ length: 5 }, () => initialised(server, AS_ADMIN)))
    open[0]!.close()
    await once(open[0]!, 'close')
    await expect
      .poll(() =>
        initialised(server).then(
          () => 'open',
          () => 'refused',
        ),
      )
      .toBe('open')
  })

  it('allows a socket 100 operations, refuses one more, and releases each that ends', async () => {
    const socket = await initialised(await start())
    const heard = hear(socket)
    for (let id = 0; id < 101; id++) subscribe(socket, String(id), 'subscription { silence }')
    await expect
      .poll(() => heard.filter(({ type }) => type === 'error'))
      .toMatchObject([{ id: '100', payload: [{ extensions: { code: 'RATE_LIMITED' } }] }])
    expect(running.count).toBe(100)
    socket.send(JSON.stringify({ id: '7', type: 'complete' }))
    await expect.poll(() => running.count).toBe(99)
    socket.terminate()
    await expect.poll(() => running.count).toBe(0)
  })

  it('waits for a reader that takes nothing, and holds one message for it', async () => {
    const socket = await initialised(await start())
    socket.pause()
    running.produced = 0
    subscribe(socket, '1', 'subscription { numbers(until: 5000, size: 50000) { number padding } }')
    let produced = -1
    // What the kernel takes depends on the machine; then it stands still.
    while (running.produced !== produced) {
      produced = running.produced
      await sleep(400)
    }
    expect(produced).toBeLessThan(200)
    const heard = hear(socket)
    socket.resume()
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThan(produced + 100)
    const numbers = heard.filter(({ type }) => type === 'next').map(({ payload }) => payload.data.numbers.number)
    expect(numbers).toEqual(numbers.map((_: unknown, index: number) => index))
  })

  it('stops reading from a socket that asks and asks and takes no answer', async () => {
    const limits = { messagesAMinute: 10_000, messageBytes: 200_000 }
    const socket = await initialised(await start({}, undefined, { limits }))
    socket.pause()
    const payload = { padding: 'x'.repeat(100_000) }
    for (let index = 0; index < 2_000; index++) socket.send(JSON.stringify({ type: 'ping', payload }))
    await sleep(1_500)
    expect(socket.bufferedAmount).toBeGreaterThan(50_000_000)
  })

  it('sends sockets away with 1012 when the server closes, and releases what they held', async () => {
    const server = await start()
    const open = await Promise.all([1, 2, 3].map(() => initialised(server)))
    for (const socket of open) subscribe(socket, '1', 'subscription { silence }')
    await expect.poll(() => running.count).toBe(3)
    const closes = open.map((socket) => once(socket, 'close'))
    const began = Date.now()
    await server.close()
    expect(Date.now() - began).toBeLessThan(5_000)
    expect((await Promise.all(closes)).map(([code]) => code)).toEqual([1012, 1012, 1012])
    expect(running.count).toBe(0)
    servers = []
  })

  it('leaves no handle behind', async () => {
    const handles = () =>
      process
        .getActiveResourcesInfo()
        .filter((name) => /TCP|Timeout|Immediate/.test(name))
        .sort()
    const before = handles()
    const server = await startTinyServer()
    const socket = await initialised(server)
    subscribe(socket, '1', 'subscription { silence }')
    await fetch(`${server.url}/healthz`, { headers: { connection: 'close' } })
    await expect.poll(() => running.count).toBe(1)
    const closed = once(socket, 'close')
    await server.close()
    await closed
    await expect.poll(handles).toEqual(before)
  })

  it('closes in time although a socket takes nothing', async () => {
    const server = await start()
    const socket = await initialised(server)
    socket.pause()
    subscribe(socket, '1', 'subscription { numbers(until: 5000, size: 50000) { number padding } }')
    await sleep(500)
    const began = Date.now()
    await server.close()
    expect(Date.now() - began).toBeLessThan(5_000)
    expect(running.count).toBe(0)
    servers = []
  })
})
