import { type Figure, figure } from '../eval/measure.ts'
import type { EventWriter } from './fanout-log.ts'
import { Side } from './fanout-side.ts'
import type { WorkPlace } from './work-place.ts'

/** Rounds of which the median counts; ours and the baseline take turns. */
export const ROUNDS = 3
const IDLE_SOCKETS = 10_000
const FIRST_SOCKETS = 2_000
/** The young generation begins as large as it may become: else its growth, which comes once, would be the sockets'. */
const GROWN = ['--min-semi-space-size=16', '--max-semi-space-size=16']
const REPLAYED = 100_000
const WRITTEN_AT_ONCE = 10_000

/** What each part of the measure is given. */
export interface Fanout {
  place: WorkPlace
  writer: EventWriter
  say(text: string): void
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** What a socket with a subscription holds, beside an idle one of plain `ws`. */
export async function memory(fanout: Fanout): Promise<Figure> {
  const rounds: { plain: number; live: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const [plain, live] = [await eachHolds('plain', fanout), await eachHolds('live', fanout)]
    rounds.push({ plain, live })
    fanout.say(`${IDLE_SOCKETS} sockets: ${live.toFixed(1)} kB each, plain ws ${plain.toFixed(1)} kB`)
  }
  const name = 'memory of a subscribed socket to an idle one of plain ws, of 10,000'
  return figure(name, median(rounds.map(({ plain, live }) => live / plain)), {
    unit: 'ratio',
    atMost: 1.3,
    baseline: { name: 'idle plain ws', value: median(rounds.map(({ plain }) => plain)), unit: 'kB' },
  })
}

/** Resident kilobytes of one of many sockets. */
async function eachHolds(kind: 'plain' | 'live', { place, writer }: Fanout): Promise<number> {
  const side = await Side.open(kind, place.url, GROWN)
  // The first take what the process has asked for to begin.
  await side.connect(FIRST_SOCKETS)
  const before = await side.server.ask<number>('memory')
  await side.connect(IDLE_SOCKETS)
  const after = await side.server.ask<number>('memory')
  if (kind === 'live') await side.allHear(FIRST_SOCKETS + IDLE_SOCKETS, writer)
  side.close()
  return (after - before) / IDLE_SOCKETS / 1_024
}

/** A whole log to one client that was away, beside reading the same rows. */
export async function replay({ place, writer, say }: Fanout): Promise<Figure[]> {
  while (writer.written < REPLAYED) await writer.write(Math.min(WRITTEN_AT_ONCE, REPLAYED - writer.written))
  const [{ epoch }] = await place.db.query('select epoch from log_head')
  const live = await Side.open('live', place.url)
  const after = Buffer.from(`${epoch}:0`).toString('base64url')
  const bySecond = (took: number): number => writer.written / (took / 1_000)
  const read = (rows: boolean) => live.server.ask<number>('readLog', { url: place.url, count: writer.written, rows })
  const rounds: { ours: number; alone: number; log: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const ours = await live.round(writer.written, () => live.connect(1, [{ after }]).then(() => null))
    const [alone, log] = [bySecond(await read(true)), bySecond(await read(false))]
    rounds.push({ ours: ours.bySecond, alone, log })
    say(
      `replay: ${ours.bySecond.toFixed(0)} events/s; PostgreSQL alone ${alone.toFixed(0)}/s, without what they show ${log.toFixed(0)}/s`,
    )
    await live.disconnect()
  }
  live.close()
  const baseline = (name: string, of: (round: (typeof rounds)[0]) => number) => ({
    name: `reading ${name} from PostgreSQL alone`,
    value: median(rounds.map(of)),
    unit: 'events/s',
  })
  return [
    figure('replay to one client, ratio to reading the events', median(rounds.map(({ ours, alone }) => ours / alone)), {
      unit: 'ratio',
      atLeast: 0.3,
      baseline: baseline('changes, articles and sources', ({ alone }) => alone),
    }),
    figure('replay to one client, ratio to reading the log', median(rounds.map(({ ours, log }) => ours / log)), {
      unit: 'ratio',
      baseline: baseline('changes', ({ log }) => log),
    }),
  ]
}
