import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Desk } from '../../src/desk/desk.ts'
import { clean } from '../../src/ingestion/clean.ts'
import { Delivery } from '../../src/ingestion/deliver.ts'
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../src/ops/embedded-database.ts'
import { clearSample } from '../../src/sample/clear-sample.ts'
import { edition, editionSize } from '../../src/sample/edition.ts'
import { loadSample } from '../../src/sample/load-sample.ts'
import { Newsroom, type NewsroomOptions } from '../../src/sample/newsroom.ts'
import { nextInStore } from '../../src/sample/next-in-store.ts'
import { connect, migrate } from '../../src/stores/database.ts'
import { INBOX_CHANNEL, InboxStore } from '../../src/stores/inbox-store.ts'
import { Listener } from '../../src/stores/listener.ts'
import { SampleStore } from '../../src/stores/sample-store.ts'

const sample = await loadSample()
const small = { ...sample, stories: sample.stories.slice(0, 2) }
const BACKLOG = 80
const folder = mkdtempSync(join(tmpdir(), 'sila-newsroom-'))

let embedded: EmbeddedDatabase
let database: DataSource
let desk: Desk
let listener: Listener
let opened: Newsroom[] = []
let events: { event: string; reason?: unknown }[] = []
let databases = 0

beforeAll(async () => {
  chmodSync(folder, 0o755)
  embedded = await openEmbeddedDatabase({ dataDir: join(folder, 'data'), durable: false })
})

afterAll(async () => {
  await embedded?.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  const name = `newsroom_${++databases}`
  const main = await connect(embedded.url)
  await main.query(`create database ${name}`)
  await main.destroy()
  const url = new URL(embedded.url)
  url.pathname = `/${name}`
  database = await connect(url.href)
  await migrate(database)
  desk = new Desk({ database, changesKeptSeconds: 3_600, now: () => new Date(), log: () => {} })
  listener = new Listener(url.href)
  listener.hear([INBOX_CHANNEL], () => desk.wake())
  desk.start()
  events = []
})

afterEach(async () => {
  await Promise.all(opened.map((newsroom) => newsroom.close()))
  opened = []
  await listener.close()
  await desk.close()
  await database.destroy()
})

function openNewsroom(options: Partial<NewsroomOptions> = {}): Newsroom {
  const log = (event: string, fields: Record<string, unknown>) => void events.push({ event, ...fields })
  const newsroom = new Newsroom({ database, sample, now: () => new Date(), log, intervalMs: 20, ...options })
  opened.push(newsroom)
  newsroom.start()
  return newsroom
}

const ask = async <T>(sql: string): Promise<T[]> => await database.query(sql)
const count = async (sql: string) => Number((await ask<{ count: string }>(`select count(*) as count ${sql}`))[0]!.count)
const published = () => count(`from article where status = 'PUBLISHED'`)
const place = (stories = sample.stories) => nextInStore(new SampleStore(database.manager), stories)

async function until(what: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000
  while (!(await what())) {
    if (Date.now() > end) throw new Error('it did not come to that')
    await sleep(20)
  }
}

async function deliverOwn(source = { slug: 'own', name: 'مصدر خاص' }): Promise<void> {
  const cleaned = clean({ title: 'خبر من مصدر خاص', url: 'https://own.example/1' }, { now: new Date() })
  if (!cleaned.ok) throw new Error(cleaned.reason)
  const delivery = new Delivery(new InboxStore(database.manager), () => {})
  const payload = { source, article: cleaned.article }
  await delivery.add({ kind: 'ARTICLE', channel: 'files:own', payload, rawPayloadId: null })
  await delivery.finish()
}

