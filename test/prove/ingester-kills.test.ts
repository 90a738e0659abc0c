import { beforeAll, describe, expect, it } from 'vitest'
import { IngestChaos, type IngestChaosReport } from '../support/ingest-chaos.ts'

const FULL = process.env.PROVE === 'full'
const LEASE_MS = FULL ? 60_000 : 6_000

describe('feeds by the hundred while ingesters and the database die, stall and come back', () => {
  let report: IngestChaosReport

  beforeAll(async () => {
    report = await IngestChaos.run({
      feeds: FULL ? 1_000 : 300,
      hosts: 50,
      processes: 4,
      leaseMs: LEASE_MS,
      kills: FULL ? 50 : 15,
      awayMs: FULL ? 60_000 : 5_000,
      stalledMs: FULL ? 65_000 : 8_000,
      patienceMs: 600_000,
    })
    console.log(JSON.stringify({ claim: 'ingester kills', ...report }))
  }, 1_700_000)

  it('loses nothing: every item of every publisher is in the record', () => {
    expect(report.articles).toBe(report.items)
  })

  it('brings nothing twice: each item reached the desk once, and the log tells of it once', () => {
    expect(report.outcomes).toEqual({ CREATED: report.items })
    expect(report.events).toBe(report.items)
  })

  it('frees the leases of killed processes by itself, as soon as they have run out', () => {
    expect(report.leftLeases).toBeGreaterThan(0)
    expect(report.leasesFreeMs).toBeLessThan(LEASE_MS + 2_000)
  })

  it('lets a process that stood still store nothing of what others took over', () => {
    expect(report.zombieTold).toBe(true)
  })
})
