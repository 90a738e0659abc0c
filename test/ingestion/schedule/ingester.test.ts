import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Ingester } from '../../../src/ingestion/ingester.ts'
import { realSleep } from '../../../src/ops/clock.ts'
import { InboxStore } from '../../../src/stores/inbox-store.ts'
import { Listener } from '../../../src/stores/listener.ts'
import { FEED_HEALTH_CHANNEL, ScheduleStore } from '../../../src/stores/schedule-store.ts'
import { inboxItem } from '../../support/desk-room.ts'
import { IngestRoom } from '../../support/ingest-room.ts'
import { eventually } from '../../support/sila-process.ts'
import { longText, rss } from '../../support/stub-origin.ts'

let room: IngestRoom
const ingesters: Ingester[] = []
beforeEach(async () => {
  room = await IngestRoom.open()
})
afterEach(async () => {
  for (const ingester of ingesters.splice(0)) await ingester.close()
  await room.close()
})

/** An ingester in real time. */
function start(options: Parameters<IngestRoom['makeIngester']>[0] = {}): Ingester {
  const clock = { now: () => new Date(), sleep: realSleep }
  const ingester = room.makeIngester({ clock, ...options })
  ingesters.push(ingester)
  ingester.start()
  return ingester
}
const body = (host: string) =>
  rss(host, [{ guid: host, title: host, url: `https://${host}/1`, text: longText(host), at: new Date() }])
async function addFeeds(hosts: readonly string[], delayMs = 0): Promise<string[]> {
  for (const host of hosts) room.origin.on(host, () => ({ body: body(host), delayMs }))
  const ids = []
  for (const [index, host] of hosts.entries()) ids.push(await room.addFeed({ url: room.origin.url(host, `/${index}`) }))
  return ids
}
const arrived = async (count: number) => await eventually(async () => (await room.inbox()).length === count, 15_000)

describe('an ingester', () => {
  it('polls side by side with others, each feed once', async () => {
    await addFeeds(
      Array.from({ length: 60 }, (_, index) => `host-${index}.example`),
      20,
    )
    start()
    start()
    start()
    await arrived(60)
    expect(room.origin.requests).toHaveLength(60)
  })

  it('asks no host more than two things at once, whoever else does', async () => {
    await addFeeds(
      Array.from({ length: 12 }, () => 'one.example'),
      100,
    )
    start({ idleMs: 200 })
    start({ idleMs: 200 })
    await eventually(async () => room.origin.requests.length === 12, 15_000)
    expect(room.origin.mostAtOnce.get('one.example')).toBe(2)
  })

  it('looks at once when it is woken', async () => {
    const ingester = start({ idleMs: 60_000 })
    await sleep(200)
    await addFeeds(['one.example'])
    ingester.wake()
    await arrived(1)
  })

  it('gives back what it is fetching when it is closed, so that another need not wait', async () => {
    const [id] = await addFeeds(['one.example'], 5_000)
    const ingester = start()
    await eventually(async () => room.origin.requests.length === 1, 10_000)
    const from = Date.now()
    await ingester.close()
    expect(Date.now() - from).toBeLessThan(4_000)
    expect(await room.feed(id!)).toMatchObject({ leaseUntil: null, lastFetchedAt: null, consecutiveFailures: 0 })
  })

  it('waits while the inbox is full, and asks nothing twice', async () => {
    const filled = Array.from({ length: 20_000 }, () => inboxItem({}))
    await new InboxStore(room.db.manager).add('00000000-0000-0000-0000-000000000000', 0, filled)
    await addFeeds(['one.example'])
    start()
    await eventually(async () => room.events.some(({ event }) => event === 'ingest.waits'), 15_000)
    await room.db.query('delete from inbox')
    await arrived(1)
    expect(room.origin.requests).toHaveLength(1)
  })

  it('stores nothing for a poll whose lease another has taken meanwhile', async () => {
    const [id] = await addFeeds(['one.example'], 500)
    start()
    await eventually(async () => room.origin.requests.length === 1, 10_000)
    await room.db.query('update feed set lease_token = lease_token + 1, next_fetch_at = now() + interval $$1 hour$$')
    await eventually(async () => room.events.some(({ event }) => event === 'feed.lease-lost'), 10_000)
    expect(await room.inbox()).toEqual([])
    expect(await room.feed(id!)).toMatchObject({ etag: null, lastFetchedAt: null })
  })

  it('stores no half of a poll: items that cannot be written make it a failure', async () => {
    const [id] = await addFeeds(['one.example'])
    await room.db.query(`alter table feed_item add constraint impossible check (false)`)
    start()
    await eventually(async () => (await room.feed(id!)).consecutiveFailures === 1, 10_000)
    expect(await room.feed(id!)).toMatchObject({
      bodySha256: null,
      lastError: expect.stringContaining('could not be stored'),
    })
    expect(await room.inbox()).toEqual([])
  })

  it('announces a feed whose health changed', async () => {
    room.origin.on('one.example', () => ({ status: 410 }))
    const id = await room.addFeed({ url: room.origin.url('one.example') })
    let heard = 0
    const listener = new Listener(room.test.url)
    listener.hear([FEED_HEALTH_CHANNEL], () => heard++)
    await eventually(async () => heard === 1, 10_000)
    start()
    await eventually(async () => heard === 2, 10_000)
    await listener.close()
    expect(await room.feed(id)).toMatchObject({ health: 'FAILING' })
  })

  it('polls again what is refreshed, with validators', async () => {
    const [id] = await addFeeds(['one.example'])
    const ingester = start({ idleMs: 60_000 })
    await arrived(1)
    await eventually(async () => (await room.feed(id!)).leaseUntil === null, 5_000)
    await new ScheduleStore(room.db.manager).refresh([id!])
    ingester.wake()
    await eventually(async () => room.origin.requests.length === 2, 10_000)
  })
})
