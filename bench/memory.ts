import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { figure, type Measurement } from '../eval/measure.ts'
import { openDesk } from '../src/app/open-desk.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { Fetcher } from '../src/ingestion/fetch/fetcher.ts'
import { Ingester } from '../src/ingestion/ingester.ts'
import { ParserPool } from '../src/ingestion/worker/pool.ts'
import { benchArticles } from './articles.ts'
import type { BenchOptions } from './bench-options.ts'
import { feedsOf } from './feed-origin.ts'
import { SimulatedClock } from './simulated-clock.ts'
import { openWorkPlace, type WorkPlace } from './work-place.ts'

const FEEDS = 60
const HOUR_MS = 3_600_000
const START = new Date('2026-03-09T00:00:00Z')
/** The first hours fill caches, pools and the window of the desk. */
const WARM_UP_HOURS = 4
/** Items of a feed at once, and new ones of each feed an hour. */
const SHOWN = 20
const NEW_AN_HOUR = 2
const QUIET = { info: () => {}, warn: () => {} }

/** What the process holds after its garbage is gone, in bytes. */
interface Sample {
  hour: number
  held: number
  resident: number
}

/** Publishers whose feeds show their newest items at the simulated time. */
function publishers(articles: readonly ArticleItem[], clock: SimulatedClock): Server {
  return createServer((request, response) => {
    const feed = Number(request.url?.slice(1))
    const newest = Math.floor(((clock.now().getTime() - START.getTime()) / HOUR_MS) * NEW_AN_HOUR) + SHOWN
    const items = Array.from({ length: SHOWN }, (_, place) => {
      const number = newest - place
      const item = articles[(feed * 131 + number) % articles.length]!
      const address = `https://press-${feed}.example/${number}`
      const publishedAt = new Date(START.getTime() + ((number - SHOWN) / NEW_AN_HOUR) * HOUR_MS).toISOString()
      return {
        ...item,
        source: `press-${feed}`,
        title: `${item.title} ${feed}/${number}`,
        guid: address,
        url: address,
        publishedAt,
      }
    })
    const [document] = feedsOf(items)
    response.writeHead(200, { 'content-type': 'application/rss+xml', etag: `"${newest}"` }).end(document!.xml)
  })
}

/** A simulated day of polling and admitting: what the process holds must not grow with the hours. */
export async function measureMemory({ articles: file, full, say }: BenchOptions): Promise<Measurement> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const hours = full ? 7 * 24 : 24
  const clock = new SimulatedClock(START, new Date(START.getTime() + hours * HOUR_MS))
  const origin = publishers(await benchArticles(file, 1_000), clock)
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
  const place = await openWorkPlace()
  const samples: Sample[] = []
  try {
    const { port } = origin.address() as AddressInfo
    await addFeeds(place, port)
    const fetcher = new Fetcher({ userAgent: 'Sila/bench', allowPrivate: 'all', resolve: async () => ['127.0.0.1'] })
    const parsers = new ParserPool()
    const ingester = new Ingester({
      database: place.db,
      fetcher,
      parsers,
      robots: { allows: async () => ({ allowed: true }) },
      clock,
      random: () => 0.5,
      log: () => {},
      rawKeptSeconds: 86_400,
      idleMs: HOUR_MS,
    })
    const desk = openDesk({ database: place.db, listener: place.listener }, { changesKeptSeconds: 1e9 }, QUIET)
    // Who samples sleeps beside the ingester: time goes on when both do, not while one is about to.
    let sleepers = 2
    clock.standStillWhile(() => ingester.busy > 0 || clock.sleeping < sleepers)
    ingester.start()
    const sampling = sampleHourly(clock, hours, async (hour) => {
      await inboxEmpty(place)
      collect()
      const { heapUsed, external, rss } = process.memoryUsage()
      samples.push({ hour, held: heapUsed + external, resident: rss })
      if (hour % 6 === 0) say(`hour ${hour}: ${megabytes(heapUsed + external).toFixed(1)} MB held`)
    })
    await sampling
    sleepers = 1
    await clock.end()
    await ingester.close()
    await desk.close()
    await parsers.close()
    await fetcher.close()
  } finally {
    origin.close()
    await place.close()
  }
  const settled = samples.filter(({ hour }) => hour >= WARM_UP_HOURS)
  const slope = (read: (sample: Sample) => number) => megabytes(slopeOf(settled.map((s) => [s.hour, read(s)])))
  return {
    name: 'memory',
    figures: [
      figure(
        'growth of what is held',
        slope(({ held }) => held),
        { unit: 'MB/simulated h', atMost: 1 },
      ),
      figure(
        'growth of the resident set',
        slope(({ resident }) => resident),
        { unit: 'MB/simulated h' },
      ),
      figure('held at the end', megabytes(samples.at(-1)!.held), { unit: 'MB' }),
    ],
  }
}

const megabytes = (bytes: number): number => bytes / 1_048_576

async function addFeeds({ db }: WorkPlace, port: number): Promise<void> {
  await db.query(
    `insert into source (slug, name, profile) select 'press-' || n, 'press-' || n, '{"fullText":"NEVER"}' from generate_series(0, $1::int) n`,
    [FEEDS - 1],
  )
  await db.query(
    `insert into feed (source_id, url, url_key, host, next_fetch_at, created_at)
     select s.id, 'http://press-' || n || '.example:' || $2::int || '/' || n, n::text, 'press-' || n, $3::timestamptz, $3::timestamptz
       from generate_series(0, $1::int) n join source s on s.slug = 'press-' || n`,
    [FEEDS - 1, port, START],
  )
}

/** Calls at every simulated hour, while the clock stands still. */
async function sampleHourly(
  clock: SimulatedClock,
  hours: number,
  take: (hour: number) => Promise<void>,
): Promise<void> {
  for (let hour = 1; hour < hours; hour++) {
    const at = START.getTime() + hour * HOUR_MS
    await clock.sleep(at - clock.now().getTime())
    await take(hour)
  }
}

async function inboxEmpty({ db }: WorkPlace): Promise<void> {
  for (;;) {
    const [{ waiting }] = await db.query('select count(*)::int as waiting from (select 1 from inbox limit 1) i')
    if (waiting === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The median of the slopes of all pairs of points (Theil 1950, Sen 1968): one that stands out moves nothing. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes = points.flatMap(([x, y], first) =>
    points.slice(first + 1).map(([nextX, nextY]) => (nextY - y) / (nextX - x)),
  )
  return slopes.toSorted((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0
}
