import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Fetcher } from '../../../src/ingestion/fetch/fetcher.ts'
import { backfillJob } from '../../../src/ingestion/jobs/backfill.ts'
import { JobRunner } from '../../../src/ingestion/jobs/job-runner.ts'
import type { JobPlace, LongJob } from '../../../src/ingestion/jobs/long-job.ts'
import { reextractJob } from '../../../src/ingestion/jobs/reextract.ts'
import { relinkJob } from '../../../src/ingestion/jobs/relink.ts'
import { ParserPool } from '../../../src/ingestion/worker/pool.ts'
import { CheckpointStore } from '../../../src/stores/checkpoint-store.ts'
import { RawPayloadStore } from '../../../src/stores/raw-payload-store.ts'
import { StoredArticleStore } from '../../../src/stores/stored-article-store.ts'
import { DeskRoom, link, paragraphs } from '../../support/desk-room.ts'

let room: DeskRoom
let checkpoints: CheckpointStore
const open: JobRunner[] = []

beforeAll(async () => {
  room = await DeskRoom.open()
  checkpoints = new CheckpointStore(room.db.manager)
})
afterEach(async () => {
  for (const runner of open.splice(0)) await runner.close()
  await room.db.query('delete from checkpoint')
  await room.reset()
})
afterAll(() => room.close())

async function runnerOf(...jobs: LongJob<any>[]): Promise<JobRunner> {
  const runner = new JobRunner({ url: room.url, checkpoints, jobs, log: () => {} })
  await runner.start()
  open.push(runner)
  return runner
}

async function runThrough(job: LongJob<any>, scope: unknown): Promise<JobPlace> {
  const runner = await runnerOf(job)
  return await runner.finished((await runner.begin(job, scope)).run)
}

/** Counts to a hundred, ten at a time, and remembers every batch it did. */
const counting = (
  batches: string[],
  beforeBatch: (after: string) => Promise<void> = async () => {},
): LongJob<null> => ({
  name: 'counting',
  start: '0',
  count: async () => 100,
  async batch(_scope, after) {
    await beforeBatch(after)
    batches.push(after)
    const next = Number(after) + 10
    return { next: next >= 100 ? null : String(next), done: 10, changed: 1, failures: after === '50' ? ['fifty'] : [] }
  },
})

describe('a long job', () => {
  it('is done batch by batch, and tells how far it is', async () => {
    const batches: string[] = []
    const seen = new Set<number>()
    const job = counting(batches, () => sleep(20))
    const runner = await runnerOf(job)
    const { run } = await runner.begin(job, null)
    const place = await runner.finished(run, ({ done }) => seen.add(done))
    expect(place).toMatchObject({ done: 100, total: 100, changed: 10, failed: 1, failures: ['fifty'], finished: true })
    expect(batches).toEqual(['0', '10', '20', '30', '40', '50', '60', '70', '80', '90'])
    expect(seen.has(100)).toBe(true)
  })

  it('goes on in another process with the batch that was not done', async () => {
    const batches: string[] = []
    let stopped: (() => void) | undefined
    const reached = new Promise<void>((resolve) => {
      stopped = resolve
    })
    // The first process hangs within a batch and never comes back.
    const hanging = counting(batches, async (after) => {
      if (after !== '40') return
      stopped!()
      await new Promise(() => {})
    })
    const first = new JobRunner({ url: room.url, checkpoints, jobs: [hanging], log: () => {} })
    await first.start()
    await first.begin(hanging, null)
    await reached
    expect(batches).toEqual(['0', '10', '20', '30'])
    // What the queue does for a killed process: the lock of its job goes.
    const job = counting(batches)
    await room.db.query(`update graphile_worker._private_jobs set locked_at = null, locked_by = null`)
    await room.db.query(`update graphile_worker._private_job_queues set locked_at = null, locked_by = null`)
    const second = await runnerOf(job)
    const { run, resumed } = await second.begin(job, null)
    expect(resumed).toBe(true)
    expect(await second.finished(run)).toMatchObject({ done: 100, changed: 10, finished: true })
    expect(batches).toEqual(['0', '10', '20', '30', '40', '50', '60', '70', '80', '90'])
  })

  it('begins anew where it had ended', async () => {
    const batches: string[] = []
    const job = counting(batches)
    await runThrough(job, null)
    expect(await runThrough(job, null)).toMatchObject({ done: 100 })
    expect(batches).toHaveLength(20)
  })
})

