import { describe, expect, it } from 'vitest'
import { carriedBy, p99Of } from '../../bench/queues.ts'
import { seededRandom } from '../../src/sample/seeded-random.ts'

/** Of one server (M/M/1): the time in the system is exponential with the mean 1 / (1 / mean - rate). */
const known = (mean: number, rate: number): number => Math.log(100) / (1 / mean - rate)

describe('the simulation of queues', () => {
  it.each([0.2, 0.5, 0.8])('says of one server that is busy for %d of the time what the formula says', (load) => {
    const p99 = p99Of([{ servers: 1, mean: 0.01 }], load * 100, seededRandom('queues'))
    expect(p99 / known(0.01, load * 100)).toBeGreaterThan(0.9)
    expect(p99 / known(0.01, load * 100)).toBeLessThan(1.1)
  })

  it('finds the rate at which the formula gives the time', () => {
    const rate = carriedBy([{ servers: 1, mean: 0.01 }], 0.1, () => seededRandom('queues'))
    expect(rate / (100 - Math.log(100) / 0.1)).toBeGreaterThan(0.9)
    expect(rate / (100 - Math.log(100) / 0.1)).toBeLessThan(1.1)
  })

  it('carries more with more servers, and never more than its narrowest place', () => {
    const carried = (api: number) =>
      carriedBy(
        [
          { servers: api, mean: 0.002 },
          { servers: 2, mean: 0.001 },
        ],
        0.1,
        () => seededRandom('queues'),
      )
    expect(carried(2)).toBeGreaterThan(1.8 * carried(1))
    expect(carried(16)).toBeLessThan(2_000)
  })
})
