import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Context } from '../../src/context.ts'
import { decodeId, encodeId } from '../../src/entities/node-id.ts'
import { ask, codesOf } from '../support/ask.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { FeedSite, feedOf, pageOf } from '../support/feed-site.ts'
import { RecordBook } from '../support/record-book.ts'

let own: TestDatabase
let site: FeedSite
let context: Partial<Context>
beforeAll(async () => {
  own = await openTestDatabase()
  site = await FeedSite.open()
  context = {
    caller: { scopes: new Set(['READ', 'OPERATE']), partner: null, keyId: null },
    feedFinder: site.desk(own.db),
  }
  site.serve('news.test.sa', {
    '/': pageOf('<link rel="alternate" type="application/rss+xml" href="/rss">'),
    '/rss': feedOf('أخبار الاختبار', 8),
    '/sport': feedOf('رياضة'),
  })
})
afterAll(async () => {
  await site.close()
  await own.close()
})
beforeEach(async () => {
  await own.db.query('truncate source, feed restart identity cascade')
})

const FEED =
  'id url title format health paused removedAt goneAt nextFetchAt consecutiveFailures lastError tags source { slug name }'
const PAYLOAD = `{ feed { ${FEED} } userErrors { code field ar: message en: message(language: "en") } }`

async function operate(source: string, variables: Record<string, unknown> = {}): Promise<any> {
  const { data, errors } = await ask(own.db, source, variables, context)
  expect(errors).toBeUndefined()
  return data
}
const add = async (url: string, source: string | null = null): Promise<any> =>
  (
    await operate(`mutation ($url: URL!, $source: ID) { feedAdd(url: $url, source: $source) ${PAYLOAD} }`, {
      url,
      source,
    })
  ).feedAdd
const change = async (mutation: string, id: string): Promise<any> =>
  (await operate(`mutation ($id: ID!) { ${mutation}(id: $id) ${PAYLOAD} }`, { id }))[mutation]
const rowId = (id: string): string => decodeId(id)!.id
const listed = async (args = ''): Promise<string[]> =>
  (await operate(`{ feeds${args} { nodes { url } } }`)).feeds.nodes.map(({ url }: { url: string }) => url)

describe('feedAdd', () => {
  it('stores the first feed of a page, under a source made for its site', async () => {
    const url = site.url('news.test.sa', '/')
    const { feed, userErrors } = await add(url)
    expect(userErrors).toEqual([])
    expect(feed).toMatchObject({
      url: site.url('news.test.sa', '/rss'),
      title: 'أخبار الاختبار',
      format: 'rss',
      health: 'HEALTHY',
      source: { name: 'أخبار الاختبار' },
    })
    const [row] = await own.db.query('select host, url_key, kind, next_fetch_at <= now() as due from feed')
    expect(row).toMatchObject({ host: new URL(url).host, kind: 'FEED', due: true })
  })

  it('puts a second feed of the site under the source that is there, or under the one that is given', async () => {
    const first = await add(site.url('news.test.sa', '/rss'))
    const second = await add(site.url('news.test.sa', '/sport'))
    expect(second.feed.source.slug).toBe(first.feed.source.slug)
    await change('feedRemove', second.feed.id)
    await new RecordBook(own.db).source('other', { name: 'غيره' })
    expect((await add(site.url('news.test.sa', '/sport'), 'other')).feed.source.slug).toBe('other')
    const [{ id }] = await own.db.query(`select id from source where slug = 'other'`)
    await change('feedRemove', first.feed.id)
    expect((await add(site.url('news.test.sa', '/rss'), encodeId('src', id))).feed.source.slug).toBe('other')
  })

  it('says TAKEN of a feed that is there, in any spelling, without asking its publisher', async () => {
    await add(site.url('news.test.sa', '/rss'))
    const before = site.origin.requests.length
    for (const path of ['/rss', '/rss/', '/rss?utm_source=x', '/rss#top']) {
      expect(await add(site.url('news.test.sa', path))).toMatchObject({ feed: null, userErrors: [{ code: 'TAKEN' }] })
    }
    expect(site.origin.requests.length).toBe(before)
    expect(await add(site.url('news.test.sa', '/'))).toMatchObject({ feed: null, userErrors: [{ code: 'TAKEN' }] })
  })

  it('takes a removed feed back under its id', async () => {
    const { feed } = await add(site.url('news.test.sa', '/rss'))
    expect((await change('feedRemove', feed.id)).feed).toMatchObject({
      id: feed.id,
      health: 'PAUSED',
      nextFetchAt: null,
    })
    expect(await listed()).toEqual([])
    const again = await add(site.url('news.test.sa', '/'))
    expect(again.feed).toMatchObject({ id: feed.id, removedAt: null, health: 'HEALTHY' })
  })

  it('says in both languages why nothing was stored', async () => {
    const cases: [url: string, source: string | null, code: string][] = [
      ['http://127.0.0.1:1/', null, 'UNREACHABLE'],
      [site.url('news.test.sa', '/missing'), null, 'UNREACHABLE'],
      ['http://user:secret@news.test.sa/', null, 'INVALID'],
      [site.url('news.test.sa', '/rss'), 'nobody', 'NOT_FOUND'],
      [site.url('news.test.sa', '/rss'), encodeId('src', '99'), 'NOT_FOUND'],
    ]
    for (const [url, source, code] of cases) {
      const { feed, userErrors } = await add(url, source)
      expect([feed, userErrors.length, userErrors[0].code], url).toEqual([null, 1, code])
      // Of Latin words only the names of protocols and sources, which Arabic has no others for.
      expect(userErrors[0].ar.replace(/https?|unknown/g, '')).toMatch(/^(?=.*\p{Script=Arabic})[^A-Za-z]+$/u)
      expect(userErrors[0].en).toMatch(/^[A-Z][^\p{Script=Arabic}]+$/u)
    }
    expect(await own.db.query('select 1 from feed union all select 1 from source')).toEqual([])
  })
})

