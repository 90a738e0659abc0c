import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { SilaClient } from '../../client/src/index.ts'
import { INGESTED, type Ingested, positionsOf } from '../support/feed-room.ts'
import { LiveLoad, type LoadReport, type LogOrder, orderOf, startPublisher } from '../support/live-load.ts'
import { type LivePlace, openCalmPlace, openKilledPlace, openShiftingPlace } from '../support/live-load-places.ts'
import { ask, eventually } from '../support/sila-process.ts'
import { TcpProxy } from '../support/tcp-proxy.ts'

const FULL = process.env.PROVE === 'full'
const SUBSCRIBERS = FULL ? 1_000 : 150
const LENGTH_MS = FULL ? 60_000 : 20_000
const PER_SECOND = 50
const CUT = { everyMs: 10_000, forMs: 2_000 }
const CATCH_UP_MS = 180_000
/** Real clients beside the load, by each transport. */
const CLIENTS = 3

const PLACES: [claim: string, transport: 'websocket' | 'sse' | 'both', open: () => Promise<LivePlace>][] = [
  ['cut sockets', 'websocket', openCalmPlace],
  ['cut streams', 'sse', openCalmPlace],
  [
    'cut while the server is killed and PostgreSQL restarts',
    'both',
    () => openKilledPlace(FULL ? 10 : 3, FULL ? 3 : 1),
  ],
  ['cut on two nodes while they and NATS restart', 'both', openShiftingPlace],
]

describe.each(PLACES)(`${SUBSCRIBERS} subscribers: %s`, (claim, transport, open) => {
  let place: LivePlace
  let load: LiveLoad
  let order: LogOrder
  let report: LoadReport
  let clients: Awaited<ReturnType<typeof followAsClients>>
  let published: { published: number; tally: Record<string, number> }

  beforeAll(async () => {
    place = await open()
    load = new LiveLoad()
    const { url, key, databaseUrl } = place
    const { articles } = await ask(url, '{ articles(first: 1) { liveCursor } }')
    const after: string = articles.liveCursor
    await load.add({ name: 'all', count: SUBSCRIBERS, url, key, after, transport, cut: CUT })
    clients = await followAsClients(place, after)
    const publisher = startPublisher(databaseUrl, PER_SECOND, 'cuts')
    // The blows are for what runs: who finds no database when he starts ends, and here nobody starts him again.
    await eventually(async () => (await orderOf(place.database)).positions.length > 0, 30_000)
    const disturbed = await place.disturb(LENGTH_MS).catch((error) => {
      publisher.kill()
      throw error
    })
    published = await publisher.stop()
    order = await orderOf(place.database)
    const last = order.positions.at(-1)!
    const began = Date.now()
    await load.reach(last, CATCH_UP_MS)
    const caughtUpMs = Date.now() - began
    await clients.reach(last)
    report = await load.check(order)
    console.log(JSON.stringify({ claim, ...disturbed, ...published, caughtUpMs, ...report, clients: clients.states }))
  }, 900_000)

  afterAll(async () => {
    await clients?.close()
    load?.close()
    await place?.close()
  })

  it('publishes all the while', () => {
    expect(order.positions).toHaveLength(published.published)
    expect(published.published).toBeGreaterThan((LENGTH_MS / 1_000) * PER_SECOND * 0.8)
  })

  it('delivers everything to everybody, in order, and nothing twice', () => {
    const { fatal, lost, twice, disordered, otherwise, delivered } = report
    expect(fatal).toEqual([])
    expect({ lost, twice, disordered, otherwise }).toEqual({ lost: 0, twice: 0, disordered: 0, otherwise: 0 })
    expect(delivered).toBe(SUBSCRIBERS * order.positions.length)
    expect(report.cuts).toBeGreaterThanOrEqual(SUBSCRIBERS)
  })

  it('lets the clients of the house go on by themselves', () => {
    for (const positions of clients.received) expect(positions).toEqual(order.positions)
  })
})

/** Clients as others use them, behind a way that is cut for all of them at once. */
async function followAsClients({ url, key }: LivePlace, after: string) {
  const proxy = await TcpProxy.start(Number(new URL(url).port))
  const received: number[][] = []
  const states: Record<string, number> = {}
  const clients = (['websocket', 'sse'] as const).flatMap((transport) =>
    Array.from({ length: CLIENTS }, () => {
      const client = new SilaClient({ url: `${proxy.url}/graphql`, key, transport, webSocketImpl: WebSocket })
      const positions: number[] = []
      received.push(positions)
      const onState = (state: string) => {
        states[state] = (states[state] ?? 0) + 1
      }
      const feed = client.subscribe<Ingested>(INGESTED, { variables: { after }, onState })
      void feed.each(({ cursor }) => void positions.push(...positionsOf([cursor]))).catch(() => {})
      return client
    }),
  )
  const cutting = setInterval(() => {
    proxy.cut()
    setTimeout(() => proxy.mend(), CUT.forMs)
  }, CUT.everyMs)
  return {
    received,
    states,
    async reach(position: number) {
      clearInterval(cutting)
      const end = Date.now() + CATCH_UP_MS
      while (received.some((positions) => positions.at(-1) !== position) && Date.now() < end) await sleep(50)
    },
    async close() {
      clearInterval(cutting)
      for (const client of clients) client.close()
      await proxy.close()
    },
  }
}
