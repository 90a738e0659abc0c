import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { weakAnd } from '../../src/search/weak-and.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase({ migrated: false })
}, 60_000)
afterAll(() => database.close())

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f']

describe('the weak AND', () => {
  it.each<[what: string, weights: number[], need: number, query: string | null]>([
    ['asks for all where nothing less is enough', [2, 1], 3, "'a' & ('b')"],
    ['asks for any where each is enough', [2, 1], 1, "'a' | 'b'"],
    ['asks for two of three', [1, 1, 1], 2, "'a' & ('b' | 'c') | 'b' & ('c')"],
    ['lets the heaviest stand alone', [3, 1, 1], 2, "'a' | 'b' & ('c')"],
    ['is nothing where all together are too light', [2, 1], 4, null],
    ['is nothing of nothing', [], 1, null],
  ])('%s', (_, weights, need, query) => {
    const parts = weights.map((weight, index) => ({ query: `'${NAMES[index]}'`, weight }))
    expect(weakAnd(parts, need)).toBe(query)
  })

  it('is answered by just what holds enough', async () => {
    const weight = fc.integer({ min: 0, max: 20 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(weight, { minLength: 1, maxLength: NAMES.length }),
        fc.integer({ min: 1, max: 60 }),
        fc.subarray(NAMES),
        async (weights, need, held) => {
          const parts = weights
            .toSorted((a, b) => b - a)
            .map((weight, index) => ({ query: `'${NAMES[index]}'`, weight, name: NAMES[index]! }))
          const sum = parts.reduce((sum, { name, weight }) => sum + (held.includes(name) ? weight : 0), 0)
          const [row] = await database.db.query('select array_to_tsvector($1::text[]) @@ $2::tsquery as answers', [
            held,
            weakAnd(parts, need) ?? '',
          ])
          expect(row.answers).toBe(sum >= need)
        },
      ),
      { numRuns: 200 },
    )
  })
})
