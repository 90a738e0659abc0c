import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimWork } from '../../src/stores/claim-work.ts'
import { PageTaskStore } from '../../src/stores/page-task-store.ts'
import { RetentionStore } from '../../src/stores/retention-store.ts'
import { ScheduleStore } from '../../src/stores/schedule-store.ts'
import { inboxItem } from '../support/desk-room.ts'
import { IngestRoom } from '../support/ingest-room.ts'

let room: IngestRoom
beforeEach(async () => {
  room = await IngestRoom.open()
})
afterEach(() => room.close())

const LIMITS = { feeds: 100, pages: 100, together: 100 }
const TERMS = { leaseMs: 60_000, perHost: 2 }
const claim = (terms = TERMS, limits = LIMITS) => claimWork(room.db, room.clock.now(), limits, terms)
const schedule = () => new ScheduleStore(room.db.manager)
const addFeeds = async (count: number, host: (index: number) => string) => {
  const ids = []
  for (let index = 0; index < count; index++) ids.push(await room.addFeed({ url: `https://${host(index)}/${index}` }))
  return ids
}
async function addPages(feedId: string, ...urls: string[]): Promise<void> {
  const { payload } = inboxItem({}) as { payload: any }
  const tasks = urls.map((url) => ({ url, host: new URL(url).host, channel: `feed:${feedId}`, payload }))
  await new PageTaskStore(room.db.manager).add(feedId, tasks, null, room.clock.now())
}

describe('claims', () => {
  it('take what is due once, however many ask at the same time', async () => {
    const ids = await addFeeds(40, (index) => `host-${index}.example`)
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(TERMS, { ...LIMITS, feeds: 7 })))
    const taken = claims.flatMap(({ feeds }) => feeds.map(({ id }) => id))
    expect(taken.toSorted()).toEqual(ids.toSorted())
  })

  it('leave no more than two of a host under way, feeds and pages together, over all processes', async () => {
    const [first] = await addFeeds(3, () => 'one.example')
    await addPages(
      first!,
      'https://one.example/a',
      'https://two.example/a',
      'https://two.example/b',
      'https://two.example/c',
    )
    const claims = await Promise.all([claim(), claim(), claim()])
    const hosts = claims.flatMap(({ feeds, pages }) => [...feeds, ...pages].map(({ host }) => host))
    expect(hosts.toSorted()).toEqual(['one.example', 'one.example', 'two.example', 'two.example'])
  })

  it('give a place at a host on as soon as one is done', async () => {
    await addFeeds(3, () => 'one.example')
    const { feeds } = await claim()
    expect((await claim()).feeds).toEqual([])
    await schedule().release(feeds[0]!.id, feeds[0]!.leaseToken)
    expect((await claim()).feeds).toHaveLength(1)
  })

  it.each([
    ['paused', 'paused = true'],
    ['removed', 'removed_at = now()'],
    ['gone', 'gone_at = now()'],
    ['not due', `next_fetch_at = next_fetch_at + interval '1 second'`],
  ])('pass by a feed that is %s', async (_, change) => {
    const [id] = await addFeeds(1, () => 'one.example')
    await room.db.query(`update feed set ${change} where id = $1`, [id])
    expect((await claim()).feeds).toEqual([])
  })

  it('pass by feeds and pages of a paused source', async () => {
    const [id] = await addFeeds(1, () => 'one.example')
    await addPages(id!, 'https://one.example/a')
    await room.db.query('update source set paused = true')
    expect(await claim()).toEqual({ feeds: [], pages: [] })
  })

  it('come back when their lease has run out, under another token: who was late stores nothing', async () => {
    const [id] = await addFeeds(1, () => 'one.example')
    const [late] = (await claim({ ...TERMS, leaseMs: 1 })).feeds
    await new Promise((resolve) => setTimeout(resolve, 20))
    const [next] = (await claim()).feeds
    expect(Number(next!.leaseToken)).toBe(Number(late!.leaseToken) + 1)
    expect(await schedule().lock(id!, late!.leaseToken, '2026-03-09')).toBeNull()
    expect(await schedule().renew(id!, late!.leaseToken)).toBe(false)
    await schedule().release(id!, late!.leaseToken)
    expect(await schedule().renew(id!, next!.leaseToken)).toBe(true)
  })
})

