import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChaosReport, runChaos } from '../support/chaos.ts'
import { LiveLoad, type LoadReport, type LogOrder, orderOf } from '../support/live-load.ts'
import { type LivePlace, openApiPlace } from '../support/live-load-places.ts'
import { ask } from '../support/sila-process.ts'

const FULL = process.env.PROVE === 'full'
const ARTICLES = FULL ? 100_000 : 5_000
const KILLS = FULL ? 10 : 2
const STOPS = FULL ? 10 : 1
/** Two who stay, and some who leave after at most so many events and come back by cursor; by socket and by stream. */
const READERS = { live: 2, resuming: 8 }
const LEAVES_WITHIN = ARTICLES / 20

describe(`${ARTICLES} articles from 16 processes at random moments while the desk changes hands`, () => {
  let place: LivePlace
  let load: LiveLoad
  let chaos: ChaosReport
  let order: LogOrder
  let seen: Seen
  let live: LoadReport
  let resuming: LoadReport

  beforeAll(async () => {
    place = await openApiPlace()
    load = new LiveLoad()
    const { url, key, database, databaseUrl } = place
    const { articles } = await ask(url, '{ articles(first: 1) { liveCursor } }')
    const plan = { url, key, after: articles.liveCursor as string, transport: 'both' as const }
    await load.add({ ...plan, name: 'live', count: READERS.live })
    await load.add({ ...plan, name: 'resuming', count: READERS.resuming, leavesWithin: LEAVES_WITHIN })
    const observer = observe(database)
    chaos = await runChaos({
      url: databaseUrl,
      database,
      articles: ARTICLES,
      deliverers: 16,
      subscribers: 0,
      desks: 3,
      leaseMs: 3_000,
      kills: KILLS,
      stops: STOPS,
    })
    order = await orderOf(database)
    await load.reach(order.positions.at(-1)!, 120_000)
    live = await load.check(order, 'live')
    resuming = await load.check(order, 'resuming')
    seen = await observer.stop()
    const { tally, tokens, zombies } = chaos
    const handOvers = { handOvers: tokens, zombies: zombies.length }
    console.log(
      JSON.stringify({ claim: 'order', articles: ARTICLES, tally, ...handOvers, observer: seen, live, resuming }),
    )
  }, 1_700_000)

  afterAll(async () => {
    load?.close()
    await place?.close()
  })

  it('admits every article once while the desk changes hands', () => {
    expect(chaos.tally).toEqual({ CREATED: ARTICLES })
    expect(new Set(order.titles).size).toBe(ARTICLES)
    expect(order.positions).toHaveLength(ARTICLES)
    expect(chaos.tokens).toBeGreaterThan(KILLS + STOPS - 2)
  })

  it('numbers changes in the order in which they become visible to others', () => {
    expect(seen.late).toBe(0)
    expect(seen.last).toBeGreaterThanOrEqual(order.positions.at(-1)!)
    expect(seen.looks).toBeGreaterThan(ARTICLES / 500)
  })

  it.each(['live', 'resuming'] as const)('loses nothing and repeats nothing for a %s reader', (kind) => {
    const { delivered, lost, twice, disordered, otherwise, fatal } = kind === 'live' ? live : resuming
    expect({ lost, twice, disordered, otherwise, fatal }).toEqual({
      lost: 0,
      twice: 0,
      disordered: 0,
      otherwise: 0,
      fatal: [],
    })
    expect(delivered).toBe(READERS[kind] * ARTICLES)
  })

  it('was left and come back to at random', () => {
    expect(live.connections).toBe(READERS.live)
    expect(resuming.connections).toBeGreaterThan(READERS.resuming * 10)
  })
})

/** What somebody saw who looked at the log over and over. */
interface Seen {
  looks: number
  /** Looks that found something new. */
  batches: number
  last: number
  /** Changes that were not there yet when a later one was. */
  late: number
}

/** Looks at what others have committed; a place that is left out when a later one is visible will be filled late. */
function observe(database: DataSource): { stop(): Promise<Seen> } {
  const seen: Seen = { looks: 0, batches: 0, last: 0, late: 0 }
  let isOver = false
  const look = async () => {
    const rows: { position: string }[] = await database.query(
      'select position from change where position > $1 order by position',
      [seen.last],
    )
    seen.looks++
    if (rows.length === 0) return
    seen.batches++
    const last = Number(rows.at(-1)!.position)
    seen.late += last - seen.last - rows.length
    seen.last = last
  }
  const looking = (async () => {
    while (!isOver) {
      await look()
      await sleep(5)
    }
    await look()
  })()
  return {
    async stop() {
      isOver = true
      await looking
      return seen
    },
  }
}
