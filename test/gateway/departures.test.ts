import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { Departures } from '../../src/gateway/departures.ts'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import { startTinyServer } from '../support/tiny-server.ts'

/** Sends so many away, and gives when each was told, by a clock that only sleeping moves. */
async function moments(count: number, withinMs: number, timer = (ms: number) => ms): Promise<number[]> {
  let time = 0
  const departures = new Departures({
    now: () => time,
    sleep: async (ms) => {
      time += timer(ms)
    },
    random: seededRandom('departures'),
  })
  const told: number[] = []
  for (let index = 0; index < count; index++) departures.add(() => told.push(time))
  await departures.sendAway(withinMs)
  expect(departures.begun).toBe(true)
  return told
}

describe('connections that are sent away', () => {
  it('go spread over the time, each at a random moment, no tenth of it with much more than a tenth of them', async () => {
    const told = await moments(5_000, 10_000)
    expect(told).toHaveLength(5_000)
    expect(Math.max(...told)).toBeLessThanOrEqual(10_000)
    const seconds = Array.from({ length: 10 }, (_, second) => told.filter((ms) => Math.floor(ms / 1_000) === second))
    for (const { length } of seconds) expect(length / 5_000).toBeLessThan(0.11)
  })

  it('go in time although timers are late', async () => {
    const told = await moments(5_000, 10_000, (ms) => Math.ceil(ms) + 15)
    expect(told).toHaveLength(5_000)
    expect(Math.max(...told)).toBeLessThan(10_050)
  })

  it('are not kept waiting where they are few, nor where no time is given', async () => {
    expect(Math.max(...(await moments(3, 10_000)))).toBeLessThanOrEqual(600)
    expect(new Set(await moments(100, 0))).toEqual(new Set([0]))
    expect(await moments(0, 10_000)).toEqual([])
  })

  it('are told once, and not where they have gone by themselves', async () => {
    const departures = new Departures()
    const told: string[] = []
    const gone = departures.add(() => told.push('gone'))
    departures.add(() => told.push('here'))
    gone()
    await departures.sendAway(0)
    await departures.sendAway(0)
    expect(told).toEqual(['here'])
  })
})

describe('a server that closes', () => {
  it('is not ready first, answers on, lets no socket in, and sends its sockets away one by one with 1012', async () => {
    const server = await startTinyServer({ drainSeconds: 1.5 })
    const open = async () => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL)
      socket.on('error', () => {})
      await once(socket, 'open')
      socket.send(JSON.stringify({ type: 'connection_init' }))
      await once(socket, 'message')
      return socket
    }
    const sockets = await Promise.all(Array.from({ length: 20 }, open))
    const closed = sockets.map(async (socket) => {
      const [code] = await once(socket, 'close')
      return { code, at: performance.now() }
    })
    const began = performance.now()
    const closing = server.close()
    await sleep(20)
    const ready = await fetch(`${server.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ status: 'unavailable', checks: { database: 'ok', server: 'closing' } })
    expect((await server.post({ query: '{ hello }' })).status).toBe(200)
    const late = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL)
    late.on('error', () => {})
    const [, refused] = await once(late, 'unexpected-response')
    expect(refused.statusCode).toBe(503)
    const departures = await Promise.all(closed)
    await closing
    expect(new Set(departures.map(({ code }) => code))).toEqual(new Set([1012]))
    const times = departures.map(({ at }) => at - began).sort((a, b) => a - b)
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(1_000)
    for (let second = 0; second < 1_500; second += 300) {
      expect(times.filter((ms) => ms >= second && ms < second + 300).length).toBeLessThanOrEqual(8)
    }
  })

  it('closes at once where nobody is connected', async () => {
    const server = await startTinyServer({ drainSeconds: 10 })
    const began = performance.now()
    await server.close()
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})