describe('the schedule', () => {
  it('knows when the next feed or page comes due', async () => {
    const [id] = await addFeeds(2, (index) => `host-${index}.example`)
    expect(await schedule().nextDue(room.clock.now())).toBeNull()
    const at = new Date(room.clock.now().getTime() + 60_000)
    await room.db.query('update feed set next_fetch_at = $1 where id = $2', [at, id])
    expect(await schedule().nextDue(room.clock.now())).toEqual(at)
  })

  it('refreshes as soon as the publisher allows it, and never later than it was due', async () => {
    const [now, wait, soon] = await addFeeds(3, (index) => `host-${index}.example`)
    await room.db.query(`update feed set next_fetch_at = now() + interval '1 hour'`)
    await room.db.query(`update feed set earliest_fetch_at = now() + interval '10 minutes' where id = $1`, [wait])
    await room.db.query(`update feed set next_fetch_at = now() - interval '1 hour' where id = $1`, [soon])
    expect(await schedule().refresh([now!, wait!, soon!])).toBe(3)
    const [row] = await room.db.query(
      `select (select next_fetch_at <= clock_timestamp() from feed where id = $1) as now,
              (select next_fetch_at = earliest_fetch_at from feed where id = $2) as wait,
              (select next_fetch_at < now() - interval '59 minutes' from feed where id = $3) as soon`,
      [now, wait, soon],
    )
    expect(row).toEqual({ now: true, wait: true, soon: true })
  })

  it('lets an item wait for its page once, as its feed says last', async () => {
    const [id] = await addFeeds(1, () => 'one.example')
    await addPages(id!, 'https://one.example/a', 'https://one.example/b')
    await addPages(id!, 'https://one.example/a')
    expect(await room.db.query('select url from page_task order by id')).toEqual([
      { url: 'https://one.example/b' },
      { url: 'https://one.example/a' },
    ])
  })
})

describe('retention', () => {
  it('takes old payloads for which nobody waits', async () => {
    const [id] = await addFeeds(1, () => 'one.example')
    await room.db.query(
      `insert into raw_payload (sha256, origin, bytes, size, received_at)
       select n::text, 'o', ''::bytea, 0, now() - interval '31 days' from generate_series(1, 3) n
       union all select 'young', 'o', ''::bytea, 0, now()`,
    )
    await addPages(id!, 'https://one.example/a')
    await room.db.query(`update page_task set raw_payload_id = (select id from raw_payload where sha256 = '1')`)
    expect(await new RetentionStore(room.db.manager).pruneRawPayloads(30 * 86_400, 100)).toBe(2)
    expect(await room.db.query('select sha256 from raw_payload order by id')).toEqual([
      { sha256: '1' },
      { sha256: 'young' },
    ])
  })

  it('takes the oldest payloads where all of them together are too large', async () => {
    await addFeeds(1, () => 'one.example')
    await room.db.query(
      `insert into raw_payload (sha256, origin, bytes, size)
       select n::text, 'o', decode(repeat('ab', 100000), 'hex'), 1 from generate_series(1, 10) n`,
    )
    const store = new RetentionStore(room.db.manager)
    expect(await store.rawBeyond(100_000_000)).toBeNull()
    // Room for five of a hundred thousand bytes.
    const beyond = await store.rawBeyond(550_000)
    expect(await store.pruneRawPayloads(30 * 86_400, 3, beyond)).toBe(3)
    expect(await store.pruneRawPayloads(30 * 86_400, 3, beyond)).toBe(2)
    expect(await room.db.query('select sha256 from raw_payload order by id')).toEqual(
      [6, 7, 8, 9, 10].map((n) => ({ sha256: String(n) })),
    )
  })

  it('forgets days after 14, and items that their feed did not show for 60', async () => {
    const [id] = await addFeeds(1, () => 'one.example')
    await room.db.query(`insert into feed_day (feed_id, day) values ($1, '2026-02-20'), ($1, '2026-03-01')`, [id])
    await room.db.query(
      `insert into feed_item (feed_id, key, digest, seen_on)
       values ($1, 'a', '', '2025-01-01'), ($1, 'b', '', '2025-06-01'), ($1, 'c', '', '2025-06-30')`,
      [id],
    )
    await new RetentionStore(room.db.manager).pruneFeedHistory('2026-03-09')
    expect(await room.db.query('select day::text from feed_day')).toEqual([{ day: '2026-03-01' }])
    expect(await room.db.query('select key from feed_item order by key')).toEqual([{ key: 'b' }, { key: 'c' }])
  })
})
