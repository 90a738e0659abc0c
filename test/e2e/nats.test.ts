import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { JetStreamManager } from '@nats-io/jetstream'
import { jetstreamManager } from '@nats-io/jetstream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectNats } from '../../src/relay/nats.ts'
import { streamName } from '../../src/relay/stream-name.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { LogBook } from '../support/log-book.ts'
import { OwnNats } from '../support/own-nats.ts'
import { followAll, openRelay, openRelayedFeed } from '../support/relayed-feed.ts'
import { TcpProxy } from '../support/tcp-proxy.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

let nats: OwnNats
beforeAll(async () => {
  nats = await OwnNats.start()
}, 300_000)
afterAll(() => nats.close())

it('passes every test of the live feed on JetStream as on PostgreSQL', { timeout: 600_000 }, () => {
  const suites = ['test/subscriptions', 'test/gateway/sse-live.test.ts', 'test/client/live-feed.test.ts']
  // What only measures time says nothing of where events come from.
  const run = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...suites, '--exclude', '**/filter-cost.test.ts'],
    { cwd: ROOT, env: { ...process.env, SILA_EVENTS_URL: nats.url, VITEST_REPORT: '' }, encoding: 'utf8' },
  )
  expect(run.status, `${run.stdout.slice(-6_000)}\n${run.stderr.slice(-2_000)}`).toBe(0)
})

