import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { type Deployment, deploy, type LiveReport, publishWhile } from '../support/live-nodes.ts'
import { OwnNats } from '../support/own-nats.ts'

const FULL = process.env.PROVE === 'full'
const SUBSCRIBERS = FULL ? 1_000 : 100
const ROUNDS = FULL ? 3 : 1
const DRAIN_MS = FULL ? 10_000 : 5_000

describe.each(['PostgreSQL', 'JetStream'])(
  `${SUBSCRIBERS} subscribers of two nodes on %s, of which one after the other restarts`,
  (source) => {
    let database: TestDatabase
    let nats: OwnNats | null = null
    let deployment: Deployment
    let report: LiveReport
    /** Of each gentle end: what the node said of itself meanwhile, how it ended, and when it was told, from the start. */
    const ends: { ready: boolean; code: number | null; ms: number; at: number }[] = []

    beforeAll(async () => {
      database = await openTestDatabase()
      nats = source === 'JetStream' ? await OwnNats.start() : null
      deployment = await deploy(database, nats?.url ?? null, `${DRAIN_MS / 1_000}s`)
      const began = Date.now()
      report = await publishWhile(deployment, database, { subscribers: SUBSCRIBERS, perSecond: 50 }, async () => {
        for (let round = 0; round < ROUNDS; round++) await disturb(began)
      })
      const { lost, away, longestMs, last, received } = report
      console.log(
        JSON.stringify({
          claim: `two nodes on ${source}, one restarting`,
          subscribers: SUBSCRIBERS,
          events: last,
          delivered: received.reduce((sum, positions) => sum + positions.length, 0),
          connectionsLost: lost.length,
          ends: ends.map(({ code, ms }) => ({ code, ms })),
          mostInASecond: ends.map(({ at }) => mostInASecond(lost, at)),
          longestAwayMs: Math.max(...away),
          longestMs,
        }),
      )
    }, 900_000)

    /** Ends a node and kills the other; then kills the server of the stream, and ends the desks one after the other. */
    async function disturb(began: number): Promise<void> {
      const { nodes, desks } = deployment
      await sleep(2_000)
      const at = Date.now() - began
      const ending = nodes[0].end('SIGTERM')
      await sleep(500)
      const ready = await nodes[0].isReady()
      ends.push({ ready, at, ...(await ending) })
      await nodes[0].begin()
      await sleep(2_000)
      await nodes[1].end('SIGKILL')
      await sleep(1_000)
      await nodes[1].begin()
      if (nats === null) return
      await nats.kill()
      await sleep(2_000)
      await nats.begin()
      await sleep(2_000)
      await nats.kill()
      nats.wipe()
      await nats.begin()
      // The relay is wherever the desk is.
      await desks[0].end('SIGKILL')
      await sleep(10_000)
      await desks[0].begin()
      await desks[1].end('SIGTERM')
      await sleep(3_000)
      await desks[1].begin()
    }

    afterAll(async () => {
      await deployment.close()
      await nats?.close()
      await database.close()
    })

    it('delivers everything to everybody, in order and once', () => {
      const all = Array.from({ length: report.last }, (_, index) => index + 1)
      expect(report.received).toHaveLength(SUBSCRIBERS)
      for (const positions of report.received) expect(positions).toEqual(all)
    })

    it('says that a node goes before it goes, and ends it in time', () => {
      for (const { ready, code, ms } of ends) {
        expect({ ready, code }).toEqual({ ready: false, code: 0 })
        expect(ms).toBeLessThan(DRAIN_MS + 6_000)
      }
    })

    it('spreads the sockets of a node that goes: no second has more than three in ten of them', () => {
      for (const { at, ms } of ends) {
        const gone = report.lost.filter((lost) => lost >= at && lost < at + ms).length
        expect(gone).toBeGreaterThan(SUBSCRIBERS / 4)
        expect(mostInASecond(report.lost, at)).toBeLessThan(0.3 * gone + 3)
      }
    })

    it('has everybody back and in time within 15 seconds', () => {
      expect(Math.max(...report.away)).toBeLessThan(15_000)
    })
  },
)

/** The most that were lost within one second of a gentle end. */
function mostInASecond(lost: readonly number[], at: number): number {
  const during = lost.filter((moment) => moment >= at && moment < at + DRAIN_MS + 1_000)
  return Math.max(0, ...during.map((from) => during.filter((moment) => moment >= from && moment < from + 1_000).length))
}
