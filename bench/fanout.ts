import { setTimeout as sleep } from 'node:timers/promises'
import { type Figure, figure, type Measurement } from '../eval/measure.ts'
import type { BenchOptions } from './bench-options.ts'
import { wallClock } from './fanout-child.ts'
import type { Received } from './fanout-clients.ts'
import { EventWriter, SOURCES } from './fanout-log.ts'
import { Side } from './fanout-side.ts'
import { filterCosts } from './filter-cost.ts'
import { openWorkPlace, type WorkPlace } from './work-place.ts'

/** Identical subscribers, and frames of one round. */
const CROWDS = [1_000, 5_000]
const FRAMES = 150_000
const ROUNDS = 3
const FILTERS = 500
/** Of those who subscribe with distinct filters; each event is for all of them. */
const FILTERING = 5_000
const FILTERED_FRAMES = 50_000
const LISTENING = 1_000
const EVENTS_A_SECOND = 200
const SECONDS = 15
const IDLE_SOCKETS = 10_000
const FIRST_SOCKETS = 2_000
const REPLAYED = 100_000
const WRITTEN_AT_ONCE = 10_000

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** Sends what the log is told to crowds of subscribers, beside plain `ws`, stock graphql-ws and PostgreSQL alone in the same run. */
export async function measureFanout({ say }: BenchOptions): Promise<Measurement> {
  const place = await openWorkPlace({ durable: false })
  try {
    const writer = await EventWriter.open(place.db)
    const fanout = new Fanout(place, writer, say)
    const memory = await fanout.memory()
    const identical = await fanout.identical()
    const filtered = await fanout.filtered()
    const latency = await fanout.latency()
    const replay = await fanout.replay()
    say('filters that an event does not answer')
    const [few, many] = await filterCosts([100, 10_000])
    return {
      name: 'fanout',
      figures: [
        ...identical,
        ...filtered,
        ...latency,
        memory,
        ...replay,
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

class Fanout {
  #written = 0

  constructor(
    private readonly place: WorkPlace,
    private readonly writer: EventWriter,
    private readonly say: (text: string) => void,
  ) {}

  async memory(): Promise<Figure> {
    const each: number[] = []
    for (const kind of ['plain', 'live'] as const) {
      const side = await Side.open(kind, this.place.url)
      // The first take what the process has asked for to begin.
      await side.connect(FIRST_SOCKETS)
      const before = await side.server.ask<number>('memory')
      await side.connect(IDLE_SOCKETS)
      const after = await side.server.ask<number>('memory')
      each.push((after - before) / IDLE_SOCKETS / 1_024)
      this.say(`${IDLE_SOCKETS} sockets, ${kind}: ${each.at(-1)!.toFixed(1)} kB each`)
      if (kind === 'live') await this.#everybodyHears(side, FIRST_SOCKETS + IDLE_SOCKETS)
      side.close()
    }
    const [plain, live] = each as [number, number]
    return figure('memory of a subscribed socket to an idle one of plain ws, of 10,000', live / plain, {
      unit: 'ratio',
      atMost: 1.3,
      baseline: { name: 'idle plain ws', value: plain, unit: 'kB' },
    })
  }

  async identical(): Promise<Figure[]> {
    const [live, plain] = [await Side.open('live', this.place.url), await Side.open('plain', this.place.url)]
    const ratios: number[] = []
    const cpuRatios: number[] = []
    let best = { plain: 0, byCpu: 0 }
    for (const crowd of CROWDS) {
      await live.connect(crowd)
      await plain.connect(crowd)
      await this.#everybodyHears(live, crowd)
      const rounds: { ratio: number; cpuRatio: number; plain: number; byCpu: number }[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const count = FRAMES / crowd
        const ours = await live.round(FRAMES, () => this.#writeEach(count))
        const text = await live.clients.ask<string>('sample')
        const theirs = await plain.round(FRAMES, () => plain.server.ask<null>('broadcast', { count, text }))
        rounds.push({
          ratio: ours.bySecond / theirs.bySecond,
          cpuRatio: ours.byCpu / theirs.byCpu,
          plain: theirs.bySecond,
          byCpu: theirs.byCpu,
        })
        this.say(
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

  async filtered(): Promise<Figure[]> {
    const [live, stock] = [await Side.open('live', this.place.url), await Side.open('stock', this.place.url)]
    // Distinct, and each answered by every event.
    const variables = Array.from({ length: FILTERS }, (_, number) => ({
      filter: { publishedFrom: new Date(number * 1_000).toISOString() },
    }))
    await live.connect(FILTERING, variables)
    await stock.connect(FILTERING, variables)
    await this.#everybodyHears(live, FILTERING)
    const count = FILTERED_FRAMES / FILTERING
    const rounds: { ratio: number; stock: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const after = this.#written
      const ours = await live.round(FILTERED_FRAMES, () => this.#write(count))
      const theirs = await stock.round(FILTERED_FRAMES, () => stock.server.ask<null>('publish', { after, count }))
      rounds.push({ ratio: ours.bySecond / theirs.bySecond, stock: theirs.bySecond })
      this.say(
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

  async latency(): Promise<Figure[]> {
    const live = await Side.open('live', this.place.url)
    const variables = Array.from({ length: SOURCES }, (_, number) => ({ filter: { sources: [`press-${number}`] } }))
    await live.connect(LISTENING, variables)
    await sleep(1_000)
    await live.clients.ask('record')
    const commits: [number, number][] = []
    const began = wallClock()
    for (let event = 0; event < EVENTS_A_SECOND * SECONDS; event++) {
      const early = began + (event * 1_000) / EVENTS_A_SECOND - wallClock()
      if (early > 1) await sleep(early)
      const committed = await this.#write(1)
      commits.push([this.#written, committed])
    }
    const seconds = (wallClock() - began) / 1_000
    await sleep(1_000)
    const { p50, p99, frames } = await live.clients.ask<{ p50: number; p99: number; frames: number }>(
      'latencies',
      commits,
    )
    live.close()
    this.say(
      `${commits.length} events in ${seconds.toFixed(1)} s, ${frames} frames; p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms`,
    )
    const about = `${EVENTS_A_SECOND} events/s, ${LISTENING} subscribers of ${SOURCES} sources`
    return [
      figure(`commit to frame, p50, ${about}`, p50, { unit: 'ms', atMost: 30 }),
      figure(`commit to frame, p99, ${about}`, p99, { unit: 'ms', atMost: 150 }),
    ]
  }

  async replay(): Promise<Figure[]> {
    while (this.#written < REPLAYED) await this.#write(Math.min(WRITTEN_AT_ONCE, REPLAYED - this.#written))
    const [{ epoch }] = await this.place.db.query('select epoch from log_head')
    const live = await Side.open('live', this.place.url)
    const after = Buffer.from(`${epoch}:0`).toString('base64url')
    const bySecond = (took: number): number => this.#written / (took / 1_000)
    const read = (rows: boolean) =>
      live.server.ask<number>('readLog', { url: this.place.url, count: this.#written, rows })
    const rounds: { ours: number; alone: number; log: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const ours = await live.round(this.#written, () => live.connect(1, [{ after }]).then(() => null))
      const [alone, log] = [bySecond(await read(true)), bySecond(await read(false))]
      rounds.push({ ours: ours.bySecond, alone, log })
      this.say(
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
      figure(
        'replay to one client, ratio to reading the events',
        median(rounds.map(({ ours, alone }) => ours / alone)),
        {
          unit: 'ratio',
          atLeast: 0.3,
          baseline: baseline('changes, articles and sources', ({ alone }) => alone),
        },
      ),
      figure('replay to one client, ratio to reading the log', median(rounds.map(({ ours, log }) => ours / log)), {
        unit: 'ratio',
        baseline: baseline('changes', ({ log }) => log),
      }),
    ]
  }

  async #write(count: number): Promise<number> {
    const committed = await this.writer.write(count)
    this.#written += count
    return committed
  }

  /** Commits so many events one by one, and says when the first was there to be read. */
  async #writeEach(count: number): Promise<number> {
    const first = await this.#write(1)
    for (let event = 1; event < count; event++) await this.#write(1)
    return first
  }

  /** Writes until everybody who subscribes hears it. */
  async #everybodyHears(side: Side, count: number): Promise<void> {
    for (let missing = count; missing > 0; ) {
      await side.clients.ask('reset')
      await this.#write(1)
      await sleep(1_500)
      missing = count - (await side.clients.ask<Received>('received')).frames
    }
  }
}
