import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { serveWebSub } from '../../../src/gateway/websub-http.ts'
import { Fetcher } from '../../../src/ingestion/fetch/fetcher.ts'
import { WebSubSubscriber } from '../../../src/ingestion/websub/subscriber.ts'
import { Listener } from '../../../src/stores/listener.ts'
import { SCHEDULE_CHANNEL, WebSubStore } from '../../../src/stores/web-sub-store.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'

const TOPIC = 'https://one.example/feed'

let own: TestDatabase
let store: WebSubStore
let app: FastifyInstance
let publicUrl: string
let hub: Server
let hubUrl: string
/** What the hub was asked, and what it answers next. */
let asked: URLSearchParams[] = []
let answer = 202
let feedId: string
let fetcher: Fetcher
let subscriber: WebSubSubscriber

beforeAll(async () => {
  own = await openTestDatabase()
  store = new WebSubStore(own.db.manager)
  app = Fastify()
  serveWebSub(app, store)
  publicUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  hub = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      asked.push(new URLSearchParams(body))
      response.writeHead(answer).end()
    })
  })
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve))
  const { port } = hub.address() as AddressInfo
  hubUrl = `http://127.0.0.1:${port}/`
  fetcher = new Fetcher({ userAgent: 'Sila/test', allowPrivate: [`127.0.0.1:${port}`] })
  await own.db.query(
    `insert into feed (source_id, url, url_key, host, next_fetch_at) select id, $1, $1, 'one.example:443', now() + interval '1 day' from source`,
    [TOPIC],
  )
  feedId = (await own.db.query('select id::text from feed'))[0].id
})
beforeEach(async () => {
  asked = []
  answer = 202
  await own.db.query('delete from websub')
  await own.db.query(
    `update feed set next_fetch_at = now() + interval '1 day', last_fetched_at = now() - interval '1 hour'`,
  )
  subscriber = new WebSubSubscriber({ store, fetch: (request) => fetcher.fetch(request), publicUrl, log: () => {} })
})
afterEach(() => subscriber.close())
afterAll(async () => {
  await fetcher.close()
  await app.close()
  hub.close()
  await own.close()
})

async function until<T>(look: () => Promise<T | null | undefined | false> | T | null | undefined | false): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await sleep(20)
  }
}

const row = async () =>
  (
    await own.db.query(
      `select *, extract(epoch from renew_at - now())::int as renews_in, extract(epoch from expires_at - now())::int as expires_in from websub`,
    )
  )[0]
const dueIn = async (): Promise<number> =>
  (await own.db.query('select extract(epoch from next_fetch_at - now())::int as seconds from feed'))[0].seconds

/** What a hub does to confirm a wish. */
const confirm = (callback: string, given: Record<string, string>): Promise<Response> =>
  fetch(
    `${callback}?${new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.challenge': 'ق123', ...given })}`,
  )

/** A subscription that the hub confirmed for 1,000 seconds. */
async function subscribed(): Promise<{ callback: string; secret: string }> {
  await store.offer(feedId, hubUrl, TOPIC)
  subscriber.start()
  const wish = await until(() => asked[0])
  const callback = wish.get('hub.callback')!
  await confirm(callback, { 'hub.lease_seconds': '1000' })
  return { callback, secret: wish.get('hub.secret')! }
}

const push = (callback: string, body: string, signature: string | null): Promise<Response> =>
  fetch(callback, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/rss+xml', ...(signature === null ? {} : { 'x-hub-signature': signature }) },
  })
const sign = (hash: string, secret: string, body: string): string =>
  `${hash}=${createHmac(hash, secret).update(body).digest('hex')}`

