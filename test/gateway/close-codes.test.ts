import { afterEach, describe, expect, it } from 'vitest'
import { makeKeyToken } from '../../src/entities/key-token.ts'
import type { KeySource } from '../../src/gateway/key-ring.ts'
import { type FrameTerms, OPCODE, RawSocket } from '../support/raw-socket.ts'
import { AS_ADMIN, costing, running, startTinyServer, type TinyServer } from '../support/tiny-server.ts'

// The checklist is PROTOCOL.md of graphql-ws, section by section, and RFC 6455 for what lies below it.

let servers: TinyServer[] = []
let sockets: RawSocket[] = []
async function start(...options: Parameters<typeof startTinyServer>): Promise<TinyServer> {
  const server = await startTinyServer(...options)
  servers.push(server)
  return server
}
async function open({ url }: TinyServer, headers: Record<string, string> = {}): Promise<RawSocket> {
  const socket = await RawSocket.open(url, headers)
  sockets.push(socket)
  return socket
}
/** A socket whose connection is acknowledged. */
async function acknowledged(server: TinyServer, payload: object = {}): Promise<RawSocket> {
  const socket = await open(server)
  socket.say({ type: 'connection_init', payload })
  await socket.until(() => socket.messages.length > 0)
  return socket
}
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) await server.close()
  servers = []
  sockets = []
  await expect.poll(() => running.count).toBe(0)
})

const SILENCE = 'subscription { silence }'
const NUMBERS = 'subscription { numbers { number } }'
const subscribe = (id: string, query: string, rest: object = {}) => ({
  id,
  type: 'subscribe',
  payload: { query, ...rest },
})
const types = ({ messages }: RawSocket) => messages.map(({ type }) => type)

describe('the handshake', () => {
  it.each([
    ['graphql-transport-ws', 'graphql-transport-ws'],
    ['graphql-ws, graphql-transport-ws', 'graphql-transport-ws'],
  ])('agrees on the subprotocol of %s', async (offered, agreed) => {
    const socket = await open(await start(), { 'Sec-WebSocket-Protocol': offered })
    expect([socket.status, /sec-websocket-protocol: (.*)/i.exec(socket.head)?.[1]]).toEqual([101, agreed])
  })

  it.each(['graphql-ws', 'soap', 'Graphql-Transport-WS', ''])(
    'is followed by 4406 where «%s» is offered',
    async (name) => {
      const socket = await open(await start(), { 'Sec-WebSocket-Protocol': name })
      expect(await socket.closed()).toBe(4406)
    },
  )

  it.each([
    ['without a key', { 'Sec-WebSocket-Key': '' }, 400],
    ['in a version that nobody speaks', { 'Sec-WebSocket-Version': '7' }, 400],
    ['from a foreign page', { Origin: 'https://evil.example' }, 403],
  ])('is refused over HTTP %s', async (_, headers, status) => {
    expect((await open(await start(), headers)).status).toBe(status)
  })
})

describe('ConnectionInit', () => {
  it('is awaited for three seconds, then the code is 4408', async () => {
    const server = await start()
    const [silent, known] = await Promise.all([open(server), acknowledged(server)])
    const began = performance.now()
    expect(await silent.closed()).toBe(4408)
    expect(performance.now() - began).toBeGreaterThan(2_500)
    expect(performance.now() - began).toBeLessThan(4_500)
    expect(known.closeCode).toBeUndefined()
  })

  it.each([{}, { payload: null }, { payload: {} }, { payload: { authorization: null } }])(
    'is acknowledged: %o',
    async (more) => {
      const socket = await open(await start())
      socket.say({ type: 'connection_init', ...more })
      await socket.until(() => socket.messages.length > 0)
      expect(socket.messages).toEqual([{ type: 'connection_ack' }])
    },
  )

  it('is acknowledged once: a second closes with 4429, also before the answer to the first', async () => {
    const server = await start()
    const socket = await acknowledged(server)
    socket.say({ type: 'connection_init' })
    expect(await socket.closed()).toBe(4429)
    const hasty = await open(server)
    hasty.say({ type: 'connection_init' })
    hasty.say({ type: 'connection_init' })
    expect(await hasty.closed()).toBe(4429)
  })

  it('closes with 4403 where it may not be let in', async () => {
    const server = await start({ anonymous: 'none' })
    for (const payload of [{}, { authorization: 'Bearer no' }, { authorization: 7 }, { authorization: '' }]) {
      const socket = await open(server)
      socket.say({ type: 'connection_init', payload })
      expect(await socket.closed()).toBe(4403)
    }
    expect((await acknowledged(server, AS_ADMIN)).closeCode).toBeUndefined()
  })
})