describe('a log that is relayed', () => {
  let own: TestDatabase
  let book: LogBook
  let epoch: string
  let proxy: TcpProxy
  let closers: (() => Promise<void>)[] = []
  const opened = <T extends { close(): Promise<void> }>(thing: T): T => {
    closers.push(() => thing.close())
    return thing
  }
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

  beforeAll(async () => {
    own = await openTestDatabase()
  })
  afterAll(() => own.close())
  beforeEach(async () => {
    book = new LogBook(own.db)
    await book.beginAnew()
    epoch = (await new ChangeStore(own.db.manager).head()).epoch
    proxy = await TcpProxy.start(Number(new URL(nats.url).port))
  })
  afterEach(async () => {
    for (const close of closers.reverse()) await close()
    closers = []
    await proxy.close()
  })

  /** Appends in small batches for so long, and gives the last position. */
  async function publish(ms: number, meanwhile: () => Promise<void> = async () => {}): Promise<number> {
    const disturbing = meanwhile()
    const end = Date.now() + ms
    let last = 0
    while (Date.now() < end) {
      last = (await book.append(1 + (last % 5))).at(-1)!
      await sleep(10)
    }
    await disturbing
    return (await book.append(1)).at(-1)!
  }

  async function onServer<T>(work: (manager: JetStreamManager) => Promise<T>): Promise<T> {
    const connection = await connectNats(nats.url, 'test')
    try {
      return await work(await jetstreamManager(connection))
    } finally {
      await connection.close()
    }
  }

  const streamState = () => onServer(async (manager) => (await manager.streams.info(streamName(epoch))).state)

  it('comes from the stream: nodes read the log itself only now and then', async () => {
    opened(openRelay(own, nats.url))
    const node = opened(openRelayedFeed(own, nats.url))
    await expect.poll(streamState).toMatchObject({ messages: 0 })
    await book.append(5)
    await expect.poll(() => node.tail.place?.position).toBe(5)
    await sleep(2_500)
    const before = node.reads
    const last = await publish(6_000)
    await expect.poll(() => node.tail.place?.position).toBe(last)
    expect(last).toBeGreaterThan(600)
    // Six seconds at one look in one and a half, which the tail's second makes two.
    expect(node.reads - before).toBeLessThanOrEqual(6)
    expect(node.events.filter((event) => !/no stream/.test(event))).toEqual([])
    expect(await streamState()).toMatchObject({ messages: last, first_seq: 1, last_seq: last })
  })

  it.each<[what: string, disturb: () => Promise<void>]>([
    ['is killed and starts again', async () => await restart()],
    ['is killed and starts again without its data', async () => await restart(() => nats.wipe())],
    ['loses the stream', async () => void (await onServer((manager) => manager.streams.delete(streamName(epoch))))],
    ['is emptied', async () => void (await onServer((manager) => manager.streams.purge(streamName(epoch))))],
    [
      'loses a message',
      async () => {
        const { last_seq } = await streamState()
        await onServer((manager) => manager.streams.deleteMessage(streamName(epoch), last_seq))
      },
    ],
    [
      'cannot be reached by the node',
      async () => {
        proxy.cut()
        await sleep(2_000)
        proxy.mend()
      },
    ],
    [
      'is silent to the node',
      async () => {
        proxy.stall()
        await sleep(6_000)
        proxy.mend()
      },
    ],
  ])('loses nothing and tells nothing twice where NATS %s', { timeout: 60_000 }, async (what, disturb) => {
    opened(openRelay(own, nats.url))
    const [hearing, deaf] = [true, false].map((hears) =>
      opened(openRelayedFeed(own, `nats://127.0.0.1:${proxy.port}`, { hears })),
    )
    const followers = [hearing!, deaf!].map(({ feed }) => opened(followAll(feed, epoch)))
    const last = await publish(12_000, async () => {
      await sleep(2_000)
      await disturb()
    })
    for (const follower of followers) {
      await expect.poll(() => follower.positions.at(-1), { timeout: 10_000 }).toBe(last)
      expect(follower.positions).toEqual(upTo(last))
    }
    const [heard, unheard] = followers.map(({ longestMs }) => longestMs)
    console.log(JSON.stringify({ nats: what, changes: last, longestMs: { heard, unheard } }))
    expect(heard).toBeLessThan(3_000)
    expect(unheard).toBeLessThan(4_500)
    // Afterwards the stream leads up to the end of the log again, and both follow it.
    await expect.poll(streamState, { timeout: 20_000 }).toMatchObject({ consumer_count: 2 })
    await sleep(1_500)
    const before = deaf!.reads
    const [next] = await book.append(1, { notify: true })
    await expect.poll(() => deaf!.tail.place?.position, { timeout: 500, interval: 20 }).toBe(next)
    expect(deaf!.reads - before).toBeLessThanOrEqual(1)
  })

  async function restart(meanwhile: () => void = () => {}): Promise<void> {
    await nats.kill()
    meanwhile()
    await sleep(1_500)
    await nats.begin()
  }

  it('fills the stream up with what was written while nobody relayed, and as far as the log reaches back', async () => {
    await book.append(30)
    await book.pruneBefore(11)
    const first = openRelay(own, nats.url)
    await expect.poll(streamState).toMatchObject({ first_seq: 1, last_seq: 20 })
    await first.close()
    await book.append(10)
    const second = opened(openRelay(own, nats.url))
    await expect.poll(streamState).toMatchObject({ first_seq: 1, last_seq: 30, messages: 30 })
    expect(second.begun).toMatchObject([{ position: 30, oldest: 11, continues: true }])
    await book.pruneBefore(21)
    await book.append(1)
    await expect.poll(streamState).toMatchObject({ first_seq: 11, last_seq: 31 })
  })

  it('begins the stream anew where it tells of what the log does not know, or has fallen out of the log', async () => {
    await book.append(20)
    const first = openRelay(own, nats.url)
    await expect.poll(streamState).toMatchObject({ last_seq: 20 })
    await first.close()
    await own.db.query('delete from change where position > 15')
    await own.db.query('update log_head set last_position = 15')
    const second = openRelay(own, nats.url)
    await expect.poll(streamState).toMatchObject({ last_seq: 15, messages: 15 })
    await second.close()
    await book.append(20)
    await book.pruneBefore(26)
    const third = opened(openRelay(own, nats.url))
    await expect.poll(streamState).toMatchObject({ last_seq: 10, messages: 10 })
    expect(third.begun).toMatchObject([{ position: 25, continues: false }])
  })

  it('is in the stream once, although several relays work at once', async () => {
    const relays = [1, 2, 3].map(() => opened(openRelay(own, nats.url)))
    const node = opened(openRelayedFeed(own, nats.url))
    const follower = opened(followAll(node.feed, epoch))
    const last = await publish(4_000)
    await expect.poll(() => follower.positions.at(-1)).toBe(last)
    expect(follower.positions).toEqual(upTo(last))
    await expect.poll(streamState).toMatchObject({ messages: last, last_seq: last })
    expect(relays.flatMap(({ begun }) => begun).length).toBeGreaterThan(2)
  })

  it('is read in the log where a row is too large for a message', async () => {
    opened(openRelay(own, nats.url))
    const node = opened(openRelayedFeed(own, nats.url))
    await expect.poll(streamState).toMatchObject({ last_seq: 0 })
    await expect.poll(streamState).toMatchObject({ consumer_count: 1 })
    await book.append(1)
    const reason = 'س'.repeat(1_200_000)
    await book.append(1, { reason })
    await book.append(1)
    await expect.poll(() => node.tail.place?.position).toBe(3)
    expect(node.tail.recent(1, 1)?.[0]?.reason === reason).toBe(true)
    expect(await streamState()).toMatchObject({ messages: 3 })
  })
})