describe('a feed that names a hub', () => {
  it('is subscribed with a callback and a secret that nobody can guess, and confirmed once', async () => {
    const { callback, secret } = await subscribed()
    expect(Object.fromEntries(asked[0]!)).toMatchObject({
      'hub.mode': 'subscribe',
      'hub.topic': TOPIC,
      'hub.callback': expect.stringMatching(new RegExp(`^${publicUrl}/websub/[\\w-]{32}$`)),
    })
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(await row()).toMatchObject({ state: 'VERIFIED', attempts: 0, last_error: null })
    expect((await row()).expires_in).toBeGreaterThan(980)
    const again = await confirm(callback, {})
    expect([again.status, await again.text(), again.headers.get('content-type')]).toEqual([
      200,
      'ق123',
      'text/plain; charset=utf-8',
    ])
  })

  it('is asked for again when four fifths of the lease are over', async () => {
    await subscribed()
    const { renews_in: renewsIn } = await row()
    expect(renewsIn).toBeGreaterThan(780)
    expect(renewsIn).toBeLessThanOrEqual(800)
    await own.db.query('update websub set renew_at = now()')
    expect(await store.takeDue(10)).toHaveLength(1)
  })

  it('keeps its subscription where the feed says the same, and begins anew with another hub', async () => {
    const { callback } = await subscribed()
    await store.offer(feedId, hubUrl, TOPIC)
    expect(await row()).toMatchObject({ state: 'VERIFIED' })
    await store.offer(feedId, `${hubUrl}other`, TOPIC)
    expect(await row()).toMatchObject({ state: 'PENDING', expires_at: null })
    expect((await push(callback, 'x', null)).status).toBe(410)
  })

  it('says why where the hub does not take it, and asks later and later', async () => {
    answer = 500
    await store.offer(feedId, hubUrl, TOPIC)
    subscriber.start()
    const failed = await until(async () => ((await row()).last_error === null ? null : await row()))
    expect(failed).toMatchObject({ state: 'PENDING', attempts: 1 })
    expect(failed.last_error).toContain('500')
    expect(failed.renews_in).toBeGreaterThan(250)
    await own.db.query('update websub set renew_at = now()')
    await store.takeDue(10)
    expect((await row()).renews_in).toBeGreaterThan(550)
  })

  it.each([
    ['a topic that nobody wished for', { 'hub.topic': 'https://evil.example/' }],
    ['the end of the subscription', { 'hub.mode': 'unsubscribe' }],
    ['a challenge that is missing', { 'hub.challenge': '' }],
  ])('confirms not %s', async (_, given) => {
    const { callback } = await subscribed()
    expect((await confirm(callback, given)).status).toBe(404)
    expect((await confirm(`${publicUrl}/websub/guessed`, {})).status).toBe(404)
  })

  it('is polled as ever where the hub denies it', async () => {
    const { callback } = await subscribed()
    const denied = await confirm(callback, { 'hub.mode': 'denied', 'hub.reason': 'لا' })
    expect(denied.status).toBe(200)
    expect(await row()).toMatchObject({ state: 'DENIED', last_error: 'لا' })
    expect(await store.isPushed(feedId)).toBe(false)
  })
})

describe('a push', () => {
  it.each(['sha1', 'sha256', 'sha384', 'sha512'])(
    'that is signed with %s makes the feed due and wakes',
    async (hash) => {
      const { callback, secret } = await subscribed()
      let woken = 0
      const listener = new Listener(own.url)
      listener.hear([SCHEDULE_CHANNEL], () => woken++)
      await until(() => woken > 0)
      woken = 0
      expect(await store.isPushed(feedId)).toBe(true)
      const body = '<rss>خبر</rss>'
      expect((await push(callback, body, sign(hash, secret, body))).status).toBe(202)
      expect(await dueIn()).toBeLessThanOrEqual(0)
      await until(() => woken > 0)
      await listener.close()
    },
  )

  it.each([
    ['without a signature', () => null],
    ['with one of another secret', (body: string) => sign('sha256', 'another', body)],
    ['with one of another body', (_body: string, secret: string) => sign('sha256', secret, 'other')],
    ['with one that is cut', (body: string, secret: string) => sign('sha256', secret, body).slice(0, 20)],
    ['with a hash that no hub uses', (body: string, secret: string) => sign('md5', secret, body)],
  ])('%s is taken in silence and does nothing', async (_, signature) => {
    const { callback, secret } = await subscribed()
    const body = '<rss>خبر</rss>'
    expect((await push(callback, body, signature(body, secret))).status).toBe(202)
    expect(await dueIn()).toBeGreaterThan(80_000)
  })

  it('does not make a feed due that was fetched a moment ago', async () => {
    const { callback, secret } = await subscribed()
    await own.db.query('update feed set last_fetched_at = now()')
    await push(callback, 'x', sign('sha256', secret, 'x'))
    expect(await dueIn()).toBeGreaterThan(5)
    expect(await dueIn()).toBeLessThanOrEqual(15)
  })
})
