import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { followStream } from '../../src/relay/follow-stream.ts'
import { decodeChangeCursor, encodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { Listener } from '../../src/stores/listener.ts'
import { LOG_CHANNEL } from '../../src/stores/record-writer.ts'
import { LogFeed } from '../../src/subscriptions/live-feed.ts'
import { type LogSource, LogTail } from '../../src/subscriptions/log-tail.ts'
import { RelayedLog } from '../../src/subscriptions/relayed-log.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'
import { startRelay } from '../support/start-relay.ts'

let own: TestDatabase
let database: DataSource
let book: LogBook
let store: ChangeStore
let epoch: string
const events: { event: string }[] = []
const log = {
  warn: (fields: object, event: string) => void events.push({ ...fields, event }),
  error: (fields: object, event: string) => void events.push({ ...fields, event }),
}
const quiet = { warn: () => {}, error: () => {} }
let closers: (() => Promise<void> | void)[] = []

beforeAll(async () => {
  own = await openTestDatabase()
  database = own.db
  store = new ChangeStore(database.manager)
})
afterAll(async () => {
  await own.close()
})
beforeEach(async () => {
  book = new LogBook(database)
  await book.beginAnew()
  epoch = (await store.head()).epoch
  events.length = 0
})
afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
})

function startTail(options: { source?: LogSource; listening?: boolean } = {}): { tail: LogTail; feed: LogFeed } {
  const source = options.source ?? store
  const tail: LogTail = new LogTail(options.source ?? relayed(() => tail.wake()) ?? store, log)
  if (options.listening !== false) {
    const listener = new Listener(own.url, log.warn)
    listener.hear([LOG_CHANNEL], () => tail.wake())
    closers.push(() => listener.close())
  }
  tail.start()
  closers.push(() => tail.close())
  return { tail, feed: new LogFeed(tail, source, log) }
}

/** The log by way of NATS where the run has one. */
function relayed(moved: () => void): RelayedLog | null {
  const url = inject('eventsServer')
  if (url === null) return null
  const relay = startRelay(own, url)
  const source = new RelayedLog(store, (after, signal) => followStream(url, after, signal), moved, quiet)
  closers.push(() => relay.close())
  closers.push(() => source.close())
  return source
}

const at = (position: number) => encodeChangeCursor({ epoch, position })