describe('Subscribe', () => {
  it('before the acknowledgement closes with 4401', async () => {
    const byPublicId = () => new Promise<null>((resolve) => setTimeout(resolve, 200, null))
    const keys = { byPublicId, rights: async () => new Map(), touch: async () => {} }
    const server = await start({}, undefined, { keys })
    const early = await open(server)
    early.say(subscribe('1', '{ hello }'))
    expect(await early.closed()).toBe(4401)
    // Also while it is being looked at who asks.
    const hasty = await open(server)
    hasty.say({ type: 'connection_init', payload: { authorization: `Bearer ${makeKeyToken().token}` } })
    hasty.say(subscribe('1', '{ hello }'))
    expect(await hasty.closed()).toBe(4401)
  })

  it.each(['1', 'هوية', '__proto__', 'constructor', 'x'.repeat(200), 'ص'.repeat(100), '" \\ "', '7 1'])(
    'under an id that is open closes with 4409: %s',
    async (id) => {
      const socket = await acknowledged(await start())
      socket.say(subscribe(id, SILENCE))
      socket.say(subscribe(id, '{ hello }'))
      expect(await socket.closed()).toBe(4409)
      if (Buffer.byteLength(id) < 100) expect(socket.closeReason).toBe(`Subscriber for ${id} already exists`)
    },
  )

  it('is answered by every result and one complete, under its id', async () => {
    const socket = await acknowledged(await start())
    for (const id of ['a', '__proto__', '" \\ "', 'هوية', '7 1']) {
      socket.messages.length = 0
      socket.say(subscribe(id, NUMBERS))
      await socket.until(() => types(socket).includes('complete'))
      expect(socket.messages).toEqual([
        ...[0, 1, 2].map((number) => ({ id, type: 'next', payload: { data: { numbers: { number } }, ...costing(1) } })),
        { id, type: 'complete' },
      ])
    }
  })

  it('of a query or mutation is answered by at most one result', async () => {
    const socket = await acknowledged(await start())
    socket.say(subscribe('1', '{ hello }'))
    await socket.until(() => types(socket).length > 2)
    socket.say(subscribe('1', 'mutation { touch }'))
    await socket.until(() => types(socket).length > 4)
    expect(types(socket)).toEqual(['connection_ack', 'next', 'complete', 'next', 'complete'])
  })

  it.each([
    ['that is no GraphQL', '{'],
    ['that the schema does not know', '{ helo }'],
    ['that is too deep', `{node{${'next{'.repeat(12)}name${'}'.repeat(12)}}}`],
    ['without operation', 'fragment a on Query { hello }'],
  ])('of a document %s is answered by error alone, and the socket stays', async (_, query) => {
    const socket = await acknowledged(await start())
    socket.say(subscribe('1', query))
    // Under the same id: after error it is free.
    await socket.until(() => types(socket).includes('error'))
    socket.say(subscribe('1', '{ hello }'))
    await socket.until(() => types(socket).includes('complete'))
    expect(types(socket)).toEqual(['connection_ack', 'error', 'next', 'complete'])
  })

  it('of a source that fails half way is answered by error, and no complete', async () => {
    const socket = await acknowledged(await start())
    socket.say(subscribe('1', 'subscription { faltering }'))
    await socket.until(() => types(socket).includes('error'))
    socket.say(subscribe('2', '{ hello }'))
    await socket.until(() => types(socket).includes('complete'))
    expect(socket.messages.map(({ id, type }) => [id, type])).toEqual([
      [undefined, 'connection_ack'],
      ['1', 'next'],
      ['1', 'error'],
      ['2', 'next'],
      ['2', 'complete'],
    ])
    expect(JSON.stringify(socket.messages)).not.toContain('secret')
  })
})

