import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { figure, type Measurement } from '../eval/measure.ts'
import { openDeskThread } from '../src/app/desk-thread.ts'
import { Fetcher } from '../src/ingestion/fetch/fetcher.ts'
import { RobotsRules } from '../src/ingestion/fetch/robots-rules.ts'
import { Ingester } from '../src/ingestion/ingester.ts'
import { ParserPool } from '../src/ingestion/worker/pool.ts'
import { DatabaseClock } from '../src/stores/database-clock.ts'
import { RobotsStore } from '../src/stores/robots-store.ts'
import { benchArticles } from './articles.ts'
import { bareInsert, RECORD_TABLES } from './bare-insert.ts'
import type { BenchOptions } from './bench-options.ts'
import { cpuSeconds } from './cpu-time.ts'
import { feedsOf } from './feed-origin.ts'
import { openWorkPlace, type WorkPlace } from './work-place.ts'

const ARTICLES = 5_000
const ALL_ARTICLES = 100_000
/** Publishers' hosts: each is asked by two at once. */
const HOSTS = 40
const LOOK_MS = 50
const QUIET = { info: () => {}, warn: () => {} }

/** What a piece of work cost. */
export interface Cost {
  cpuSeconds: number
  seconds: number
}

/**
 * The whole way of feed items, from the request to the log of changes, beside bare multi-row INSERTs of the rows that came of
 * it: both by the CPU seconds of this process, its workers and PostgreSQL together.
 */
export async function measureIngest({ articles: file, full, say }: BenchOptions): Promise<Measurement> {
  const articles = await benchArticles(file, full ? ALL_ARTICLES : ARTICLES)
  const place = await openWorkPlace()
  try {
    const items = await pipeline(place, articles, say)
    say(`${items.count} items announced in ${items.seconds.toFixed(1)} s, ${items.cpuSeconds.toFixed(1)} s of CPU`)
    const all = await bareInsert(place, RECORD_TABLES)
    const only = await bareInsert(place, ['article', 'article_body'])
    const rate = items.count / items.cpuSeconds
    const baseline = (name: string, { cpuSeconds: cost }: Cost) => ({
      name,
      value: items.count / cost,
      unit: 'items/CPU s',
    })
    return {
      name: 'ingest',
      figures: [
        figure('ratio to bare insert', rate / (items.count / all.cpuSeconds), {
          unit: 'ratio',
          atLeast: 0.06,
          baseline: baseline('bare INSERT of the same rows', all),
        }),
        figure('ratio to bare insert of articles and bodies alone', rate / (items.count / only.cpuSeconds), {
          unit: 'ratio',
          baseline: baseline('bare INSERT of articles and bodies', only),
        }),
        figure('items per second', items.count / items.seconds, { unit: 'items/s', atLeast: 300 }),
        figure('items per CPU second', rate, { unit: 'items/CPU s' }),
      ],
    }
  } finally {
    await place.close()
  }
}

/** Serves the articles as feeds from a process of its own, polls them all, and waits until the log announces each. */
async function pipeline(
  { db, url, postmaster }: WorkPlace,
  articles: Awaited<ReturnType<typeof benchArticles>>,
  say: (text: string) => void,
): Promise<Cost & { count: number }> {
  const feeds = feedsOf(articles)
  const origin = fork(fileURLToPath(new URL('./feed-origin.js', import.meta.url)), { stdio: 'inherit' })
  try {
    origin.send(feeds.map(({ xml }) => xml))
    const [port] = (await once(origin, 'message')) as [number]
    const hosts = Array.from({ length: HOSTS }, (_, number) => `press-${number}.example:${port}`)
    await addFeeds(db, feeds, hosts)
    const fetcher = new Fetcher({ userAgent: 'Sila/bench', allowPrivate: hosts, resolve: async () => ['127.0.0.1'] })
    const parsers = new ParserPool()
    const clock = await DatabaseClock.open(db)
    const ingester = new Ingester({
      database: db,
      fetcher,
      parsers,
      robots: new RobotsRules(new RobotsStore(db.manager), fetcher, clock),
      clock,
      random: Math.random,
      log: () => {},
      rawKeptSeconds: 86_400,
    })
    say(`${articles.length} articles in ${feeds.length} feeds`)
    const used = () => cpuSeconds([process.pid, postmaster], [origin.pid!])
    const [serverBefore, cpuBefore, before] = [cpuSeconds([postmaster]), used(), performance.now()]
    const desk = openDeskThread({ url }, { changesKeptSeconds: 1e9 }, QUIET)
    ingester.start()
    const count = await settled(db, feeds.length)
    const [server, workers] = [cpuSeconds([postmaster]), cpuSeconds([...parsers.pids])]
    say(`of the CPU: PostgreSQL ${(server - serverBefore).toFixed(1)} s, parsers ${workers.toFixed(1)} s`)
    const cost = { cpuSeconds: used() - cpuBefore, seconds: (performance.now() - before) / 1_000 }
    await ingester.close()
    await desk.close()
    await parsers.close()
    await fetcher.close()
    clock.close()
    return { ...cost, count }
  } finally {
    origin.disconnect()
  }
}

async function addFeeds(
  db: WorkPlace['db'],
  feeds: ReturnType<typeof feedsOf>,
  hosts: readonly string[],
): Promise<void> {
  await db.query(
    `insert into source (slug, name, profile) select distinct s, s, '{"fullText":"NEVER"}'::jsonb from unnest($1::text[]) s`,
    [feeds.map(({ source }) => slugOf(source))],
  )
  const rows = feeds.map(({ source }, number) => {
    const host = hosts[number % hosts.length]!
    return { source: slugOf(source), host, url: `http://${host}/${number}` }
  })
  await db.query(
    `insert into feed (source_id, url, url_key, host) select s.id, f.url, f.url, f.host
       from jsonb_to_recordset($1::jsonb) as f (source text, host text, url text) join source s on s.slug = f.source`,
    [JSON.stringify(rows)],
  )
}

const slugOf = (name: string): string => name.replace(/[\s_]+/g, '-')

/** Waits until every feed was polled and everything that they brought is in the record; gives the articles announced. */
async function settled(db: WorkPlace['db'], feeds: number): Promise<number> {
  for (;;) {
    const [{ polled, failed, waiting, announced }] = await db.query(
      `select (select count(*)::int from feed where last_fetched_at is not null) as polled,
              (select min(last_error) from feed) as failed,
              (select count(*)::int from (select 1 from inbox limit 1) i) as waiting,
              (select count(*)::int from change where type = 'ARTICLE_INGESTED') as announced`,
    )
    if (failed !== null) throw new Error(`a feed of the measure failed: ${failed}`)
    if (polled === feeds && waiting === 0) return announced
    await sleep(LOOK_MS)
  }
}
