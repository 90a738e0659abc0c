import { type Figure, figure } from '../eval/measure.ts'
import type { Load } from './http-load.ts'
import type { ReadSide } from './read-side.ts'

/** One that is measured beside others. */
export interface Contestant {
  side: ReadSide
  /** What ours is to come to, times this one; null where that is only told. */
  goal: number | null
  /** What stands on the other side of the ratio, for readers. */
  baseline: string
}

const ROUNDS = 5

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

/**
 * Ours beside others, round by round in turn, so that a slow spell of the machine falls on all: the ratio of each round, by the clock and
 * by the processor time of the server's own process.
 * @param bodiesFor what a side is asked in a round
 */
export async function compared(
  what: string,
  { ours, others }: { ours: ReadSide; others: readonly Contestant[] },
  load: Pick<Load, 'connections' | 'warm' | 'count'>,
  bodiesFor: (side: ReadSide, round: number) => Promise<readonly string[]> | readonly string[],
  say: (text: string) => void,
): Promise<Figure[]> {
  const ratios = others.map(() => ({ clock: [] as number[], cpu: [] as number[], theirs: [] as number[] }))
  for (let round = 0; round < ROUNDS; round++) {
    const own = await ours.round({ ...load, bodies: await bodiesFor(ours, round) })
    const told = [`ours ${own.bySecond.toFixed(0)}/s of ${own.bytes} bytes, ${own.byCpu.toFixed(0)} a CPU second`]
    for (const [index, { side }] of others.entries()) {
      const their = await side.round({ ...load, bodies: await bodiesFor(side, round) })
      told.push(`${side.name} ${their.bySecond.toFixed(0)}/s of ${their.bytes}, ${their.byCpu.toFixed(0)} a CPU second`)
      ratios[index]!.clock.push(own.bySecond / their.bySecond)
      ratios[index]!.cpu.push(own.byCpu / their.byCpu)
      ratios[index]!.theirs.push(their.bySecond)
    }
    say(`${what}: ${told.join('; ')}`)
  }
  return others.flatMap(({ side, goal, baseline }, index) => {
    const { clock, cpu, theirs } = ratios[index]!
    const beside = { name: baseline, value: median(theirs), unit: 'requests/s' }
    const wanted = goal === null ? {} : { atLeast: goal }
    return [
      figure(`${what} to ${side.name}`, median(clock), { unit: 'ratio', baseline: beside, ...wanted }),
      figure(`${what} to ${side.name}, by the CPU of the server`, median(cpu), { unit: 'ratio' }),
    ]
  })
}
