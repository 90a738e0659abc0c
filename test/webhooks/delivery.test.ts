import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestFeed } from '../support/open-test-feed.ts'
import type { Behaviour } from '../support/webhook-receiver.ts'
import { openWebhookRoom, type WebhookRoom } from '../support/webhook-room.ts'

let room: WebhookRoom
beforeAll(async () => {
  room = await openWebhookRoom()
})
beforeEach(() => room.clear())
afterAll(() => room.close())

const titles = () => room.receiver.events.map(({ article }) => article.title)
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `خبر ${from + index}`)

describe('a webhook', () => {
  it('tells its receiver every change in the order of the log, signed, each message once', async () => {
    await room.make()
    room.node()
    await room.book.ingestMany(numbered(1, 120))
    for (const title of numbered(121, 125)) await room.book.ingest(title)
    await room.until(() => titles().length === 125)
    expect(titles()).toEqual(numbered(1, 125))
    const { received, forged } = room.receiver
    expect(forged).toBe(0)
    expect(new Set(received.map(({ id }) => id)).size).toBe(received.length)
    for (const { message } of received) expect(message.data.events.length).toBeLessThanOrEqual(50)
    // Each message begins where the one before ended.
    for (const [index, { message }] of received.entries()) {
      if (index > 0) expect(message.data.after).toBe(received[index - 1]!.message.data.cursor)
    }
  })

  it('goes on where it stopped, with nothing lost and nothing twice', async () => {
    await room.make()
    const first = room.node()
    await room.book.ingestMany(numbered(1, 10))
    await room.until(() => titles().length === 10)
    await first.close()
    await room.book.ingestMany(numbered(11, 20))
    room.node()
    await room.until(() => titles().length === 20)
    expect(titles()).toEqual(numbered(1, 20))
    expect(room.receiver.received.length).toBe(room.receiver.once.length)
  })

  it.each<Behaviour>([
    500,
    503,
    429,
    404,
    302,
    307,
    'reset',
    'reset after the head',
    'drip',
    'silence',
    'garbage',
    'endless head',
    { status: 503, headers: { 'retry-after': 'garbage' } },
  ])('holds out a receiver that fails with %j', async (failure) => {
    await room.make()
    let failed = 0
    room.receiver.behaviour = () => (failed++ < 2 ? failure : 200)
    room.node()
    await room.book.ingestMany(numbered(1, 3))
    await room.until(() => failed > 0)
    await room.book.ingest('خبر 4')
    await room.until(() => titles().length === 4)
    expect(titles()).toEqual(numbered(1, 4))
    const { received, forged } = room.receiver
    expect(forged).toBe(0)
    expect(received.length).toBeGreaterThan(room.receiver.once.length)
    // However often it was sent: the same text under the same id.
    for (const { id, body } of received) expect(body).toBe(received.find((each) => each.id === id)!.body)
  })

  it('asks no sooner than Retry-After says', async () => {
    await room.make()
    let failed = 0
    room.receiver.behaviour = () => (failed++ === 0 ? { status: 429, headers: { 'retry-after': '2' } } : 200)
    room.node()
    await room.book.ingest('خبر')
    await room.until(() => titles().length === 1)
    const [first, second] = room.receiver.received
    expect(second!.at - first!.at).toBeGreaterThan(1_900)
  })

  it('is delivered to by one of several nodes at a time', async () => {
    await room.make()
    const nodes = [room.node(), room.node(), room.node()]
    for (let round = 0; round < 4; round++) {
      await room.book.ingestMany(numbered(round * 5 + 1, round * 5 + 5))
      await room.until(() => titles().length === round * 5 + 5)
      await nodes[round % 3]!.close()
      nodes[round % 3] = room.node()
    }
    expect(titles()).toEqual(numbered(1, 20))
    expect(room.receiver.received.length).toBe(room.receiver.once.length)
  })

  it('tells what its filter and its types ask for, and nothing else', async () => {
    await room.make({ filter: { sources: ['wanted'], includeCopies: true }, types: ['ARTICLE_INGESTED'] })
    room.node()
    await room.book.ingest('غيره')
    await room.book.ingest('خبر 1', { sourceSlug: 'wanted' })
    await room.book.append(3, { type: 'ARTICLE_UPDATED' })
    await room.book.ingest('غيره أيضاً')
    await room.book.ingest('خبر 2', { sourceSlug: 'wanted' })
    await room.until(() => titles().length === 2)
    expect(titles()).toEqual(numbered(1, 2))
  })

  it('says so where the log no longer reaches back to it, and goes on with what the log holds', async () => {
    const { webhookId } = await room.make()
    await room.book.ingestMany(numbered(1, 10))
    await room.pruneBefore(6)
    // One that tails the log from now on: another still holds in memory what is gone from the database.
    const live = openTestFeed(room.own, { info: () => {}, warn: () => {}, error: () => {} } as never)
    const node = room.node({ live: live.feed })
    await room.until(() => titles().length === 5)
    expect(titles()).toEqual(numbered(6, 10))
    const [gap] = room.receiver.once
    expect(gap!.message).toMatchObject({
      type: 'gap',
      data: {
        after: await room.at(0),
        cursor: await room.at(5),
        liveCursor: await room.at(10),
        reason: 'CURSOR_EXPIRED',
      },
    })
    expect(room.logged).toContainEqual(expect.objectContaining({ event: 'webhook.gap', level: 'warn' }))
    const told = await room.deliveries.list(webhookId, null, 10)
    expect(told.map(({ kind }) => kind)).toEqual(['CHANGES', 'GAP'])
    await node.close()
    await live.close()
  })

  it('sets aside what its receiver will not have, and delivers it again when it is told to', async () => {
    const { webhookId } = await room.make()
    room.receiver.behaviour = ({ body }) => (body.includes('سام') ? 422 : 200)
    room.node({ patience: { refusals: 3 } })
    await room.book.ingest('خبر 1')
    await room.until(() => titles().length === 1)
    await room.book.ingest('خبر سام')
    await room.until(async () => (await room.deliveries.list(webhookId, ['DEAD'], 10)).length === 1)
    await room.book.ingest('خبر 2')
    await room.until(() => titles().length === 2)
    const [dead] = await room.deliveries.list(webhookId, ['DEAD'], 10)
    expect(dead).toMatchObject({ attempts: 3, events: 1 })
    expect((await room.deliveries.attempts([dead!.id])).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 422],
      [2, 422],
      [3, 422],
    ])
    expect(room.logged).toContainEqual(expect.objectContaining({ event: 'webhook.dead-letter', level: 'error' }))
    room.receiver.behaviour = () => 200
    expect((await room.desk.redeliver(dead!.id)).userErrors).toEqual([])
    await room.until(() => titles().length === 3)
    expect(titles().at(-1)).toBe('خبر سام')
    await room.until(async () => (await room.deliveries.byId(dead!.id))!.state === 'DELIVERED')
    expect((await room.desk.redeliver(dead!.id)).userErrors[0]!.code).toBe('INVALID')
  })

  it('does not bring back what was withdrawn when a dead letter is delivered again', async () => {
    const { webhookId } = await room.make({ types: ['ARTICLE_INGESTED'] })
    room.receiver.behaviour = () => 422
    room.node({ patience: { refusals: 1 } })
    await room.book.ingest('مسحوب')
    await room.until(async () => (await room.deliveries.list(webhookId, ['DEAD'], 10)).length === 1)
    await room.own.db.query(`update article set status = 'WITHDRAWN'`)
    room.receiver.behaviour = () => 200
    const [dead] = await room.deliveries.list(webhookId, ['DEAD'], 10)
    await room.desk.redeliver(dead!.id)
    await room.until(async () => (await room.deliveries.byId(dead!.id))!.state === 'DELIVERED')
    expect(titles()).toEqual([])
  })

  it('is disabled, and says so, when its receiver has failed for too long; what it missed comes once it is resumed', async () => {
    const { webhookId } = await room.make()
    room.receiver.behaviour = () => 500
    room.node({ patience: { failingMs: 300 } })
    await room.book.ingest('خبر 1')
    await room.until(async () => (await room.webhooks.byId(webhookId))!.state === 'DISABLED')
    expect((await room.webhooks.byId(webhookId))!.reason).toContain('500')
    expect(room.logged).toContainEqual(expect.objectContaining({ event: 'webhook.disabled', level: 'error' }))
    await room.book.ingest('خبر 2')
    room.receiver.behaviour = () => 200
    await room.desk.resume(webhookId)
    await room.until(() => titles().length === 2)
    expect(titles()).toEqual(numbered(1, 2))
  })

  it('is disabled where its receiver is gone', async () => {
    const { webhookId } = await room.make()
    room.receiver.behaviour = () => 410
    room.node()
    await room.book.ingest('خبر')
    await room.until(async () => (await room.webhooks.byId(webhookId))!.state === 'DISABLED')
  })

  it('is disabled where its receiver refuses one message after the other', async () => {
    const { webhookId } = await room.make()
    room.receiver.behaviour = () => 400
    room.node({ patience: { refusals: 1, deadInARow: 2 } })
    // Each in a message of its own.
    for (const [sent, title] of numbered(1, 3).entries()) {
      await room.book.ingest(title)
      await room.until(async () => (await room.deliveries.list(webhookId, null, 10)).length > sent)
    }
    await room.until(async () => (await room.webhooks.byId(webhookId))!.state === 'DISABLED')
    expect((await room.deliveries.list(webhookId, ['DEAD'], 10)).length).toBe(2)
  })

  it('begins anew after any cursor of the log', async () => {
    const { webhookId } = await room.make()
    room.node()
    await room.book.ingestMany(numbered(1, 5))
    await room.until(() => titles().length === 5)
    await room.desk.replay(webhookId, await room.at(2))
    await room.until(() => titles().length === 8)
    expect(titles()).toEqual([...numbered(1, 5), ...numbered(3, 5)])
    // A replay is told under ids of its own: who has seen the first messages sees these all the same.
    expect(room.receiver.received.length).toBe(room.receiver.once.length)
  })

  it('drops what was being sent where it is replayed from elsewhere', async () => {
    const { webhookId } = await room.make()
    room.receiver.behaviour = () => 500
    room.node()
    await room.book.ingestMany(numbered(1, 5))
    await room.until(() => room.receiver.received.length > 1)
    // What is on its way at that moment may still arrive, once.
    const { id: dropped } = room.receiver.received[0]!
    room.receiver.behaviour = ({ id }) => (id === dropped ? 500 : 200)
    await room.desk.replay(webhookId, await room.at(3))
    await room.until(() => titles().length >= 2)
    expect(titles()).toEqual(numbered(4, 5))
    expect((await room.deliveries.list(webhookId, ['DROPPED'], 5)).length).toBe(1)
  })

  it('waits while it is paused', async () => {
    const { webhookId } = await room.make()
    room.node()
    await room.desk.pause(webhookId)
    await room.book.ingestMany(numbered(1, 3))
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(room.receiver.received).toEqual([])
    await room.desk.resume(webhookId)
    await room.until(() => titles().length === 3)
  })

  it('is signed with the former secret too while a receiver changes to the next', async () => {
    const made = await room.make()
    const { secret } = await room.desk.rotate(made.webhookId)
    expect(secret).not.toBe(made.secret)
    room.node()
    for (const [index, each] of [made.secret, secret].entries()) {
      room.receiver.secret = each
      await room.book.ingest(`خبر ${index}`)
      await room.until(() => titles().length === index + 1)
    }
    expect(room.receiver.forged).toBe(0)
    expect(String(room.receiver.received[0]!.headers['webhook-signature']).split(' ')).toHaveLength(2)
    await room.own.db.query('update webhook set former_until = now()')
    await room.book.ingest('خبر أخير')
    await room.until(() => titles().length === 3)
    expect(String(room.receiver.received.at(-1)!.headers['webhook-signature']).split(' ')).toHaveLength(1)
  })

  it('goes on once the database is there again', async () => {
    await room.make()
    room.node()
    await room.book.ingest('خبر 1')
    await room.until(() => titles().length === 1)
    await room.own.db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    // Where only the word of it was lost, it is in the log twice.
    await room.book.ingest('خبر 2').catch(() => room.book.ingest('خبر 2'))
    await room.until(() => titles().length >= 2)
    expect([...new Set(titles())]).toEqual(numbered(1, 2))
  })

  it('says so where the log was restored, and goes on from its present end', async () => {
    await room.make()
    await room.book.ingestMany(numbered(1, 3))
    const node = room.node()
    await room.until(() => titles().length === 3)
    await node.close()
    await room.own.db.query(`update log_head set epoch = 'aaaaaaaaaaaa'`)
    room.node()
    await room.until(() => room.receiver.once.at(-1)!.message.type === 'gap')
    await room.book.ingest('خبر 4')
    await room.until(() => titles().length === 4)
    expect(room.receiver.once.at(-2)!.message.data.reason).toBe('CURSOR_INVALID')
  })
})