describe('mutations of a feed', () => {
  let id: string
  beforeEach(async () => {
    id = (await add(site.url('news.test.sa', '/rss'))).feed.id
  })

  it('pause it and let it go on', async () => {
    expect((await change('feedPause', id)).feed).toMatchObject({ health: 'PAUSED', paused: true, nextFetchAt: null })
    expect((await change('feedPause', id)).userErrors).toEqual([])
    expect(await listed('(health: [PAUSED])')).toHaveLength(1)
    expect(await listed('(health: [HEALTHY, FAILING])')).toEqual([])
    const { feed } = await change('feedResume', id)
    expect(feed).toMatchObject({ health: 'HEALTHY', paused: false, nextFetchAt: expect.any(String) })
  })

  it('bring back one that its publisher took away, as it stands', async () => {
    await own.db.query(`update feed set gone_at = now(), consecutive_failures = 4, health = 'FAILING'`)
    expect((await change('feedRefresh', id)).userErrors).toMatchObject([{ code: 'INVALID', field: ['id'] }])
    expect((await change('feedResume', id)).feed).toMatchObject({ goneAt: null, health: 'FAILING' })
    await own.db.query(`update feed set consecutive_failures = 0, created_at = now() - interval '8 days'`)
    expect((await change('feedResume', id)).feed).toMatchObject({ health: 'STALE' })
  })

  it('poll it now, but not before its publisher allows it', async () => {
    await own.db.query(`update feed set next_fetch_at = now() + interval '1 day'`)
    const soon = new Date((await change('feedRefresh', id)).feed.nextFetchAt).getTime()
    expect(soon).toBeLessThanOrEqual(Date.now() + 60_000)
    await own.db.query(
      `update feed set next_fetch_at = now() + interval '1 day', earliest_fetch_at = now() + interval '6 hours'`,
    )
    const later = new Date((await change('feedRefresh', id)).feed.nextFetchAt).getTime()
    expect(later - Date.now()).toBeGreaterThan(5 * 3_600_000)
    await change('feedPause', id)
    expect((await change('feedRefresh', id)).userErrors).toMatchObject([{ code: 'INVALID' }])
  })

  it('remove it for good: its id still names it, and to remove it again is no mistake', async () => {
    await change('feedRemove', id)
    expect(
      await operate('query ($id: ID!) { node(id: $id) { ... on Feed { removedAt health } } }', { id }),
    ).toMatchObject({
      node: { removedAt: expect.any(String), health: 'PAUSED' },
    })
    expect((await change('feedRemove', id)).userErrors).toEqual([])
    for (const mutation of ['feedPause', 'feedResume', 'feedRefresh']) {
      expect(await change(mutation, id), mutation).toMatchObject({ feed: null, userErrors: [{ code: 'INVALID' }] })
    }
  })

  it('say NOT_FOUND of an id that names no feed', async () => {
    const [{ id: sourceId }] = await own.db.query('select id from source')
    for (const bad of ['', 'x', 'fed_1', encodeId('src', sourceId), encodeId('fed', '424242')]) {
      for (const mutation of ['feedPause', 'feedResume', 'feedRemove', 'feedRefresh']) {
        expect(await change(mutation, bad), mutation).toMatchObject({
          feed: null,
          userErrors: [{ code: 'NOT_FOUND', field: ['id'] }],
        })
      }
    }
  })

  it('wake pollers, and tell who watches', async () => {
    const heard: string[] = []
    const runner = own.db.createQueryRunner()
    const client = await runner.connect()
    client.on('notification', ({ channel, payload }: { channel: string; payload: string }) =>
      heard.push(`${channel} ${payload}`.trim()),
    )
    await runner.query('listen sila_schedule; listen sila_feed_health')
    const health = `sila_feed_health ${rowId(id)}`
    for (const [mutation, expected] of [
      ['feedPause', [health, 'sila_schedule']],
      ['feedPause', ['sila_schedule']],
      ['feedResume', [health, 'sila_schedule']],
      ['feedRefresh', ['sila_schedule']],
      ['feedRemove', [health, 'sila_schedule']],
    ] as const) {
      await change(mutation, id)
      await runner.query('select 1')
      expect(heard.splice(0).sort(), mutation).toEqual(expected)
    }
    await runner.release()
  })
})