describe('an empty store', () => {
  it('gets most of an edition at once, dated over the past hours in order, and linked', async () => {
    openNewsroom({ intervalMs: 60_000 })
    await until(async () => (await place()) === BACKLOG)
    const items = edition(sample.stories, 0).slice(0, BACKLOG)
    const addresses = new Set(items.map(({ item }) => item.url))
    expect(await published()).toBe(addresses.size)
    expect(await count(`from source where is_sample and country is not null and homepage like 'https://%'`)).toBe(
      new Set(items.map(({ source }) => source)).size,
    )
    const rows = await ask<{ published_at: Date }>('select published_at from article order by id')
    const ages = rows.map(({ published_at: at }) => (Date.now() - at.getTime()) / 3_600_000)
    expect(ages).toEqual([...ages].sort((a, b) => b - a))
    expect(ages[0]).toBeCloseTo(20, 1)
    expect(ages.at(-1)).toBeLessThan(1)
    for (const kind of ['READ_ALSO', 'SIMILAR']) {
      const from = `from related_link where kind = '${kind}' and origin = 'PUBLISHER' and article_id is not null`
      expect(await count(from), kind).toBeGreaterThan(20)
    }
    const corrections = items.length - addresses.size
    expect(corrections).toBeGreaterThan(0)
    expect(await count('from revision')).toBe(corrections)
  })

  it('gets the first live article soon after, and then one after another with the present date', async () => {
    openNewsroom({ intervalMs: 200 })
    await until(async () => (await published()) >= 70)
    const backlogAt = Date.now()
    await until(async () => (await place())! > BACKLOG)
    expect(Date.now() - backlogAt).toBeLessThan(1_500)
    await until(async () => (await place())! >= BACKLOG + 4)
    const [{ age }] = (await ask<{ age: number }>(
      'select extract(epoch from now() - published_at)::float as age from article order by id desc limit 1',
    )) as [{ age: number }]
    expect(age).toBeLessThan(2)
    expect(Date.now() - backlogAt).toBeGreaterThan(400)
  })
})

