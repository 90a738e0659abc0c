import { afterEach, describe, expect, it } from 'vitest'
import { LIMITS } from '../../src/gateway/limits.ts'
import { MessageMeter } from '../../src/gateway/message-meter.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { StreamReader } from '../support/stream-reader.ts'
import { AS_ADMIN, running, startTinyServer, type TinyServer } from '../support/tiny-server.ts'

let servers: TinyServer[] = []
let open: { destroy(): void }[] = []
async function start(...options: Parameters<typeof startTinyServer>): Promise<TinyServer> {
  const server = await startTinyServer(...options)
  servers.push(server)
  return server
}
afterEach(async () => {
  for (const one of open) one.destroy()
  for (const server of servers) await server.close()
  servers = []
  open = []
  await expect.poll(() => running.count).toBe(0)
})

const SILENCE = 'subscription { silence }'

/** A socket, and the code that closed it where it was not let in. */
async function socket({ url }: TinyServer, payload: object = {}): Promise<RawSocket> {
  const raw = await RawSocket.open(url)
  open.push(raw)
  raw.say({ type: 'connection_init', payload })
  await raw.until(() => raw.messages.length > 0 || raw.closeCode !== undefined)
  return raw
}
async function stream({ url }: TinyServer, headers: Record<string, string> = {}, query = SILENCE) {
  const reader = await StreamReader.open(url, { query, headers })
  open.push({ destroy: () => reader.leave() })
  return reader
}
const subscribe = (raw: RawSocket, id: string, query = SILENCE) =>
  raw.say({ id, type: 'subscribe', payload: { query } })
const complete = (raw: RawSocket, id: string) => raw.say({ id, type: 'complete' })
const errorsOf = ({ messages }: RawSocket) => messages.filter(({ type }) => type === 'error')

describe('sockets and streams of a caller', () => {
  it('are counted together up to 100, and one more is told so', async () => {
    expect(LIMITS.socketsOfCaller).toBe(100)
    const server = await start()
    const [sockets, streams] = await Promise.all([
      Promise.all(Array.from({ length: 60 }, () => socket(server))),
      Promise.all(Array.from({ length: 40 }, () => stream(server))),
    ])
    expect(sockets.map(({ closeCode }) => closeCode)).toEqual(sockets.map(() => undefined))
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]))
    // A code after which clients come back.
    expect((await socket(server)).closeCode).toBe(1013)
    const refused = await (await stream(server)).end()
    expect([refused.status, JSON.parse(refused.text).errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(refused.response.headers['retry-after'])).toBeGreaterThan(0)
    // Queries by stream too: it is connections that are counted.
    expect((await stream(server, {}, '{ hello }')).status).toBe(429)
    // Who has them all may still ask over HTTP.
    expect((await server.post({ query: '{ hello }' })).status).toBe(200)
    streams[0]!.leave()
    await expect.poll(async () => (await (await stream(server, {}, '{ hello }')).end()).status).toBe(200)
    await expect.poll(async () => (await socket(server)).closeCode).toBe(undefined)
  })

  it('of the admin key are not counted', async () => {
    const server = await start({}, undefined, { limits: { socketsOfCaller: 2 } })
    const sockets = await Promise.all(Array.from({ length: 5 }, () => socket(server, AS_ADMIN)))
    const streams = await Promise.all(Array.from({ length: 5 }, () => stream(server, AS_ADMIN)))
    expect(sockets.every(({ closeCode }) => closeCode === undefined)).toBe(true)
    expect(streams.every(({ status }) => status === 200)).toBe(true)
  })

  it('are refused before their upgrade where too many have not said who they are', async () => {
    const server = await start({}, undefined, { limits: { unnamedSockets: 3 } })
    const unnamed = await Promise.all(Array.from({ length: 3 }, () => RawSocket.open(server.url)))
    open.push(...unnamed)
    const next = await RawSocket.open(server.url)
    open.push(next)
    expect([unnamed.map(({ status }) => status), next.status]).toEqual([[101, 101, 101], 429])
    unnamed[0]!.say({ type: 'connection_init' })
    await unnamed[0]!.until(() => unnamed[0]!.messages.length > 0)
    const later = await RawSocket.open(server.url)
    open.push(later)
    expect(later.status).toBe(101)
  })
})

