import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SharedBuckets } from '../../src/gateway/shared-buckets.ts'
import { PartnerStore } from '../../src/stores/partner-store.ts'
import { PointBucketStore } from '../../src/stores/point-bucket-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let own: TestDatabase
let store: PointBucketStore
beforeAll(async () => {
  own = await openTestDatabase()
  store = new PointBucketStore(own.db.manager)
})
afterAll(() => own.close())

let name: string
let partners = 0
let nodes: SharedBuckets[]
let statements = 0
let isAway = false
/** A node that counts what it asks of the database. */
function node(): SharedBuckets {
  const buckets: ConstructorParameters<typeof SharedBuckets>[0]['buckets'] = {
    async take(...given) {
      statements++
      if (isAway) throw new Error('away')
      return await store.take(...given)
    },
    giveBack: (points) => store.giveBack(points),
    states: (names) => store.states(names),
  }
  const made = new SharedBuckets({ buckets, now: () => performance.now(), warn: () => {} })
  nodes.push(made)
  return made
}
beforeEach(async () => {
  name = (await new PartnerStore(own.db.manager).create(`شريك ${++partners}`, 'LOG'))!.id
  nodes = []
  statements = 0
  isAway = false
})
afterEach(async () => {
  for (const each of nodes) await each.close()
})

describe('a bucket that nodes share', () => {
  it('G16: lets through no more than it holds, of 200 requests at once on two nodes', async () => {
    const both = [node(), node()]
    const began = performance.now()
    const asked = Array.from({ length: 200 }, (_, index) => both[index % 2]!.charge(name, 7 + (index % 5), 1_000))
    const charged = await Promise.all(asked)
    const seconds = (performance.now() - began) / 1_000
    const sum = charged.reduce((total, { admitted }, index) => total + (admitted ? 7 + (index % 5) : 0), 0)
    expect(sum).toBeLessThanOrEqual(1_000 + (seconds * 1_000) / 60)
    // Nor much less: what one has in hand the other cannot use.
    expect(sum).toBeGreaterThan(900)
    const refused = charged.filter(({ admitted }) => !admitted)
    expect(refused.length).toBeGreaterThan(50)
    for (const { retryAfter } of refused) expect(retryAfter).toBeGreaterThan(0)
    // Those who waited were served together.
    expect(statements).toBeLessThan(60)
  })

  it('is asked for seldom by a node that is busy', async () => {
    const busy = node()
    for (let time = 0; time < 2_000; time++) expect((await busy.charge(name, 10, 60_000_000)).admitted).toBe(true)
    expect(statements).toBeLessThan(40)
    expect(busy.state(name, 60_000_000).remaining).toBeGreaterThan(60_000_000 - 20_001)
    expect(busy.state(name, 60_000_000).remaining).toBeLessThanOrEqual(60_000_000 - 20_000 + 60_000)
  })

  it('gets back what was not used, and tells all nodes the same', async () => {
    const both = [node(), node()]
    await both[0]!.charge(name, 600, 1_000)
    both[0]!.refund(name, 550, 1_000)
    await both[1]!.charge(name, 1, 1_000)
    await expect
      .poll(() => both.map((each) => each.state(name, 1_000).remaining >= 945), { timeout: 5_000 })
      .toEqual([true, true])
    expect((await both[1]!.charge(name, 940, 1_000)).admitted).toBe(true)
    expect((await both[0]!.charge(name, 500, 1_000)).admitted).toBe(false)
    expect(both[0]!.state(name, 1_000).remaining).toBeLessThan(100)
  })

  it('fills evenly, and says when there will be enough', async () => {
    const one = node()
    expect(await one.charge(name, 6_000, 6_000)).toMatchObject({ admitted: true })
    const refused = await one.charge(name, 600, 6_000)
    expect([refused.admitted, refused.retryAfter]).toEqual([false, 6])
    expect(refused.resetSeconds).toBeGreaterThan(58)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(await one.charge(name, 100, 6_000)).toMatchObject({ admitted: true })
  })

  it('is left to each node while the database is away, which knows what it let through itself', async () => {
    const one = node()
    await one.charge(name, 600, 1_000)
    isAway = true
    expect(await one.charge(name, 350, 1_000)).toMatchObject({ admitted: true })
    expect(await one.charge(name, 350, 1_000)).toMatchObject({ admitted: false })
    expect(one.state(name, 1_000).remaining).toBeLessThan(100)
    isAway = false
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    // It had seen nothing of what was used meanwhile.
    expect(await one.charge(name, 350, 1_000)).toMatchObject({ admitted: true })
  })

  it('has its points back when a node closes', async () => {
    const one = node()
    for (let time = 0; time < 50; time++) await one.charge(name, 10, 100_000)
    await one.close()
    const other = node()
    await other.charge(name, 1, 100_000)
    expect(other.state(name, 100_000).remaining).toBeGreaterThan(100_000 - 502)
  })
})