/** Follows until so many changes have come, and gives their positions. */
async function take(
  feed: LogFeed,
  after: string | null,
  count: number,
  between?: () => Promise<void>,
): Promise<number[]> {
  const stop = new AbortController()
  const taken: number[] = []
  for await (const { changes } of feed.follow(after, stop.signal)) {
    taken.push(...changes.map(({ position }) => position))
    if (taken.length >= count) break
    await between?.()
  }
  stop.abort()
  return taken
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

describe('following the log of changes', () => {
  it('hands over from replay to live without a loss, a repeat or a change of order, while writers append', async () => {
    await book.append(300)
    const { feed } = startTail()
    const writers = [1, 2, 3].map(async () => {
      for (let round = 0; round < 40; round++) await book.append(1 + (round % 7))
    })
    const total = 300 + 3 * upTo(40).reduce((sum, n) => sum + 1 + ((n - 1) % 7), 0)
    const readers = [0, 150, 300, 299].map(async (from) =>
      expect(await take(feed, at(from), total - from)).toEqual(upTo(total, from + 1)),
    )
    await Promise.all([...writers, ...readers])
    expect(events).toEqual([])
  })

  it('begins at the end of the log without a cursor, also where the tail is behind', async () => {
    const { feed } = startTail({ listening: false })
    await sleep(100)
    await book.append(5, { notify: false })
    const stop = new AbortController()
    const follower = feed.follow(null, stop.signal)
    const first = follower.next()
    await sleep(100)
    await book.append(2, { notify: false })
    expect((await first).value?.changes[0]?.position).toBe(6)
    stop.abort()
    await follower.return()
  })

  it('serves a reader that has fallen behind the ring from the log, in order', async () => {
    const { tail, feed } = startTail()
    const slow = take(feed, at(0), 9_500)
    for (let round = 0; round < 19; round++) await book.append(500)
    await expect.poll(() => tail.place?.position).toBe(9_500)
    expect(tail.recent(0, 1)).toBeNull()
    expect(await slow).toEqual(upTo(9_500))
    expect(await take(feed, at(7), 9_493)).toEqual(upTo(9_500, 8))
  })

  it('delivers within about a second where the wake-up is lost', async () => {
    const { feed } = startTail({ listening: false })
    const taking = take(feed, at(0), 1)
    await sleep(300)
    const began = Date.now()
    await book.append(1, { notify: false })
    expect(await taking).toEqual([1])
    expect(Date.now() - began).toBeLessThan(1_600)
  })

  it('is woken by NOTIFY, also after its connection was cut', async () => {
    const { feed } = startTail()
    await sleep(200)
    await database.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'sila listener' and datname = current_database()`)
    await expect.poll(() => events.map(({ event }) => event)).toContain('listener.lost')
    await sleep(400)
    const follower = feed.follow(null, AbortSignal.timeout(10_000))
    const first = follower.next()
    await sleep(50)
    const began = Date.now()
    await book.append(1)
    await first
    expect(Date.now() - began).toBeLessThan(500)
    await follower.return()
  })

  it.each([
    ['nothing', 'abc'],
    ['another epoch', encodeChangeCursor({ epoch: '0123456789ab', position: 0 })],
  ])('refuses a cursor of %s', async (_what, cursor) => {
    const { feed } = startTail()
    await expect(take(feed, cursor, 1)).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
  })

  it('refuses a cursor beyond the head', async () => {
    const { feed } = startTail()
    await expect(take(feed, at(1), 1)).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
  })

  it('says of a cursor older than the log where the log begins and ends', async () => {
    await book.append(20)
    await book.pruneBefore(11)
    const { tail, feed } = startTail()
    const details = { oldestCursor: at(10), liveCursor: at(20) }
    await expect(take(feed, at(9), 1)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED', details })
    expect(await take(feed, details.oldestCursor, 10)).toEqual(upTo(20, 11))
    await book.pruneBefore(21)
    // What is at hand goes with the tail's next look.
    await expect.poll(() => tail.recent(19, 1), { timeout: 3_000 }).toBeNull()
    await expect(take(feed, at(19), 1)).rejects.toMatchObject({
      code: 'CURSOR_EXPIRED',
      details: { oldestCursor: at(20) },
    })
  })

  it('tells a slow reader that retention has overtaken it', async () => {
    await book.append(400)
    const { tail, feed } = startTail()
    const prune = async () => {
      await book.pruneBefore(301)
      await expect.poll(() => tail.recent(299, 1), { timeout: 3_000 }).toBeNull()
    }
    await expect(take(feed, at(0), 400, prune)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' })
  })

  it('has the end of the log at hand before it says that it is live, and serves who comes back from there', async () => {
    for (let round = 0; round < 10; round++) await book.append(500)
    let reads = 0
    const source: LogSource = {
      head: () => store.head(),
      after(position, limit) {
        reads++
        return store.after(position, limit)
      },
    }
    const { tail, feed } = startTail({ source })
    await expect.poll(() => tail.place).toEqual({ epoch, position: 5_000 })
    expect([tail.recent(903, 1), tail.recent(904, 1)?.[0]?.position]).toEqual([null, 905])
    const before = reads
    const crowd = Array.from({ length: 50 }, (_, one) => take(feed, at(4_000 + one), 1_000 - one))
    expect((await Promise.all(crowd)).map((taken) => taken.at(-1))).toEqual(crowd.map(() => 5_000))
    // The tail's own looks.
    expect(reads - before).toBeLessThan(5)
  })

  it('tells everybody when another log has taken the place', async () => {
    await book.append(3)
    const { feed } = startTail()
    const following = take(feed, at(3), 1)
    await sleep(200)
    await book.beginAnew()
    await expect(following).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
  })

  it('waits while the log cannot be read, and goes on', async () => {
    let away = true
    const refuse = () => Promise.reject(new Error('away'))
    const source: LogSource = {
      head: () => (away ? refuse() : store.head()),
      after: (position, limit) => (away ? refuse() : store.after(position, limit)),
    }
    const { feed } = startTail({ source })
    await book.append(3)
    const taking = take(feed, at(0), 3)
    await sleep(400)
    away = false
    expect(await taking).toEqual([1, 2, 3])
    expect(events.map(({ event }) => event)).toContain('log.unreadable')
  })

  it('never passes a hole', async () => {
    await book.append(3)
    const { feed, tail } = startTail()
    const taking = take(feed, at(0), 6)
    await expect.poll(() => tail.place?.position).toBe(3)
    const holed = await database.query('select * from log_head')
    await database.query('update log_head set last_position = 6')
    await database.query(
      `insert into change (position, type, at, article_id) select 6, type, at, article_id from change where position = 3`,
    )
    await expect.poll(() => events.map(({ event }) => event), { timeout: 3_000 }).toContain('log.hole')
    expect(holed).toHaveLength(1)
    await database.query(`insert into change (position, type, at, article_id)
      select p, type, at, article_id from change, generate_series(4, 5) p where position = 3`)
    expect(await taking).toEqual(upTo(6))
  })

  it('lets go of a follower that is told to stop', async () => {
    const { feed } = startTail()
    const stop = new AbortController()
    const follower = feed.follow(null, stop.signal)
    const next = follower.next()
    await sleep(100)
    stop.abort()
    expect((await next).done).toBe(true)
  })
})

describe('a cursor', () => {
  it('names its place', () => {
    expect(decodeChangeCursor(at(17))).toEqual({ epoch, position: 17 })
  })
})
