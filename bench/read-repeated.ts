import { type Figure, figure } from '../eval/measure.ts'
import { ReadSide } from './read-side.ts'

const CONNECTIONS = 32
const COUNT = 10_000
const ROUNDS = 5
const GOAL = 0.8

/** Twenty articles with source and tags. */
export const PAGE = `query Page($after: Cursor, $filter: ArticleFilter) {
  articles(first: 20, after: $after, filter: $filter) {
    nodes {
      id url title excerpt language direction publishedAt observedAt isLate
      source { id slug name country }
      tags { id slug name kind }
    }
    pageInfo { hasNextPage endCursor }
  } }`

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

/** The same operation again and again, beside Fastify alone with the same bytes in its memory. */
export async function repeated(ours: ReadSide, say: (text: string) => void): Promise<Figure> {
  const body = JSON.stringify({ query: PAGE })
  const text = await ours.answer(body)
  const fastify = await ReadSide.open('bytes', { text })
  try {
    const load = { connections: CONNECTIONS, warm: 1_000, count: COUNT, requests: [{ path: '/graphql', body }] }
    const ratios: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const own = await ours.round(load)
      const plain = await fastify.round(load)
      ratios.push(own.bySecond / plain.bySecond)
      theirs.push(plain.bySecond)
      say(
        `${own.bytes} bytes again and again: ${own.bySecond.toFixed(0)}/s, Fastify ${plain.bySecond.toFixed(0)}/s; ` +
          `a CPU second ${own.byCpu.toFixed(0)}, Fastify ${plain.byCpu.toFixed(0)}`,
      )
    }
    return figure('repeated operation to static bytes', median(ratios), {
      unit: 'ratio',
      atLeast: GOAL,
      baseline: { name: 'the same bytes from memory by Fastify', value: median(theirs), unit: 'requests/s' },
    })
  } finally {
    fastify.close()
  }
}
