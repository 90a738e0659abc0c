import { expect, it } from 'vitest'
import { openFullNewsstand } from '../support/full-newsstand.ts'
import { fuzz } from '../support/fuzzer.ts'

const DURATION_MS = process.env.PROVE === 'full' ? 1_800_000 : 60_000

it('whatever is asked by any transport is answered soon, paid for, or refused', async () => {
  const stand = await openFullNewsstand()
  const { faults, ...tally } = await fuzz(stand, DURATION_MS, stand.server.config.maxCost)
  await stand.close()
  console.log(`${JSON.stringify(tally)}: ${faults.length} faults`)
  expect(faults).toEqual([])
  expect(tally.answered).toBeGreaterThan(100)
  expect(tally.refused).toBeGreaterThan(100)
})
