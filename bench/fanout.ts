import { setTimeout as sleep } from 'node:timers/promises'
import { type Figure, figure, type Measurement } from '../eval/measure.ts'
import type { BenchOptions } from './bench-options.ts'
import { wallClock } from './fanout-child.ts'
import { type Fanout, median, memory, ROUNDS, replay } from './fanout-costs.ts'
import { EventWriter, SOURCES } from './fanout-log.ts'
import { Side } from './fanout-side.ts'
import { filterCosts } from './filter-cost.ts'
import { openWorkPlace } from './work-place.ts'

/** Identical subscribers, and frames of one round. */
const CROWDS = [1_000, 5_000]
const FRAMES = 150_000
const FILTERS = 500
/** Of those who subscribe with distinct filters; each event is for all of them. */
const FILTERING = 5_000
const FILTERED_FRAMES = 50_000
const LISTENING = 1_000
const EVENTS_A_SECOND = 200
const SECONDS = 15

/** Sends what the log is told to crowds of subscribers, beside plain `ws`, stock graphql-ws and PostgreSQL alone in the same run. */
export async function measureFanout({ say }: BenchOptions): Promise<Measurement> {
  const place = await openWorkPlace({ durable: false })
  try {
    const writer = await EventWriter.open(place.db)
    const fanout: Fanout = { place, writer, say }
    const socket = await memory(fanout)
    const crowds = [...(await identical(fanout)), ...(await filtered(fanout)), ...(await latency(fanout))]
    const replayed = await replay(fanout)
    say('filters that an event does not answer')
    const [few, many] = await filterCosts([100, 10_000])
    return {
      name: 'fanout',
      figures: [
        ...crowds,
        socket,
        ...replayed,
        figure('cost of an event, 10,000 filters that do not match to 100', many!.microseconds / few!.microseconds, {
          unit: 'ratio',
          atMost: 1.5,
          baseline: { name: 'among 100', value: few!.microseconds, unit: 'µs' },
        }),
      ],
    }
  } finally {
    await place.close()
  }
}

/** Messages a second to subscribers who are all alike, as events are committed one after the other. */
async function identical({ place, writer, say }: Fanout): Promise<Figure[]> {
  const [live, plain] = [await Side.open('live', place.url), await Side.open('plain', place.url)]
  const ratios: number[] = []
  const cpuRatios: number[] = []
  let best = { plain: 0, byCpu: 0 }
  for (const crowd of CROWDS) {
    await live.connect(crowd)
    await plain.connect(crowd)
    await live.allHear(crowd, writer)
    const rounds: { ratio: number; cpuRatio: number; plain: number; byCpu: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const count = FRAMES / crowd
      const ours = await live.round(FRAMES, () => writer.writeEach(count))
      const text = await live.clients.ask<string>('sample')
      const theirs = await plain.round(FRAMES, () => plain.server.ask<null>('broadcast', { count, text }))
      rounds.push({
        ratio: ours.bySecond / theirs.bySecond,
        cpuRatio: ours.byCpu / theirs.byCpu,
        plain: theirs.bySecond,
        byCpu: theirs.byCpu,
      })
      say(
        `${crowd} alike: ${ours.bySecond.toFixed(0)}/s, plain ws ${theirs.bySecond.toFixed(0)}/s; ` +
          `a CPU second ${ours.byCpu.toFixed(0)}, plain ws ${theirs.byCpu.toFixed(0)}`,
      )
    }
    ratios.push(median(rounds.map(({ ratio }) => ratio)))
    cpuRatios.push(median(rounds.map(({ cpuRatio }) => cpuRatio)))
    best = { plain: median(rounds.map(({ plain }) => plain)), byCpu: median(rounds.map(({ byCpu }) => byCpu)) }
    await live.disconnect()
    await plain.disconnect()
  }
  live.close()
  plain.close()
  return [
    figure('ratio to plain ws', Math.min(...ratios), {
      unit: 'ratio',
      atLeast: 0.8,
      baseline: { name: 'plain ws broadcasting the same bytes', value: best.plain, unit: 'messages/s' },
    }),
    figure('ratio to plain ws by CPU of the server', Math.min(...cpuRatios), {
      unit: 'ratio',
      atLeast: 0.8,
      baseline: { name: 'plain ws broadcasting the same bytes', value: best.byCpu, unit: 'messages/CPU s' },
    }),
  ]
}

/** The same with many distinct filters, each of which every event answers. */
async function filtered({ place, writer, say }: Fanout): Promise<Figure[]> {
  const [live, stock] = [await Side.open('live', place.url), await Side.open('stock', place.url)]
  // Distinct, and each answered by every event.
  const variables = Array.from({ length: FILTERS }, (_, number) => ({
    filter: { publishedFrom: new Date(number * 1_000).toISOString() },
  }))
  await live.connect(FILTERING, variables)
  await stock.connect(FILTERING, variables)
  await live.allHear(FILTERING, writer)
  const count = FILTERED_FRAMES / FILTERING
  const rounds: { ratio: number; stock: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const after = writer.written
    const ours = await live.round(FILTERED_FRAMES, () => writer.write(count))
    const theirs = await stock.round(FILTERED_FRAMES, () => stock.server.ask<null>('publish', { after, count }))
    rounds.push({ ratio: ours.bySecond / theirs.bySecond, stock: theirs.bySecond })
    say(
      `${FILTERING} with ${FILTERS} filters: ${ours.bySecond.toFixed(0)}/s, stock graphql-ws ${theirs.bySecond.toFixed(0)}/s`,
    )
  }
  live.close()
  stock.close()
  return [
    figure('500 distinct filters, ratio to stock graphql-ws', median(rounds.map(({ ratio }) => ratio)), {
      unit: 'ratio',
      atLeast: 5,
      baseline: { name: 'stock graphql-ws', value: median(rounds.map(({ stock }) => stock)), unit: 'messages/s' },
    }),
  ]
}

/** From the commit of an event to its frames, at a steady pace. */
async function latency({ place, writer, say }: Fanout): Promise<Figure[]> {
  const live = await Side.open('live', place.url)
  const variables = Array.from({ length: SOURCES }, (_, number) => ({ filter: { sources: [`press-${number}`] } }))
  await live.connect(LISTENING, variables)
  await sleep(1_000)
  await live.clients.ask('record')
  const commits: [number, number][] = []
  const began = wallClock()
  for (let event = 0; event < EVENTS_A_SECOND * SECONDS; event++) {
    const early = began + (event * 1_000) / EVENTS_A_SECOND - wallClock()
    if (early > 1) await sleep(early)
    const committed = await writer.write(1)
    commits.push([writer.written, committed])
  }
  const seconds = (wallClock() - began) / 1_000
  await sleep(1_000)
  const { p50, p99, frames } = await live.clients.ask<{ p50: number; p99: number; frames: number }>(
    'latencies',
    commits,
  )
  live.close()
  say(
    `${commits.length} events in ${seconds.toFixed(1)} s, ${frames} frames; p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms`,
  )
  const about = `${EVENTS_A_SECOND} events/s, ${LISTENING} subscribers of ${SOURCES} sources`
  return [
    figure(`commit to frame, p50, ${about}`, p50, { unit: 'ms', atMost: 30 }),
    figure(`commit to frame, p99, ${about}`, p99, { unit: 'ms', atMost: 150 }),
  ]
}
