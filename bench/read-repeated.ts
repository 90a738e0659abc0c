import type { Figure } from '../eval/measure.ts'
import { compared } from './read-compared.ts'
import { PAGE } from './read-questions.ts'
import { ReadSide } from './read-side.ts'

const LOAD = { connections: 32, warm: 1_000, count: 10_000 }
const GOAL = 0.8

/** The same operation again and again, beside Fastify alone with the same bytes in its memory. */
export async function repeated(ours: ReadSide, say: (text: string) => void): Promise<Figure[]> {
  const body = JSON.stringify({ query: PAGE })
  const text = await ours.answer(body)
  const fastify = await ReadSide.open('static bytes', 'bytes', { text })
  try {
    const others = [{ side: fastify, goal: GOAL, baseline: 'the same bytes from memory by Fastify' }]
    return await compared('repeated operation', { ours, others }, LOAD, () => [body], say)
  } finally {
    fastify.close()
  }
}
