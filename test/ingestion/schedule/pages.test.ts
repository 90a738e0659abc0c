import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExtractOutcome, ExtractTask } from '../../../src/ingestion/worker/parse-task.ts'
import { inboxItem, paragraphs } from '../../support/desk-room.ts'
import { type GivenFeed, IngestRoom, START } from '../../support/ingest-room.ts'
import { longText, rss, type StubHandler } from '../../support/stub-origin.ts'

let room: IngestRoom
beforeEach(async () => {
  room = await IngestRoom.open()
  room.origin.on('one.example', () => ({ body: rss('الأولى', [TEASER()]) }))
})
afterEach(() => room.close())

const MINUTE = 60_000
const TEASER = () => ({
  guid: 'item-1',
  title: 'خبر',
  url: room.origin.url('page.example', '/1'),
  text: 'مقدمة قصيرة',
  at: new Date(START.getTime() - 10 * MINUTE),
})
const FULL = longText('النص كله')

/** Extraction as far as these tests need it: the page is its text. */
const extract = async ({ bytes, url }: ExtractTask): Promise<ExtractOutcome> => {
  const text = Buffer.from(bytes).toString('utf8')
  const { payload } = inboxItem({ url, title: 'عنوان الصفحة', blocks: paragraphs(text), authors: ['كاتب'] }) as any
  return { ok: true, article: payload.article, removed: [], isTeaser: text.includes('اشترك'), charset: 'utf-8' }
}
const workOnce = () => room.workOnce({ parsers: { ...room.options.parsers, extract } })

async function addTeaser(page: StubHandler, source: GivenFeed['source'] = {}): Promise<void> {
  room.origin.on('page.example', page)
  await room.addFeed({ url: room.origin.url('one.example'), source })
  expect(await workOnce()).toEqual({ feeds: 1, pages: 0 })
}
const texts = async () => (await room.inbox()).map(({ article }) => article.blocks?.[0]?.text ?? article.excerpt)
const waiting = async () => (await room.db.query('select count(*)::int as count from page_task'))[0].count

describe('an item of which the feed gives a teaser', () => {
  it('waits for its page, and is delivered with its text', async () => {
    await addTeaser(() => ({ body: FULL }))
    expect(await room.inbox()).toEqual([])
    await workOnce()
    const [item] = await room.inbox()
    expect(item).toMatchObject({ channel: 'feed:1', source: 'one' })
    expect(item!.article).toMatchObject({ guid: 'item-1', title: 'خبر', authors: ['كاتب'], blocks: [{ text: FULL }] })
    expect(await waiting()).toBe(0)
    expect(await room.db.query('select origin from raw_payload where id = $1', [item!.raw])).toEqual([
      { origin: room.origin.url('page.example', '/1') },
    ])
  })

  it('is delivered as the feed tells it after the third failure', async () => {
    await addTeaser(() => ({ status: 500 }))
    for (const minutes of [0, 1, 10]) {
      expect(await room.inbox()).toEqual([])
      room.clock.pass(minutes * MINUTE)
      await workOnce()
    }
    expect(await texts()).toEqual(['مقدمة قصيرة'])
    expect(await waiting()).toBe(0)
    expect(room.origin.log('page.example')).toHaveLength(3)
  })

  it('is delivered after the third failure too where its feed words it anew at every poll', async () => {
    let poll = 0
    room.origin.on('one.example', () => {
      poll++
      return { body: rss('الأولى', [{ ...TEASER(), text: `قبل ${poll} دقائق` }]) }
    })
    await addTeaser(() => ({ status: 500 }))
    for (let round = 0; round < 6 && (await room.inbox()).length === 0; round++) {
      await workOnce()
      room.clock.pass(6 * MINUTE)
      await room.db.query('update feed set next_fetch_at = $1', [room.clock.now()])
      await workOnce()
    }
    expect(await texts()).toEqual([expect.stringContaining('دقائق')])
    expect(room.origin.log('page.example').length).toBeLessThanOrEqual(6)
  })

  it('waits as long as Retry-After asks for, but no more than an hour', async () => {
    await addTeaser(() => ({ status: 503, headers: { 'retry-after': '1800' } }))
    await workOnce()
    room.clock.pass(29 * MINUTE)
    expect(await workOnce()).toEqual({ feeds: 0, pages: 0 })
    room.origin.on('page.example', () => ({ status: 503, headers: { 'retry-after': '7200' } }))
    room.clock.pass(MINUTE)
    await workOnce()
    expect(await texts()).toEqual(['مقدمة قصيرة'])
  })

  it('is delivered as the feed tells it where the page is a teaser as well', async () => {
    await addTeaser(() => ({ body: 'اشترك لتقرأ المزيد' }))
    await workOnce()
    expect(await texts()).toEqual(['مقدمة قصيرة'])
  })

  it('is delivered as the feed tells it where robots.txt forbids the page, which is then not asked', async () => {
    room.robotsSay = () => false
    await addTeaser(() => ({ body: FULL }))
    await workOnce()
    expect(await texts()).toEqual(['مقدمة قصيرة'])
    expect(room.origin.log('page.example')).toEqual([])
  })

  it('is delivered at once where the address of its site may not be asked at all', async () => {
    const allows = async () => ({ allowed: false, unavailable: 'ADDRESS_REFUSED: page.example leads to 127.0.0.1' })
    await addTeaser(() => ({ body: FULL }))
    await room.workOnce({ parsers: { ...room.options.parsers, extract }, robots: { allows } })
    expect(await room.inbox()).toMatchObject([{ article: { title: 'خبر' } }])
    expect(room.origin.log('page.example')).toEqual([])
  })

  it('waits where robots.txt cannot be had, which forbids for now and not for good', async () => {
    let isBack = false
    const allows = async () => (isBack ? { allowed: true } : { allowed: false, unavailable: 'answered 500' })
    const options = () => ({ parsers: { ...room.options.parsers, extract }, robots: { allows } })
    room.origin.on('page.example', () => ({ body: FULL }))
    await room.addFeed({ url: room.origin.url('one.example') })
    await room.workOnce(options())
    await room.workOnce(options())
    expect(await room.inbox()).toEqual([])
    expect(await room.db.query('select last_error from page_task')).toEqual([
      { last_error: 'robots.txt cannot be had: answered 500' },
    ])
    expect(room.origin.log('page.example')).toEqual([])
    isBack = true
    room.clock.pass(MINUTE)
    await room.workOnce(options())
    expect(await texts()).toEqual([FULL])
  })

  it.each([401, 402, 403, 410, 451])('is delivered at once where the page answers %d', async (status) => {
    await addTeaser(() => ({ status }))
    await workOnce()
    expect(await texts()).toEqual(['مقدمة قصيرة'])
  })

  it('gets its page nevertheless where the operator knows better', async () => {
    room.robotsSay = () => false
    await addTeaser(() => ({ body: FULL }), { robots: 'IGNORE' })
    await workOnce()
    expect(await texts()).toEqual([FULL])
  })
})
