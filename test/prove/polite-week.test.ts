import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import { Habits, type WeekReport } from '../support/habits.ts'
import { IngestRoom, START } from '../support/ingest-room.ts'
import { startDesk } from '../support/working-desk.ts'

const FULL = process.env.PROVE === 'full'
const DAYS = FULL ? 7 : 1
const FEEDS = 200

const share = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0

describe(`${DAYS} simulated day(s) of ${FEEDS} feeds of every habit`, () => {
  let room: IngestRoom
  let report: WeekReport

  beforeAll(async () => {
    const from = Date.now()
    room = await IngestRoom.open(new Date(START.getTime() + DAYS * 86_400_000))
    const habits = new Habits(room, FEEDS, DAYS)
    await habits.open()
    const desk = startDesk(room.db, () => room.clock.now())
    const ingester = room.makeIngester({ random: seededRandom('week'), idleMs: 3_600_000 })
    room.clock.standStillWhile(() => ingester.busy > 0)
    ingester.start()
    await room.clock.end()
    await ingester.close()
    report = await habits.report()
    await desk.close()
    const { early, late, unconditional, foreign, waits, missing, ...counts } = report
    const seconds = Math.round((Date.now() - from) / 1000)
    const wrong = {
      early: early.length,
      late: late.length,
      unconditional: unconditional.length,
      foreign: foreign.length,
    }
    const wait = { p50: share(waits, 0.5), p95: share(waits, 0.95) }
    console.log(JSON.stringify({ claim: 'polite week', days: DAYS, feeds: FEEDS, seconds, ...counts, wait, ...wrong }))
  }, 1_700_000)

  afterAll(async () => {
    await room.close()
  })

  it('polls nothing before its publisher allows it', () => {
    expect(report.early).toEqual([])
  })

  it('asks without validators once, and never again while it has any', () => {
    expect(report.unconditional).toEqual([])
  })

  it('sends back every validator byte for byte', () => {
    expect(report.foreign).toEqual([])
    expect(report.conditional).toBeGreaterThan(FEEDS)
  })

  it('asks no host more than two things at once', () => {
    expect(report.mostAtOnce).toBe(2)
  })

  it('has every item within the interval of its feed and 30 seconds, as long as its publisher let it', () => {
    expect(report.late).toEqual([])
    // Of those who ask for nothing most items come within twice the time from one to the next: the rhythm is their own.
    expect(share(report.waits, 0.95)).toBeLessThan(2)
    expect(report.items).toBeGreaterThan(FEEDS)
  })

  it('admits every item that it was shown once', async () => {
    expect(report.missing).toEqual([])
    expect(report.articles).toBe(report.shown)
  })
})