describe('Complete', () => {
  it('of what is not open is ignored', async () => {
    const socket = await acknowledged(await start())
    socket.say({ id: 'never', type: 'complete' })
    socket.say(subscribe('1', '{ hello }'))
    await socket.until(() => types(socket).includes('complete'))
    socket.say({ id: '1', type: 'complete' })
    socket.say({ type: 'ping' })
    await socket.until(() => types(socket).includes('pong'))
    expect(socket.closeCode).toBeUndefined()
  })

  it('releases the operation, and the id serves the next one at once', async () => {
    const socket = await acknowledged(await start())
    for (let round = 0; round < 20; round++) {
      socket.say(subscribe('1', SILENCE))
      socket.say({ id: '1', type: 'complete' })
    }
    socket.say(subscribe('1', SILENCE))
    socket.say({ type: 'ping' })
    await socket.until(() => types(socket).includes('pong'))
    // The end of those before is not told of the last.
    expect(types(socket)).toEqual(['connection_ack', 'pong'])
    expect(running.count).toBe(1)
    socket.say({ id: '1', type: 'complete' })
    await expect.poll(() => running.count).toBe(0)
    socket.say(subscribe('1', SILENCE))
    await expect.poll(() => running.count).toBe(1)
    socket.destroy()
    await expect.poll(() => running.count).toBe(0)
  })

  it('of a query that has not been answered yet keeps the answer back', async () => {
    const socket = await acknowledged(await start())
    socket.say(subscribe('1', '{ slow }'))
    socket.say({ id: '1', type: 'complete' })
    socket.say(subscribe('1', '{ hello }'))
    await socket.until(() => types(socket).includes('complete'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(socket.messages.slice(1)).toEqual([
      { id: '1', type: 'next', payload: { data: { hello: 'مرحبا ' }, ...costing(1) } },
      { id: '1', type: 'complete' },
    ])
  })
})

describe('Ping and Pong', () => {
  it('are answered and taken at any time, with what they carry', async () => {
    const socket = await open(await start())
    socket.say({ type: 'ping' })
    socket.say({ type: 'ping', payload: { of: 'رسالة' } })
    socket.say({ type: 'pong' })
    socket.say({ type: 'pong', payload: { unasked: true } })
    await socket.until(() => socket.messages.length === 2)
    expect(socket.messages).toEqual([{ type: 'pong' }, { type: 'pong', payload: { of: 'رسالة' } }])
    socket.say({ type: 'connection_init' })
    await socket.until(() => socket.messages.length === 3)
    expect(socket.closeCode).toBeUndefined()
  })

  it('of WebSocket itself are answered with the same bytes', async () => {
    const socket = await open(await start())
    socket.send('abc', { opcode: OPCODE.ping })
    socket.send('unasked', { opcode: OPCODE.pong })
    await socket.until(() => socket.frames.length > 0)
    expect(socket.frames).toEqual([{ opcode: OPCODE.pong, payload: Buffer.from('abc') }])
  })
})

describe('an invalid message', () => {
  it.each<[string, unknown]>([
    ['nothing', ''],
    ['no JSON', '{"type":'],
    ['null', null],
    ['an array', []],
    ['a number', 7],
    ['no type', {}],
    ['a type that is no text', { type: 7 }],
    ['an unknown type', { type: 'start', id: '1', payload: {} }],
    ['a type of the server', { type: 'connection_ack' }],
    ['a result', { type: 'next', id: '1', payload: {} }],
    ['an error', { type: 'error', id: '1', payload: [{ message: 'x' }] }],
    ['connection_init with a text', { type: 'connection_init', payload: 'x' }],
    ['ping with a list', { type: 'ping', payload: [] }],
    ['subscribe without id', { type: 'subscribe', payload: { query: '{ hello }' } }],
    ['subscribe with an empty id', subscribe('', '{ hello }')],
    ['subscribe with a number as id', { ...subscribe('', '{ hello }'), id: 7 }],
    ['subscribe without payload', { type: 'subscribe', id: '1' }],
    ['subscribe without query', { type: 'subscribe', id: '1', payload: {} }],
    ['subscribe with a query that is none', { type: 'subscribe', id: '1', payload: { query: 7 } }],
    ['subscribe with a list of variables', subscribe('1', '{ hello }', { variables: [] })],
    ['subscribe with a numbered operation', subscribe('1', '{ hello }', { operationName: 7 })],
    ['subscribe with a list of extensions', subscribe('1', '{ hello }', { extensions: [] })],
    ['complete without id', { type: 'complete' }],
  ])('closes with 4400: %s', async (_, message) => {
    const server = await start()
    const socket = await acknowledged(server)
    socket.say(message)
    expect(await socket.closed()).toBe(4400)
    expect(server.logged).toEqual([])
  })

  it('is the last that is looked at', async () => {
    const socket = await acknowledged(await start())
    socket.say('?')
    socket.say(subscribe('1', SILENCE))
    expect(await socket.closed()).toBe(4400)
    expect(running.count).toBe(0)
  })
})

describe('a frame', () => {
  it.each<[string, number, string | Buffer, FrameTerms]>([
    ['that is not masked', 1002, '{"type":"ping"}', { masked: false }],
    ['with a reserved bit', 1002, '{"type":"ping"}', { reserved: 4 }],
    ['of an unknown kind', 1002, '', { opcode: 3 }],
    ['of an unknown kind of control', 1002, '', { opcode: 11 }],
    ['that continues nothing', 1002, 'x', { opcode: OPCODE.continuation }],
    ['of control in pieces', 1002, 'x', { opcode: OPCODE.ping, fin: false }],
    ['of control that is too long', 1002, 'x'.repeat(126), { opcode: OPCODE.ping }],
    ['that closes with a code that nobody may send', 1002, Buffer.from([3, 237]), { opcode: OPCODE.close }],
    ['that closes with half a code', 1002, Buffer.from([3]), { opcode: OPCODE.close }],
    ['of text that is no UTF-8', 1007, Buffer.from([0xc3, 0x28]), {}],
    ['over 64 kB', 1009, 'x'.repeat(65_537), {}],
    ['that says goodbye', 1000, Buffer.from([3, 232]), { opcode: OPCODE.close }],
  ])('%s closes with %i', async (_, code, data, terms) => {
    const server = await start()
    const socket = await acknowledged(server)
    socket.send(data, terms)
    expect(await socket.closed()).toBe(code)
    expect(server.logged).toEqual([])
  })

  it('in many pieces is one message, up to 64 kB together', async () => {
    const socket = await acknowledged(await start())
    socket.send('{"type":', { fin: false })
    socket.send('"pi', { opcode: OPCODE.continuation, fin: false })
    // Between them comes control.
    socket.send('', { opcode: OPCODE.ping })
    socket.send('ng"}', { opcode: OPCODE.continuation })
    await socket.until(() => types(socket).includes('pong'))
    const wide = JSON.stringify({ type: 'ping', payload: { of: '' } })
    socket.say(JSON.stringify({ type: 'ping', payload: { of: 'x'.repeat(65_536 - wide.length) } }))
    await socket.until(() => types(socket).length === 3)
    socket.send('x'.repeat(40_000), { fin: false })
    socket.send('x'.repeat(40_000), { opcode: OPCODE.continuation, fin: false })
    expect(await socket.closed()).toBe(1009)
  })
})

describe('the server', () => {
  it('that closes sends sockets away with 1012, whatever they were doing', async () => {
    const server = await start()
    const [fresh, busy] = await Promise.all([open(server), acknowledged(server)])
    busy.say(subscribe('1', SILENCE))
    await expect.poll(() => running.count).toBe(1)
    const closing = server.close()
    expect(await Promise.all([fresh.closed(), busy.closed()])).toEqual([1012, 1012])
    fresh.destroy()
    busy.destroy()
    await closing
    servers = []
  })

  it('that fails to begin an operation says so, and keeps the socket', async () => {
    const contextOf = () => {
      throw new Error('password=secret')
    }
    const socket = await acknowledged(await start({}, undefined, { contextOf }))
    for (const [id, query] of Object.entries({ a: '{ hello }', b: SILENCE })) socket.say(subscribe(id, query))
    await socket.until(() => socket.messages.length === 3)
    expect(socket.messages.slice(1)).toMatchObject([
      { id: 'a', type: 'error', payload: [{ extensions: { code: 'INTERNAL' } }] },
      { id: 'b', type: 'error', payload: [{ extensions: { code: 'INTERNAL' } }] },
    ])
    expect([socket.closeCode, JSON.stringify(socket.messages).includes('secret')]).toEqual([undefined, false])
  })

  it.each<[string, KeySource['byPublicId'], number]>([
    ['finds no key', async () => null, 4403],
    ['cannot reach the keys', async () => Promise.reject(new Error('ECONNREFUSED')), 1013],
    ['loses the connection at once', () => Promise.reject(Object.assign(new Error('x'), { code: '57P01' })), 1013],
  ])('that %s closes with the code for that', async (_, byPublicId, code) => {
    const keys = { byPublicId, rights: async () => Promise.reject(new Error('away')), touch: async () => {} }
    const server = await start({}, undefined, { keys })
    const socket = await open(server)
    socket.say({ type: 'connection_init', payload: { authorization: `Bearer ${makeKeyToken().token}` } })
    expect(await socket.closed()).toBe(code)
  })
})