describe('operations of a socket', () => {
  it('are at most 100 at once: one more is refused, and the socket stays', async () => {
    const raw = await socket(await start())
    for (let id = 0; id < 101; id++) subscribe(raw, String(id))
    await raw.until(() => errorsOf(raw).length > 0)
    expect(errorsOf(raw)).toMatchObject([{ id: '100', payload: [{ extensions: { code: 'RATE_LIMITED' } }] }])
    expect(running.count).toBe(100)
    complete(raw, '7')
    subscribe(raw, 'another')
    await expect.poll(() => running.count).toBe(100)
    expect([errorsOf(raw).length, raw.closeCode]).toEqual([1, undefined])
  })

  it('may all be opened, completed and opened again within a minute', async () => {
    const raw = await socket(await start())
    for (const round of [1, 2]) {
      for (let id = 0; id < 100; id++) subscribe(raw, String(id))
      await expect.poll(() => running.count).toBe(100)
      for (let id = 0; id < 100; id++) complete(raw, String(id))
      await expect.poll(() => running.count).toBe(0)
      expect([round, errorsOf(raw), raw.closeCode]).toEqual([round, [], undefined])
    }
    for (let ping = 0; ping < 50; ping++) raw.say({ type: 'ping' })
    await raw.until(() => raw.messages.filter(({ type }) => type === 'pong').length === 50)
    // That were the 200 of this minute; a few have come back since.
    for (let id = 0; id < 20; id++) subscribe(raw, `over ${id}`)
    await raw.until(() => errorsOf(raw).length > 0)
    const [{ extensions }] = errorsOf(raw)[0].payload
    expect(extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) })
    expect(raw.closeCode).toBeUndefined()
  })

  it('end with the socket where their client does not listen to refusals', async () => {
    const raw = await socket(await start())
    const began = performance.now()
    for (let id = 0; raw.closeCode === undefined; id++) {
      const { length } = raw.messages
      subscribe(raw, String(id), '{ hello }')
      await raw.until(() => raw.closeCode !== undefined || raw.messages.length > length)
    }
    expect(raw.closeCode).toBe(4429)
    const counted = (name: string) => raw.messages.filter(({ type }) => type === name).length
    // What came back while the test ran.
    const regained = ((performance.now() - began) / 60_000) * 200
    expect(counted('next')).toBeGreaterThanOrEqual(200)
    expect(counted('next')).toBeLessThanOrEqual(201 + regained)
    expect(counted('error')).toBeGreaterThan(50)
  })
})

describe('messages of a socket', () => {
  it.each([
    ['pings', { type: 'ping' }],
    ['pongs that nobody asked for', { type: 'pong' }],
    ['completes of what is not open', { id: 'x', type: 'complete' }],
  ])('beyond 200 a minute close it with 4429: %s', async (_, message) => {
    const raw = await socket(await start())
    for (let count = 0; count < 199; count++) raw.say(message)
    raw.send('', { opcode: 9 })
    await raw.until(() => raw.frames.some(({ opcode }) => opcode === 10))
    expect(raw.closeCode).toBeUndefined()
    // And what came back since.
    for (let count = 0; count < 20; count++) raw.say(message)
    expect(await raw.closed()).toBe(4429)
  })

  it('come back evenly over the minute', () => {
    let now = 0
    const meter = new MessageMeter(LIMITS, () => now)
    const taken = () => {
      let count = 0
      while (meter.message()) count++
      return count
    }
    expect(taken()).toBe(200)
    now = 30_000
    expect(taken()).toBe(100)
    now = 30_299
    expect(taken()).toBe(0)
    now = 30_300
    expect(taken()).toBe(1)
    now = 10_000_000
    expect(taken()).toBe(200)
  })

  it('are not saved up by operations for a flood', () => {
    let now = 0
    const meter = new MessageMeter(LIMITS, () => now)
    for (let minute = 0; minute < 100; minute++) {
      for (let count = 0; count < 190; count++) expect([meter.message(), meter.operation()]).toEqual([true, 0])
      now += 60_000
    }
    let count = 0
    while (meter.message()) count++
    expect(count).toBeLessThanOrEqual(300)
  })

  it('refuse an operation with the seconds after which the next may begin', () => {
    let now = 0
    const meter = new MessageMeter({ ...LIMITS, messagesAMinute: 2 }, () => now)
    expect([meter.operation(), meter.operation(), meter.operation()]).toEqual([0, 0, 30])
    now = 29_000
    expect(meter.operation()).toBe(1)
    now = 30_000
    expect(meter.operation()).toBe(0)
  })
})
