import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { servedSchema } from '../support/ask-schema.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { openReadingRoom, type ReadingRoom } from '../support/reading-room.ts'
import { StreamReader } from '../support/stream-reader.ts'

const QUERY = '{ articles(first: 1) { nodes { title } } }'
const TIMEOUT_S = 2

let reading: ReadingRoom
beforeAll(async () => {
  reading = await openReadingRoom({ timeoutSeconds: TIMEOUT_S }, { schema: servedSchema() })
})
afterAll(() => reading.close())
let open: { destroy(): void }[] = []
afterEach(() => {
  for (const one of open) one.destroy()
  open = []
})

/** Statements that wait for the table of articles. */
async function waiting(): Promise<number> {
  const [row] = await reading.room.ask<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  )
  return row!.n
}

/** Does something while nothing can be read; gives what `work` gives. */
async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  const lock = reading.room.db.createQueryRunner()
  await lock.startTransaction()
  try {
    await lock.query('lock table article in access exclusive mode')
    return await work()
  } finally {
    await lock.rollbackTransaction()
    await lock.release()
  }
}

/** Milliseconds until as many statements wait. */
async function until(count: number): Promise<number> {
  const began = performance.now()
  while ((await waiting()) !== count) {
    if (performance.now() - began > 5_000) throw new Error(`${await waiting()} statements wait, not ${count}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return performance.now() - began
}

/** Ways to ask, each of which gives how to leave. */
const ASKS: Readonly<Record<string, () => Promise<() => void>>> = {
  async 'HTTP POST'() {
    const asked = request(`${reading.server.url}/graphql`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json' },
    }).on('error', () => {})
    asked.end(JSON.stringify({ query: QUERY }))
    return () => asked.destroy()
  },
  async 'HTTP GET'() {
    const address = `${reading.server.url}/graphql?query=${encodeURIComponent(QUERY)}`
    const asked = request(address, { agent: false }).on('error', () => {})
    asked.end()
    return () => asked.destroy()
  },
  async 'a feed'() {
    const asked = request(`${reading.server.url}/feeds/articles.json`, { agent: false }).on('error', () => {})
    asked.end()
    return () => asked.destroy()
  },
  async SSE() {
    const reader = await StreamReader.open(reading.server.url, { query: QUERY })
    return () => reader.leave()
  },
  async 'WebSocket, by complete'() {
    const socket = await openSocket()
    return () => socket.say({ id: '1', type: 'complete' })
  },
  async 'WebSocket, by hanging up'() {
    const socket = await openSocket()
    return () => socket.destroy()
  },
}

async function openSocket(): Promise<RawSocket> {
  const socket = await RawSocket.open(reading.server.url)
  open.push(socket)
  socket.say({ type: 'connection_init' })
  await socket.until(() => socket.messages.length > 0)
  socket.say({ id: '1', type: 'subscribe', payload: { query: QUERY } })
  return socket
}

describe('a query that its client abandons', () => {
  it.each(Object.entries(ASKS))('stops its statement within a second: %s', async (_, ask) => {
    await whileLocked(async () => {
      const leave = await ask()
      await until(1)
      leave()
      expect(await until(0)).toBeLessThan(1_000)
    })
    // The connections are as good as before, and nobody was told of a failure.
    expect((await reading.server.post({ query: QUERY })).body.data).toBeDefined()
    expect(reading.server.logged).toEqual([])
  })

  it('stops it also where every connection of the pool is busy with such', async () => {
    await whileLocked(async () => {
      const leave = await Promise.all(Array.from({ length: 5 }, () => ASKS['HTTP POST']!()))
      await until(5)
      for (const go of leave) go()
      expect(await until(0)).toBeLessThan(1_000)
    })
    expect((await reading.server.post({ query: QUERY })).body.data).toBeDefined()
  })
})

describe('a query that takes too long', () => {
  it('is told so over HTTP with 504, and its statement stops', async () => {
    const answer = await whileLocked(async () => {
      const asked = reading.server.post({ query: QUERY })
      await until(1)
      const told = await asked
      expect(await waiting()).toBe(0)
      return told
    })
    expect([answer.status, answer.body.data]).toEqual([504, undefined])
    expect(answer.body.errors).toMatchObject([{ extensions: { code: 'TIMEOUT', messageAr: expect.any(String) } }])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(reading.server.logged).toEqual([])
  })

  it('is told so as a stream and over WebSocket, and the socket stays', async () => {
    await whileLocked(async () => {
      const socket = await openSocket()
      const reader = await StreamReader.open(reading.server.url, { query: QUERY })
      const { events } = await reader.end()
      expect(events[0]!.data.errors).toMatchObject([{ extensions: { code: 'TIMEOUT' } }])
      await socket.until(() => socket.messages.length > 1)
      const { payload } = socket.messages[1]
      expect((payload.errors ?? payload)[0].extensions.code).toBe('TIMEOUT')
      expect(socket.closeCode).toBeUndefined()
      expect(await waiting()).toBe(0)
    })
  })
})
