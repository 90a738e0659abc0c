import type { DataSource } from 'typeorm'
import { type Figure, figure } from '../eval/measure.ts'
import { slopeOf } from './memory.ts'
import { PAGE, pageBody } from './read-questions.ts'
import type { ReadSide } from './read-side.ts'
import { freshQuestions, storyBodies } from './read-varied.ts'

const MEGABYTE = 1_048_576
const COUNT = 600
/** Looks at memory over the whole run. */
const SAMPLES = 24
/** The first part fills caches. */
const WARM_UP = 0.25
const GOAL = 0.1

/** Whether the server holds more the longer it is asked for this and that: what is repeated, what never comes twice, whole stories. */
export async function mixedMemory(
  ours: ReadSide,
  { db }: { db: DataSource },
  minutes: number,
  say: (text: string) => void,
): Promise<Figure[]> {
  const began = performance.now()
  const length = minutes * 60_000
  const samples: [minute: number, megabytes: number][] = []
  for (let round = 0; performance.now() - began < length; round++) {
    const pages = (await freshQuestions(db, COUNT)(round)).map((question) => pageBody(ours.style, question))
    const whole = await storyBodies(db, ours.style, COUNT)
    const repeated = JSON.stringify({ query: PAGE })
    const bodies = pages.flatMap((page, index) => [page, whole[index]!, repeated, repeated])
    await ours.round({ connections: 16, warm: 0, count: bodies.length, bodies })
    const elapsed = performance.now() - began
    if (elapsed < (samples.length * length) / SAMPLES) continue
    samples.push([elapsed / 60_000, (await ours.memory()) / MEGABYTE])
    say(`${(elapsed / 60_000).toFixed(1)} min of mixed load: ${samples.at(-1)![1].toFixed(0)} MB resident`)
  }
  const settled = samples.filter(([minute]) => minute >= minutes * WARM_UP)
  const [last] = samples.slice(-1)
  const grown = slopeOf(settled) * minutes * (1 - WARM_UP)
  return [
    figure('resident after mixed load', last?.[1] ?? Number.NaN, { unit: 'MB' }),
    figure('growth over the load to what is resident', grown / (last?.[1] ?? Number.NaN), {
      unit: 'ratio',
      atMost: GOAL,
    }),
  ]
}
