import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KeyStore } from '../../src/stores/key-store.ts'
import { LiveLoad, type LoadReport, orderOf } from '../support/live-load.ts'
import { type LivePlace, openApiPlace } from '../support/live-load-places.ts'
import { type LiveSocket, openLiveSocket } from '../support/live-room.ts'
import { LogBook } from '../support/log-book.ts'
import { ask, eventually } from '../support/sila-process.ts'
import { StreamReader } from '../support/stream-reader.ts'

const FULL = process.env.PROVE === 'full'
const CUTS = FULL ? 20 : 3
const CUT_EVERY_MS = 2_500
const PER_SECOND = 50
/** Sockets and streams, of each kind of key. */
const OPENED = FULL ? 40 : 10
type Kind = 'revoked' | 'lessened' | 'expired' | 'standing'
const FOLLOW = 'subscription { changes { cursor } }'

let place: LivePlace
beforeAll(async () => {
  place = await openApiPlace()
})
afterAll(() => place?.close())

describe('a listening connection that is killed over and over', () => {
  let load: LiveLoad
  let report: LoadReport
  let cut = 0
  let undisturbed: number[]
  let disturbed: number[]

  beforeAll(async () => {
    const { url, key, database } = place
    load = new LiveLoad()
    const { articles } = await ask(url, '{ articles(first: 1) { liveCursor } }')
    const plan = { url, key, after: articles.liveCursor as string, transport: 'both' as const, timed: true }
    await load.add({ ...plan, name: 'all', count: 4 })
    await publishFor(CUTS * CUT_EVERY_MS, async () => {})
    undisturbed = await load.waits('all')
    await publishFor(CUTS * CUT_EVERY_MS, async () => {
      const killed = await database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'sila listener'`,
      )
      cut += killed.length
    })
    disturbed = await load.waits('all')
    report = await load.check(await orderOf(database))
    const of = (waits: number[]) => ({ p50: at(waits, 0.5), p99: at(waits, 0.99), most: at(waits, 1) })
    const more = at(disturbed, 1) - at(undisturbed, 0.99)
    const { delivered, expected, lost, twice } = report
    const figures = { undisturbedMs: of(undisturbed), disturbedMs: of(disturbed), moreMs: more }
    console.log(JSON.stringify({ claim: 'listener killed', cut, ...figures, expected, delivered, lost, twice }))
  }, 300_000)
  afterAll(() => load?.close())

  const at = (waits: readonly number[], share: number) =>
    waits[Math.min(waits.length - 1, Math.floor(waits.length * share))]!

  /** Publishes steadily for some time, with a blow at regular intervals. */
  async function publishFor(ms: number, blow: () => Promise<void>): Promise<void> {
    const book = new LogBook(place.database)
    const began = Date.now()
    let blows = 0
    let last = 0
    for (let done = 0; Date.now() < began + ms; done++) {
      last = await book.ingest(`خبر ${blows} ${done}`)
      if (Date.now() > began + (blows + 0.5) * CUT_EVERY_MS) {
        blows++
        await blow()
      }
      await sleep(Math.max(0, began + (done * 1_000) / PER_SECOND - Date.now()))
    }
    await load.reach(last, 30_000)
  }

  it('costs at most 1.5 s', () => {
    expect(cut).toBeGreaterThanOrEqual(CUTS)
    expect(at(disturbed, 1) - at(undisturbed, 0.99)).toBeLessThanOrEqual(1_500)
  })

  it('loses nothing', () => {
    const { lost, twice, disordered, otherwise, ends } = report
    expect({ lost, twice, disordered, otherwise, ends }).toEqual({
      lost: 0,
      twice: 0,
      disordered: 0,
      otherwise: 0,
      ends: {},
    })
  })
})

describe('keys that fall while what they opened is open', () => {
  let sockets: Record<Kind, LiveSocket[]>
  let streams: Record<Kind, StreamReader[]>
  let closedMs: number
  let endedMs: number

  beforeAll(async () => {
    const { url, database } = place
    const keys = new KeyStore(database.manager)
    const open = async () => {
      const common = { partner: 'شريك', signing: false, lifetimeSeconds: null }
      const { token, key } = await keys.create({ ...common, scopes: ['READ', 'INGEST'] })
      const authorization = { authorization: `Bearer ${token}` }
      const sockets = await Promise.all(Array.from({ length: OPENED }, () => openLiveSocket(url, authorization)))
      for (const socket of sockets) socket.subscribe('1', FOLLOW)
      const ask = { query: FOLLOW, headers: authorization }
      const streams = await Promise.all(Array.from({ length: OPENED }, () => StreamReader.open(url, ask)))
      return { id: key.publicId, sockets, streams }
    }
    const revoked = await open()
    const lessened = await open()
    const expired = await open()
    const standing = await open()
    const all = { revoked, lessened, expired, standing }
    sockets = mapped(all, (opened) => opened.sockets)
    streams = mapped(all, (opened) => opened.streams)
    const began = performance.now()
    await Promise.all([
      keys.revoke(revoked.id),
      database.query(`update api_key set scopes = '{READ}' where public_id = $1`, [lessened.id]),
      database.query(`update api_key set expires_at = now() where public_id = $1`, [expired.id]),
    ])
    const fallen = [revoked, lessened, expired]
    const wait = async (isOver: () => boolean) => {
      await eventually(async () => isOver(), 20_000).catch(() => {})
      return performance.now() - began
    }
    const waits = [
      wait(() => fallen.every(({ sockets }) => sockets.every(({ closed }) => closed !== null))),
      wait(() => fallen.every(({ streams }) => streams.every(({ ended }) => ended))),
    ]
    closedMs = await waits[0]!
    endedMs = await waits[1]!
    // Long enough for the next look at keys, which must leave the standing one alone.
    await sleep(3_000)
    const codes = mapped(all, (opened) => [...new Set(opened.sockets.map(({ closed }) => closed))])
    console.log(JSON.stringify({ claim: 'keys fall', openedEach: OPENED, codes, closedMs, endedMs }))
  }, 120_000)

  afterAll(() => {
    for (const { socket } of Object.values(sockets).flat()) socket.terminate()
    for (const stream of Object.values(streams).flat()) stream.leave()
  })

  it.each(['revoked', 'lessened', 'expired'] as const)('closes the sockets of a %s one with 4403', (kind) => {
    for (const { closed } of sockets[kind]) expect(closed).toBe(4403)
  })

  it.each(['revoked', 'lessened', 'expired'] as const)('ends the streams of a %s one with the reason', (kind) => {
    for (const { results } of streams[kind]) {
      expect(results.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    }
  })

  it('does so within 5 seconds', () => {
    expect(closedMs).toBeLessThan(5_000)
    expect(endedMs).toBeLessThan(5_000)
  })

  it('leaves everything else open', () => {
    for (const { closed } of sockets.standing) expect(closed).toBeNull()
    for (const { ended } of streams.standing) expect(ended).toBe(false)
  })
})

/** The same names with what is made of their values. */
function mapped<Name extends string, From, To>(all: Record<Name, From>, make: (value: From) => To): Record<Name, To> {
  return Object.fromEntries(Object.entries<From>(all).map(([name, value]) => [name, make(value)])) as Record<Name, To>
}
