import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeId } from '../../../src/entities/node-id.ts'
import { IngestRoom, START } from '../../support/ingest-room.ts'
import { longText, rss, type StubAnswer, type StubItem } from '../../support/stub-origin.ts'

let room: IngestRoom
beforeEach(async () => {
  room = await IngestRoom.open()
})
afterEach(() => room.close())

const MINUTE = 60_000
const item = (number: number, given: Partial<StubItem> = {}): StubItem => ({
  guid: `item-${number}`,
  title: `خبر رقم ${number}`,
  url: `https://one.example/${number}`,
  text: longText(`خبر ${number}`),
  at: new Date(START.getTime() - (10 - number) * MINUTE),
  ...given,
})
const items = (...numbers: number[]): StubItem[] => numbers.map((number) => item(number))

/** Publishes at one.example whatever the list gives, one answer after the other; the last one stays. */
function publish(...answers: StubAnswer[]): void {
  let next = 0
  room.origin.on('one.example', () => answers[Math.min(next++, answers.length - 1)]!)
}
const addOne = () => room.addFeed({ url: room.origin.url('one.example') })

describe('a poll', () => {
  it('delivers all items of a new feed, oldest first, with the payload in which they stood', async () => {
    publish({
      body: rss('الأولى', items(1, 2, 3)),
      headers: { 'content-type': 'application/rss+xml', etag: 'W/"a b\xe9"' },
    })
    const id = await addOne()
    await room.workOnce()
    const inbox = await room.inbox()
    expect(inbox.map(({ article }) => article.guid)).toEqual(['item-1', 'item-2', 'item-3'])
    expect(inbox[0]).toMatchObject({ channel: `feed:${id}`, source: 'one', raw: '1' })
    expect(await room.feed(id)).toMatchObject({
      etag: 'W/"a b\xe9"',
      format: 'rss',
      title: 'الأولى',
      lastStatus: 200,
      health: 'HEALTHY',
      dateConfidence: 1,
      leaseUntil: null,
    })
  })

  it('sends validators back byte for byte, and stores nothing where nothing changed', async () => {
    publish(
      { body: rss('الأولى', items(1)), headers: { etag: 'W/"a b\xe9"', 'last-modified': 'yesterday, or so' } },
      { status: 304 },
    )
    const id = await addOne()
    await room.workOnce()
    await room.pollNext(id)
    expect(room.origin.log('one.example').map(({ etag, lastModified }) => ({ etag, lastModified }))).toEqual([
      { etag: null, lastModified: null },
      { etag: 'W/"a b\xe9"', lastModified: 'yesterday, or so' },
    ])
    expect(await room.inbox()).toHaveLength(1)
    expect(
      await room.db.query(
        'select sum(polls)::int as polls, sum(unchanged)::int as unchanged, sum(new_items)::int as items from feed_day',
      ),
    ).toEqual([{ polls: 2, unchanged: 1, items: 1 }])
  })

  it('takes the same bytes for unchanged, and keeps the newer validator', async () => {
    const body = rss('الأولى', items(1))
    publish({ body, headers: { etag: '"1"' } }, { body, headers: { etag: '"2"' } })
    const id = await addOne()
    await room.workOnce()
    expect(await room.pollNext(id)).toMatchObject({ etag: '"2"', consecutiveFailures: 0 })
    expect(await room.inbox()).toHaveLength(1)
  })

  it('delivers only what is new or says something else', async () => {
    publish(
      { body: rss('الأولى', items(1, 2)) },
      { body: rss('الأولى', [item(1), item(2, { title: 'خبر مصحح' }), item(3)]) },
    )
    const id = await addOne()
    await room.workOnce()
    await room.pollNext(id)
    const delivered = (await room.inbox()).map(({ article }) => article.title)
    expect(delivered).toEqual(['خبر رقم 1', 'خبر رقم 2', 'خبر مصحح', 'خبر رقم 3'])
  })

  it('brings one set of rows however often the same is read', async () => {
    let poll = 0
    // Never the same bytes, always the same items.
    room.origin.on('one.example', () => ({ body: rss('الأولى', items(1, 2, 3), `<!-- ${poll++} -->`) }))
    const id = await addOne()
    for (let time = 0; time < 100; time++) await room.pollNext(id)
    expect(room.origin.requests).toHaveLength(100)
    expect(await room.inbox()).toHaveLength(3)
    expect(await room.db.query('select count(*)::int from feed_item')).toEqual([{ count: 3 }])
  })

  it('keeps no validators of a body that cannot be read, so that its items are not lost', async () => {
    publish({ body: 'not a feed', headers: { etag: '"1"' } })
    const id = await addOne()
    await room.workOnce()
    expect(await room.feed(id)).toMatchObject({
      etag: null,
      bodySha256: null,
      consecutiveFailures: 1,
      lastError: expect.stringContaining('NOT_A_FEED'),
    })
  })

  it('is loud about a feed that keeps failing, and never gives it up', async () => {
    publish({ status: 500 })
    const id = await addOne()
    for (const health of ['HEALTHY', 'HEALTHY', 'FAILING', 'FAILING']) {
      expect(await room.pollNext(id)).toMatchObject({ health })
    }
    publish({ body: rss('الأولى', items(1)) })
    expect(await room.pollNext(id)).toMatchObject({ health: 'HEALTHY', consecutiveFailures: 0, lastError: null })
    expect(room.events.filter(({ event }) => event === 'feed.health-changed')).toHaveLength(2)
  })

  it('stops at 410, loudly', async () => {
    publish({ status: 410 })
    const id = await addOne()
    await room.workOnce()
    expect(await room.feed(id)).toMatchObject({
      goneAt: START,
      health: 'FAILING',
      lastError: expect.stringContaining('410'),
    })
    room.clock.pass(30 * 86_400_000)
    expect(await room.workOnce()).toEqual({ feeds: 0, pages: 0 })
  })

  it.each([
    ['seconds', { 'retry-after': '7200' }, 7200],
    ['a date', { 'retry-after': new Date(START.getTime() + 7_200_000).toUTCString() }, 7200],
  ])('waits as Retry-After says in %s', async (_, headers, seconds) => {
    publish({ status: 429, headers })
    const id = await addOne()
    await room.workOnce()
    const { nextFetchAt, earliestFetchAt, lastStatus } = await room.feed(id)
    expect(lastStatus).toBe(429)
    expect(earliestFetchAt).toEqual(new Date(START.getTime() + seconds * 1000))
    expect(nextFetchAt.getTime()).toBeGreaterThanOrEqual(earliestFetchAt!.getTime())
  })

  it('backs off where Retry-After is garbage', async () => {
    publish({ status: 503, headers: { 'retry-after': 'garbage 1' } })
    const id = await addOne()
    await room.workOnce()
    expect(await room.feed(id)).toMatchObject({
      earliestFetchAt: null,
      nextFetchAt: new Date(START.getTime() + 450_000),
    })
  })

  it('remembers the ttl of a body while it stays unchanged', async () => {
    publish({ body: rss('الأولى', items(1), '<ttl>120</ttl>'), headers: { etag: '"1"' } }, { status: 304 })
    const id = await addOne()
    await room.workOnce()
    const before = room.clock.now()
    for (let time = 0; time < 2; time++) {
      const { lastFetchedAt, nextFetchAt } = await room.pollNext(id)
      expect(nextFetchAt.getTime() - lastFetchedAt!.getTime()).toBeGreaterThanOrEqual(120 * MINUTE)
    }
    expect(room.clock.now().getTime() - before.getTime()).toBeGreaterThanOrEqual(240 * MINUTE)
  })

  it('follows a permanent redirect, and moves the second time', async () => {
    publish({ status: 301, headers: { location: room.origin.url('two.example', '/rss') } })
    room.origin.on('two.example', ({ etag }) =>
      etag === '"2"' ? { status: 304 } : { body: rss('الثانية', items(1)), headers: { etag: '"2"' } },
    )
    const id = await addOne()
    await room.workOnce()
    expect(await room.feed(id)).toMatchObject({ movedTo: room.origin.url('two.example', '/rss') })
    expect(await room.pollNext(id)).toMatchObject({
      url: room.origin.url('two.example', '/rss'),
      host: `two.example:${room.origin.port}`,
      movedTo: null,
    })
    await room.pollNext(id)
    expect(room.origin.log('one.example')).toHaveLength(2)
    expect(await room.inbox()).toHaveLength(1)
  })

  it('stays where it is and says so where another feed is at the new address', async () => {
    publish({ status: 308, headers: { location: room.origin.url('two.example') } })
    room.origin.on('two.example', () => ({ body: rss('الثانية', items(1)) }))
    const id = await addOne()
    const other = await room.addFeed({ url: room.origin.url('two.example'), source: { slug: 'two' } })
    await room.pollNext(id)
    expect(await room.pollNext(id)).toMatchObject({
      url: room.origin.url('one.example'),
      health: 'HEALTHY',
      lastError: expect.stringContaining(`feed ${encodeId('fed', other)} already`),
    })
  })

  it('gives the tags of the feed to its items', async () => {
    publish({ body: rss('الأولى', items(1)) })
    await room.addFeed({ url: room.origin.url('one.example'), tags: ['رياضة'] })
    await room.workOnce()
    expect((await room.inbox())[0]!.article.taggings).toContainEqual({
      label: 'رياضة',
      origin: 'EDITOR',
      confidence: 1,
    })
  })

  it('polls often what publishes often, by the dates of its first body', async () => {
    const half = Array.from({ length: 96 }, (_, index) =>
      item(index, { at: new Date(START.getTime() - (96 - index) * 30 * MINUTE) }),
    )
    publish({ body: rss('الأولى', half) })
    const id = await addOne()
    await room.workOnce()
    const { intervalSeconds } = await room.feed(id)
    expect(intervalSeconds).toBeGreaterThan(25 * 60)
    expect(intervalSeconds).toBeLessThan(35 * 60)
  })

  it('is stale where it answers and brings nothing for a week', async () => {
    publish({ body: rss('الأولى', []), headers: { etag: '"1"' } }, { status: 304 })
    const id = await addOne()
    await room.workOnce()
    while (room.clock.now().getTime() < START.getTime() + 8 * 86_400_000) await room.pollNext(id)
    expect(await room.feed(id)).toMatchObject({ health: 'STALE', consecutiveFailures: 0 })
  })
})
