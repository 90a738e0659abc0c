import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FETCH_LIMITS } from '../../src/ingestion/fetch/limits.ts'
import { startZoo, type Zoo } from '../support/hostile-origins.ts'
import { TEST_CERTIFICATE } from '../support/origins.ts'

/** What the fetching process saw. */
interface Sight {
  results: { name: string; said: string; reason?: string; fetchMs: number; parsed: string | null }[]
  polls: { kind: string; ms: number }[]
  growthMb: number
  /** The longest that the loop was held up by the zoo, and before by as many ordinary feeds. */
  stalls: { clockMs: number; computedMs: number }
  ordinary: { clockMs: number; computedMs: number }
}

const FULL = process.env.PROVE === 'full'
const ROUNDS = FULL ? 3 : 1
/** Beyond the deadline: what it takes to notice on a busy machine. */
const SLACK_MS = 2_000

function start(): ChildProcess {
  const script = fileURLToPath(new URL('../support/fetch-process.js', import.meta.url))
  return fork(script, { execArgv: ['--expose-gc'], serialization: 'advanced' })
}

describe.each(Array.from({ length: ROUNDS }, (_, at) => at + 1))('hostile origins all at once, round %d', () => {
  let zoo: Zoo
  let sight: Sight

  beforeAll(async () => {
    zoo = await startZoo()
    const fetching = start()
    const { hostile, healthy, opened, canary } = zoo
    fetching.send({ hostile, healthy, opened, canaryPort: canary.port, ca: TEST_CERTIFICATE })
    const [seen] = (await once(fetching, 'message')) as [Sight]
    sight = seen
    console.log(
      JSON.stringify({
        claim: 'hostile origins',
        origins: hostile.length,
        slowestMs: Math.round(Math.max(...sight.results.map(({ fetchMs }) => fetchMs))),
        growthMb: Math.round(sight.growthMb),
        stallByClockMs: Math.round(sight.stalls.clockMs),
        stallComputedMs: Math.round(sight.stalls.computedMs),
        ordinaryStallComputedMs: Math.round(sight.ordinary.computedMs),
        healthyPolls: sight.polls.length,
        healthySlowestMs: Math.round(Math.max(...sight.polls.map(({ ms }) => ms))),
        parsed: Object.fromEntries(sight.results.filter((each) => each.parsed).map((each) => [each.name, each.parsed])),
      }),
    )
    for (const { name, said, reason, fetchMs } of sight.results)
      console.log(`${Math.round(fetchMs)} ms  ${said}  ${name}: ${reason ?? ''}`)
  }, 300_000)

  afterAll(async () => {
    await zoo.close()
  })

  it('each come to what they deserve', () => {
    const wrong = zoo.hostile.filter(({ name, expected }) => {
      const said = sight.results.find((result) => result.name === name)?.said
      return said === undefined || !expected.split('|').includes(said)
    })
    expect(zoo.hostile.length).toBeGreaterThanOrEqual(25)
    expect(wrong.map(({ name }) => sight.results.find((result) => result.name === name))).toEqual([])
  })

  it('each end within the deadline', () => {
    expect(sight.results.filter(({ fetchMs }) => fetchMs > FETCH_LIMITS.totalMs + SLACK_MS)).toEqual([])
  })

  it('cost the process no more than 64 MB', () => {
    expect(sight.growthMb).toBeLessThan(64)
  })

  it('hold nobody up for 50 ms', () => {
    // The time that the loop was at work: by the clock it also waits for whoever else uses this machine.
    expect(sight.stalls.computedMs).toBeLessThan(50)
  })

  it('leave a healthy origin served all the time', () => {
    expect(sight.polls.length).toBeGreaterThan(20)
    expect(sight.polls.filter(({ kind }) => kind !== 'fresh')).toEqual([])
  })

  it('reach nothing inside', () => {
    expect(zoo.canary.connections).toBe(0)
  })
})
