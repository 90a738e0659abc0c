import { describe, expect, it } from 'vitest'
import { PointBuckets } from '../../src/gateway/point-buckets.ts'

function buckets() {
  const clock = { now: 1_000 }
  return { clock, points: new PointBuckets(() => clock.now) }
}

describe('a bucket of points', () => {
  it('holds the points of a minute, and gives no more than it holds', async () => {
    const { points } = buckets()
    expect(await points.charge('a', 60, 100)).toMatchObject({ admitted: true, remaining: 40, resetSeconds: 36 })
    expect(await points.charge('a', 41, 100)).toMatchObject({ admitted: false, remaining: 40, retryAfter: 1 })
    expect(await points.charge('a', 40, 100)).toMatchObject({ admitted: true, remaining: 0 })
    // Of another caller there is nothing gone.
    expect(await points.charge('b', 100, 100)).toMatchObject({ admitted: true, remaining: 0 })
  })

  it('fills evenly, and says when there will be enough', async () => {
    const { clock, points } = buckets()
    await points.charge('a', 100, 100)
    expect(await points.charge('a', 50, 100)).toMatchObject({ admitted: false, retryAfter: 30 })
    clock.now += 29_900
    expect(await points.charge('a', 50, 100)).toMatchObject({ admitted: false, retryAfter: 1 })
    clock.now += 100
    expect(await points.charge('a', 50, 100)).toMatchObject({ admitted: true, remaining: 0 })
    clock.now += 600_000
    expect(points.state('a', 100)).toMatchObject({ remaining: 100, resetSeconds: 0 })
  })

  it('gives what costs more than it holds to who has it full', async () => {
    const { clock, points } = buckets()
    expect(await points.charge('a', 1_000, 100)).toMatchObject({ admitted: true, remaining: 0 })
    clock.now += 59_000
    expect(await points.charge('a', 1_000, 100)).toMatchObject({ admitted: false, retryAfter: 1 })
    clock.now += 1_000
    expect(await points.charge('a', 1_000, 100)).toMatchObject({ admitted: true })
  })

  it('takes back what was not used, and never holds more than it can', async () => {
    const { points } = buckets()
    await points.charge('a', 80, 100)
    points.refund('a', 70, 100)
    expect(points.state('a', 100).remaining).toBe(90)
    points.refund('a', 70, 100)
    expect(points.state('a', 100).remaining).toBe(100)
    expect(await points.charge('a', 100, 100)).toMatchObject({ admitted: true, remaining: 0 })
    expect(await points.charge('a', 1, 100)).toMatchObject({ admitted: false })
  })

  it('gives what was asked at the same moment no more often than it holds', async () => {
    const { points } = buckets()
    const asked = await Promise.all(Array.from({ length: 200 }, () => points.charge('a', 7, 1_000)))
    expect(asked.filter(({ admitted }) => admitted)).toHaveLength(142)
  })
})
