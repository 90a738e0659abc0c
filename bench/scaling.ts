import type { DataSource } from 'typeorm'
import { type Figure, figure, type Measurement } from '../eval/measure.ts'
import { seededRandom } from '../src/sample/seeded-random.ts'
import { ChangeStore } from '../src/stores/change-store.ts'
import { benchArticles } from './articles.ts'
import type { BenchOptions } from './bench-options.ts'
import { cpuSeconds, parentOf } from './cpu-time.ts'
import { carriedBy, type Station } from './queues.ts'
import { median } from './read-compared.ts'
import { PAGE, pageBody } from './read-questions.ts'
import { ReadSide } from './read-side.ts'
import { openReadBench } from './read-store.ts'
import { freshQuestions } from './read-varied.ts'

/** Articles that are varied, and those that the store is to have. */
const BASE = 10_000
const SIZE = 100_000
const ROUNDS = 5
const LOAD = { connections: 16, warm: 0, count: 1_500 }
/** Looks at the log whose cost is measured together. */
const LOOKS = 3_000
/** Of a machine. */
const CORES = 2
/** A load is carried while 99 of 100 reads take no longer, in seconds. */
const P99 = 0.1
/** Of what reaches a CDN, the share that it answers. */
const HITS = 0.8
/** Batches of the log a second, and nodes that tail it. */
const BATCHES = 20
const NODES = 10

/** Processor seconds of one operation. */
interface Cost {
  api: number
  database: number
}

/**
 * What each step of docs/scaling.md carries: the processor time of a read that nobody has kept, of one that is, and of a look at the log,
 * measured; and with these a simulation of the machines that one machine cannot be.
 */
export async function measureScaling({ articles: file, articlesCount, say }: BenchOptions): Promise<Measurement> {
  const store = await openReadBench(await benchArticles(file, BASE), articlesCount ?? SIZE, say)
  let side: ReadSide | null = null
  try {
    side = await ReadSide.open('ours', 'ours', { url: store.url })
    const postmaster = await postmasterOf(store.db)
    const questions = freshQuestions(store.db, LOAD.count)
    const fresh = await costOf(side, postmaster, async (round) =>
      (await questions(round)).map((question) => pageBody('ours', question)),
    )
    const kept = await costOf(side, postmaster, async () => [JSON.stringify({ query: PAGE })])
    const look = await lookCost(store.db, postmaster)
    say('machines are simulated')
    return { name: 'scaling', figures: [...costs(fresh, kept, look), ...steps(fresh), ...tails(look)] }
  } finally {
    side?.close()
    await store.close()
  }
}

/** The process whose children are the database's. */
async function postmasterOf(db: DataSource): Promise<number> {
  const [{ pid }] = await db.query('select pg_backend_pid() as pid')
  return parentOf(pid)!
}

async function costOf(
  side: ReadSide,
  postmaster: number,
  bodiesFor: (round: number) => Promise<readonly string[]>,
): Promise<Cost> {
  const rounds: Cost[] = []
  // The first makes the code warm, and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    const bodies = await bodiesFor(round)
    const before = cpuSeconds([postmaster])
    const { byCpu } = await side.round({ ...LOAD, bodies })
    rounds.push({ api: 1 / byCpu, database: (cpuSeconds([postmaster]) - before) / LOAD.count })
  }
  const counted = rounds.slice(1)
  return { api: median(counted.map(({ api }) => api)), database: median(counted.map(({ database }) => database)) }
}

/** What the database spends on one look of a tail at the end of the log. */
async function lookCost({ manager }: DataSource, postmaster: number): Promise<number> {
  const changes = new ChangeStore(manager)
  const { position } = await changes.head()
  const before = cpuSeconds([postmaster])
  for (let look = 0; look < LOOKS; look++) await changes.after(position, 100)
  return (cpuSeconds([postmaster]) - before) / LOOKS
}

function costs(fresh: Cost, kept: Cost, look: number): Figure[] {
  const milliseconds = (name: string, seconds: number) => figure(name, seconds * 1_000, { unit: 'CPU ms' })
  return [
    milliseconds('a new read, of the api', fresh.api),
    milliseconds('a new read, of the database', fresh.database),
    milliseconds('a kept read, of the api', kept.api),
    milliseconds('a look at the log, of the database', look),
  ]
}

function steps(fresh: Cost): Figure[] {
  const api = (processes: number): Station => ({ servers: processes, mean: fresh.api })
  const database = (cores: number): Station => ({ servers: cores, mean: fresh.database })
  const carried = (stations: readonly Station[]): number => carriedBy(stations, P99, () => seededRandom('scaling'))
  const one = carried([api(1), database(CORES - 1)])
  const baseline = { name: 'one machine: a process of the api, a core for the database', value: one, unit: 'reads/s' }
  const step = (name: string, reads: number): Figure => figure(name, reads, { unit: 'reads/s', baseline })
  const four = carried([api(4), database(CORES)])
  return [
    step('one machine', one),
    step('the database on its own, 2 processes', carried([api(2), database(CORES)])),
    step('4 processes', four),
    step('8 processes', carried([api(8), database(CORES)])),
    step('8 processes, 2 replicas', carried([api(8), database(2 * CORES)])),
    step('16 processes, 4 replicas', carried([api(16), database(4 * CORES)])),
    step(`4 processes behind a CDN that answers ${HITS * 100} %`, four / (1 - HITS)),
  ]
}

/** What tails take of a core of the database: each looks once a batch, and with JetStream once in two seconds. */
function tails(look: number): Figure[] {
  const share = (looks: number) => ({ value: looks * look * NODES, unit: 'of a core' })
  const { value, unit } = share(BATCHES)
  const baseline = { name: 'the same nodes on PostgreSQL', value, unit }
  return [
    figure(`${NODES} nodes, ${BATCHES} batches a second`, value, { unit }),
    figure(`${NODES} nodes on JetStream`, share(0.5).value, { unit, baseline }),
  ]
}