describe('relink', () => {
  it('finds for stored links the articles that they name', async () => {
    const { articleId: to } = await room.tell({ url: 'https://one.example/a', title: 'هدنة في غزة' })
    const { articleId: from } = await room.tell({
      url: 'https://one.example/b',
      title: 'خبر آخر',
      readAlso: [link('هدنة في غزة')],
    })
    await room.db.query('update related_link set article_id = null, resolved_at = null')
    const place = await runThrough(relinkJob(new StoredArticleStore(room.db.manager), room.inbox), { source: null })
    expect(place).toMatchObject({ total: 2, done: 2, changed: 1, failed: 0 })
    expect(await room.links(from!)).toMatchObject([{ to }])
  })
})

describe('with documents', () => {
  let pool: ParserPool
  let server: Server
  let origin = ''
  const pages = new Map<string, string>()
  beforeAll(async () => {
    pool = new ParserPool({ threads: 1 })
    server = createServer((request, response) => {
      const body = pages.get(request.url!)
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/rss+xml' }).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await pool.close()
    server.close()
  })

  it('reextract reads the kept bytes with the parser of today, and says what it cannot read', async () => {
    const payloads = new RawPayloadStore(room.db.manager)
    const keep = (text: string) =>
      payloads.keep({ bytes: Buffer.from(text), origin: 'https://one.example/feed', mediaType: 'application/rss+xml' })
    const feed = await keep(
      `<rss version="2.0"><channel><title>ق</title><item><title>هدنة</title><link>https://one.example/a</link>
       <description><![CDATA[<p>${'النص الكامل للخبر كما نشرته الصحيفة. '.repeat(20)}</p><p>فقرة ثانية.</p>]]></description>
       </item></channel></rss>`,
    )
    const other = await keep('<rss version="2.0"><channel><title>ق</title></channel></rss>')
    const { articleId } = await room.tell({ url: 'https://one.example/a', title: 'هدنة', blocks: paragraphs('قديم') })
    const { articleId: lost } = await room.tell({ url: 'https://one.example/b', title: 'غيره' })
    await room.db.query('update observation set raw_payload_id = case article_id when $1 then $2 else $3 end::bigint', [
      articleId,
      feed,
      other,
    ])
    const job = reextractJob(new StoredArticleStore(room.db.manager), payloads, room.inbox, pool)
    expect(await runThrough(job, { source: 'one' })).toMatchObject({
      total: 2,
      done: 2,
      changed: 1,
      failures: [`article ${lost}: it is not found in its bytes any more`],
    })
    const [body] = await room.ask<{ blocks: { text: string }[] }>('select blocks from article_body')
    expect(body!.blocks.map(({ text }) => text).at(-1)).toBe('فقرة ثانية.')
    expect(await room.ask('select * from revision')).toEqual([])
  })

  it('backfill follows a feed to its earlier pages, and ends where nothing is new', async () => {
    const page = (
      number: number,
      earlier: number | null,
    ) => `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
      <channel><title>الأرشيف</title>${earlier === null ? '' : `<atom:link rel="prev-archive" href="${origin}/${earlier}"/>`}
      <item><title>خبر ${number}</title><link>https://one.example/${number}</link></item></channel></rss>`
    pages.set('/feed', page(4, 3)).set('/3', page(3, 2)).set('/2', page(2, 1)).set('/1', page(1, null))
    const fetcher = new Fetcher({ userAgent: 'Sila/test', allowPrivate: [origin.replace('http://', '')] })
    const [{ id }] = (await room.ask<{ id: string }>(
      `insert into feed (source_id, url, url_key, host) select id, $1, $1, 'x' from source returning id::text as id`,
      [`${origin}/feed`],
    )) as [{ id: string }]
    const job = backfillJob({
      fetch: (request) => fetcher.fetch(request),
      parser: pool,
      payloads: new RawPayloadStore(room.db.manager),
      inbox: room.inbox,
      now: () => new Date('2026-03-10T12:00:00Z'),
    })
    room.startDesk()
    const scope = { feedId: id, url: `${origin}/feed`, source: 'one', pages: 100 }
    expect(await runThrough(job, scope)).toMatchObject({ done: 4, changed: 4, failed: 0 })
    // Everything is in: one look at the feed and one behind it.
    expect(await runThrough(job, scope)).toMatchObject({ done: 2, changed: 0 })
    await fetcher.close()
  })
})
