import type { DataSource } from 'typeorm'
import { type Figure, figure } from '../eval/measure.ts'
import { median } from './read-compared.ts'
import { pageBody } from './read-questions.ts'
import type { ReadSide } from './read-side.ts'
import { freshQuestions } from './read-varied.ts'

const ROUNDS = 3
const WARM = 300
const COUNT = 2_000
const CONNECTIONS = 64
const SHARE = 0.8

/** How long the slowest of a hundred pages takes while a server has four fifths of what it can do, each of what itself can. */
export async function latency(
  ours: ReadSide,
  others: readonly ReadSide[],
  { db }: { db: DataSource },
  say: (text: string) => void,
): Promise<Figure[]> {
  const questions = freshQuestions(db, WARM + COUNT)
  let round = 0
  const slowest = async (side: ReadSide): Promise<number> => {
    const times: number[] = []
    for (let turn = 0; turn < ROUNDS; turn++) {
      const bodies = (await questions(round++)).map((question) => pageBody(side.style, question))
      const full = await side.round({ connections: 16, warm: WARM, count: COUNT, bodies })
      const rate = full.bySecond * SHARE
      const fresh = (await questions(round++)).map((question) => pageBody(side.style, question))
      const { p50, p99 } = await side.round({ connections: CONNECTIONS, warm: WARM, count: COUNT, bodies: fresh, rate })
      say(`${side.name} at ${rate.toFixed(0)}/s: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)
      times.push(p99)
    }
    return median(times)
  }
  const own = await slowest(ours)
  if (others.length === 0) return [figure('p99 under 80 % load', own, { unit: 'ms' })]
  const figures: Figure[] = []
  for (const side of others) {
    const their = await slowest(side)
    const baseline = { name: `${side.name} at 80 % of what it can do`, value: their, unit: 'ms' }
    figures.push(figure(`p99 under 80 % load, beside ${side.name}`, own, { unit: 'ms', baseline, atMost: their }))
  }
  return figures
}
