import { parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/sample/seeded-random.ts'
import { servedSchema } from '../support/ask-schema.ts'
import { openFullNewsstand } from '../support/full-newsstand.ts'
import { objectsIn, RandomOperations } from '../support/random-operations.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'

/** How long it looks for an operation that comes to more than was thought. */
const LOOKS_MS = 4_000
/** What is not in the store, or changes it. */
const ELSEWHERE = new Set(['feedPreview'])

let stand: Awaited<ReturnType<typeof openFullNewsstand>>
beforeAll(async () => {
  stand = await openFullNewsstand()
})
afterAll(() => stand.close())

describe('G18: what an operation is said to cost at most', () => {
  it.each([
    ['of any size', {}],
    [
      'of the largest',
      {
        lengths: [100],
        depth: 4,
        roots: (name: string) => /^(articles|stories|search|tags|sources|nodes)$/.test(name),
      },
    ],
  ])('is never less than what it comes to, nor that less than the objects of the answer: %s', async (_, terms) => {
    const schema = servedSchema()
    const seed = String(Math.random())
    const roots = (name: string) => !ELSEWHERE.has(name)
    const operations = new RandomOperations({ schema, words: stand.words, random: seededRandom(seed), roots, ...terms })
    const tally = { answered: 0, refused: 0, invalid: 0, objects: 0 }
    for (const end = performance.now() + LOOKS_MS; performance.now() < end; ) {
      const ask = operations.next()
      if (validate(schema, parse(ask.query)).length > 0) {
        tally.invalid++
        continue
      }
      const { body, status } = await stand.server.post('/graphql', ask, AS_ADMIN)
      expect(status, JSON.stringify({ seed, ask, body })).toBeLessThan(500)
      if (!body.data) {
        tally.refused++
        continue
      }
      const { requested, actual } = body.extensions.cost
      const objects = objectsIn(body.data) - 1
      const told = JSON.stringify({ seed, ask, requested, actual, objects })
      expect(actual, told).toBeLessThanOrEqual(requested)
      expect(objects, told).toBeLessThanOrEqual(actual)
      tally.answered++
      tally.objects += objects
    }
    // The operations are valid, and answered with something.
    expect(tally.objects).toBeGreaterThan(tally.answered)
    expect(tally.answered).toBeGreaterThan(10)
    expect(tally.invalid).toBeLessThan(tally.answered / 10)
  })

  it('is just what it comes to where every list is full', async () => {
    const query = `{ articles(first: 100, filter: { sources: ["rasif"], includeCopies: true }) {
      nodes { source { name } tags(first: 20) { name } readAlso(first: 10) { headline } } } }`
    const { body } = await stand.server.post('/graphql', { query }, AS_ADMIN)
    expect(body.extensions.cost).toEqual({ requested: 3_201, actual: 3_201 })
    expect(objectsIn(body.data) - 1).toBe(3_201)
  })
})