describe('a newsroom at work', () => {
  it('goes on with the next edition after the last item, and tells corrections as revisions of the same article', async () => {
    openNewsroom({ sample: small })
    const size = editionSize(small.stories)
    await until(async () => (await place(small.stories))! >= 2 * size + 3)
    const corrections = 2 * small.stories.flatMap(({ lines }) => lines.filter(({ correction }) => correction)).length
    expect(await count('from revision')).toBeGreaterThanOrEqual(corrections)
    const urls = await ask<{ url: string }>('select url from article order by id')
    expect(new Set(urls.map(({ url }) => url)).size).toBe(urls.length)
    expect(urls.filter(({ url }) => /\/1\//.test(url))).toHaveLength(size - corrections / 2)
    expect(await count(`from outcome where outcome = 'REJECTED'`)).toBe(0)
  })

  it('keeps no more articles than its bound, and withdraws the oldest', async () => {
    openNewsroom({ sample: small, kept: 15 })
    await until(async () => (await place(small.stories))! >= 2 * editionSize(small.stories))
    expect(await published()).toBeLessThanOrEqual(15)
    expect(await published()).toBeGreaterThanOrEqual(12)
    const states = await ask<{ status: string }>('select status from article order by published_at, id')
    const lastWithdrawn = states.findLastIndex(({ status }) => status === 'WITHDRAWN')
    expect(states.slice(0, lastWithdrawn + 1).every(({ status }) => status === 'WITHDRAWN')).toBe(true)
    const reasons = await ask<{ reason: string }>(`select distinct reason from change where type = 'ARTICLE_WITHDRAWN'`)
    expect(reasons).toEqual([{ reason: 'the sample keeps its newest 15' }])
  })

  it('goes on after a restart where it stopped, a correction included', async () => {
    const items = edition(small.stories, 0).map(({ item }) => item.url)
    const correction = items.findIndex((url, index) => items.indexOf(url) < index)
    const slow = { sample: small, intervalMs: 100 }
    let newsroom = openNewsroom(slow)
    for (let stop = Math.max(correction, 13); stop < 18; stop += 2) {
      await until(async () => (await place(small.stories))! > stop)
      await newsroom.close()
      newsroom = openNewsroom(slow)
    }
    await until(async () => (await place(small.stories))! >= 22)
    expect(await count(`from outcome where outcome in ('UNCHANGED', 'REJECTED')`)).toBe(0)
  })

  it('does not double the pace or an article when there are two', async () => {
    openNewsroom({ intervalMs: 200 })
    openNewsroom({ intervalMs: 200 })
    await until(async () => (await place())! > BACKLOG)
    const [start, from] = [Date.now(), (await place())!]
    await sleep(3_000)
    const perSecond = ((await place())! - from) / ((Date.now() - start) / 1_000)
    expect(perSecond).toBeGreaterThan(2)
    expect(perSecond).toBeLessThan(6.8)
    expect(await count(`from outcome where outcome in ('UNCHANGED', 'REJECTED')`)).toBe(0)
  })

  it('waits while no desk takes its articles', async () => {
    openNewsroom()
    await until(async () => (await place())! > BACKLOG)
    await desk.close()
    await until(async () => (await count('from inbox')) === 1)
    await sleep(200)
    expect(await count('from inbox')).toBe(1)
  })

  it('ends promptly when it is closed, also in a pause', async () => {
    const newsroom = openNewsroom({ intervalMs: 60_000 })
    await until(async () => (await published()) > 0)
    const start = Date.now()
    await newsroom.close()
    expect(Date.now() - start).toBeLessThan(500)
  })
})

describe('a store with articles of its own', () => {
  it('ends the newsroom, for good', async () => {
    openNewsroom()
    await until(async () => (await place())! > BACKLOG)
    await deliverOwn()
    await until(async () => events.some(({ reason }) => reason === 'own-articles'))
    // What it sent before it ended may still wait for the desk.
    await until(async () => (await count('from inbox')) === 0)
    const stopped = await place()
    openNewsroom()
    await until(async () => events.filter(({ reason }) => reason === 'own-articles').length === 2)
    expect(await place()).toBe(stopped)
  })

  it('never gets the sample', async () => {
    await deliverOwn()
    openNewsroom()
    await until(async () => events.some(({ reason }) => reason === 'own-articles'))
    expect(await published()).toBe(1)
  })

  it('counts articles whose page names no source as its own', async () => {
    await deliverOwn({} as never)
    openNewsroom()
    await until(async () => events.some(({ reason }) => reason === 'own-articles'))
  })

  it('does not get articles put under an own source that bears the slug of a sample one', async () => {
    await database.query(`insert into source (slug, name) values ('${sample.sources[0]!.slug}', 'x')`)
    openNewsroom()
    await until(async () => events.some(({ reason }) => reason === 'own-articles'))
    expect(await published()).toBe(0)
  })
})

describe('clearing the sample', () => {
  it('withdraws all of it under a newsroom at work, which ends and stays so', async () => {
    openNewsroom()
    await until(async () => (await place())! > BACKLOG)
    const withdrawn = await clearSample(database.manager)
    expect(withdrawn).toBeGreaterThan(60)
    await until(async () => events.some(({ reason }) => reason === 'cleared'))
    openNewsroom()
    await until(async () => events.filter(({ reason }) => reason === 'cleared').length === 2)
    expect(await published()).toBe(0)
    expect(await count('from inbox')).toBe(0)
  })

  it('leaves own articles alone, and finds nothing the second time', async () => {
    const newsroom = openNewsroom({ intervalMs: 60_000 })
    await until(async () => (await published()) > 60)
    await newsroom.close()
    await deliverOwn()
    const sampled = (await published()) - 1
    expect(await clearSample(database.manager)).toBe(sampled)
    expect(await published()).toBe(1)
    expect(await clearSample(database.manager)).toBe(0)
  })
})

it('asks a database that is away again, and complains once', async () => {
  const away = await connect(embedded.url)
  await away.destroy()
  const newsroom = openNewsroom({ database: away, intervalMs: 10 })
  await sleep(200)
  await newsroom.close()
  expect(events.map(({ event }) => event)).toEqual(['sample.failed'])
})
