import { expect, it } from 'vitest'
import { filterCosts } from '../../bench/filter-cost.ts'

it('costs an event among 10,000 filters that it does not answer at most 1.5 times what it costs among 100', async () => {
  const [few, many] = await filterCosts([100, 10_000])
  // Of those that share a word with it one in a thousand is asked.
  expect(many!.candidates).toBeLessThan(10)
  // Of CPU time, so that what others do counts for little.
  expect(many!.microseconds).toBeLessThan(1.5 * few!.microseconds)
}, 20_000)