describe('Query.feeds', () => {
  it('pages through them in the order in which they were added, by source and health', async () => {
    const book = new RecordBook(own.db)
    for (const slug of ['one', 'two']) {
      const { id } = await book.source(slug)
      for (let number = 0; number < 3; number++) {
        await own.db.query('insert into feed (source_id, url, url_key, host) values ($1, $2, $2, $3)', [
          id,
          `https://${slug}.test/${number}`,
          slug,
        ])
      }
    }
    const document = `query ($source: ID, $after: Cursor, $health: [SourceHealth!]) {
      feeds(source: $source, health: $health, first: 2, after: $after) {
        totalCount edges { cursor node { url } } nodes { url } pageInfo { hasNextPage endCursor } } }`
    const first = (await operate(document)).feeds
    expect([first.totalCount, first.nodes.map((node: any) => node.url)]).toEqual([
      6,
      ['https://one.test/0', 'https://one.test/1'],
    ])
    const second = (await operate(document, { after: first.pageInfo.endCursor, health: null })).feeds
    expect(second.nodes.map((node: any) => node.url)).toEqual(['https://one.test/2', 'https://two.test/0'])
    expect((await operate(document, { source: 'two' })).feeds.totalCount).toBe(3)
    expect((await operate(document, { source: 'nobody' })).feeds).toMatchObject({ totalCount: 0, nodes: [] })
    await own.db.query(`update source set paused = true where slug = 'two'`)
    expect((await operate(document, { health: ['PAUSED'] })).feeds.totalCount).toBe(3)
    expect((await operate(document, { health: [] })).feeds.totalCount).toBe(0)
    const late = await ask(own.db, '{ feeds(first: 101) { totalCount } }', {}, context)
    expect([late.data, codesOf(late)]).toEqual([{ feeds: null }, ['BAD_USER_INPUT']])
  })

  it('shows how each does day by day', async () => {
    const { feed } = await add(site.url('news.test.sa', '/rss'))
    await own.db.query(
      `insert into feed_day (feed_id, day, polls, unchanged, failures, new_items, bytes)
       select $1, (now() at time zone 'UTC')::date - d, 10, 5, 0, case d when 0 then 7 else 4 end, 3000000000
         from unnest(array[0, 1, 4]) d`,
      [rowId(feed.id)],
    )
    const FIGURES = 'notModifiedRatio itemsToday itemsUsual days { day polls unchanged failures newItems bytes }'
    const { feeds } = await operate(`{ feeds { nodes { ${FIGURES} } } }`)
    expect(feeds.nodes[0]).toMatchObject({ notModifiedRatio: 0.5, itemsToday: 7, itemsUsual: 2 })
    expect(feeds.nodes[0].days).toHaveLength(3)
    expect(feeds.nodes[0].days[2]).toMatchObject({ day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), bytes: 3e9 })
  })

  it('is for operators, and so is a feed by its id', async () => {
    const { feed } = await add(site.url('news.test.sa', '/rss'))
    const reader = { caller: { scopes: new Set(['READ'] as const), partner: null, keyId: null } }
    const document = `query ($id: ID!) { feeds { totalCount } feedPreview(url: "https://x.test/") { candidates { url } } node(id: $id) { id } }`
    const answer = await ask(own.db, document, { id: feed.id }, reader)
    expect(answer.data).toEqual({ feeds: null, feedPreview: null, node: null })
    expect(codesOf(answer)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    const refused = await ask(
      own.db,
      'mutation ($id: ID!) { feedRemove(id: $id) { feed { id } } }',
      { id: feed.id },
      reader,
    )
    expect([refused.data, codesOf(refused)]).toEqual([{ feedRemove: null }, ['FORBIDDEN']])
  })
})

describe('Query.feedPreview', () => {
  it('shows what an address would bring, and stores nothing', async () => {
    const document = `query ($url: URL!) { feedPreview(url: $url) {
      candidates { url title format items { title url publishedAt } more: items(first: 100) { title } }
      userErrors { code message(language: "en") } } }`
    const { feedPreview } = await operate(document, { url: site.url('news.test.sa', '/') })
    expect(feedPreview.userErrors).toEqual([])
    expect(feedPreview.candidates).toMatchObject([{ title: 'أخبار الاختبار', format: 'rss' }])
    expect([feedPreview.candidates[0].items.length, feedPreview.candidates[0].more.length]).toEqual([5, 8])
    const nothing = (await operate(document, { url: site.url('news.test.sa', '/missing') })).feedPreview
    expect(nothing).toEqual({
      candidates: [],
      userErrors: [{ code: 'UNREACHABLE', message: 'The address cannot be reached: 404 Not Found' }],
    })
    expect(await own.db.query('select 1 from feed union all select 1 from source')).toEqual([])
  })
})
