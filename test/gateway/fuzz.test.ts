import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFullNewsstand } from '../support/full-newsstand.ts'
import { fuzz } from '../support/fuzzer.ts'

let stand: Awaited<ReturnType<typeof openFullNewsstand>>
beforeAll(async () => {
  stand = await openFullNewsstand()
})
afterAll(() => stand.close())

it('whatever is asked for five seconds by any transport is answered soon, paid for, or refused', async () => {
  const { faults, ...tally } = await fuzz(stand, 5_000, stand.server.config.maxCost)
  expect(faults, JSON.stringify(tally)).toEqual([])
  expect(tally.answered).toBeGreaterThan(10)
  expect(tally.refused).toBeGreaterThan(10)
})
