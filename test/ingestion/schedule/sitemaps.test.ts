import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ExtractOutcome, ExtractTask } from '../../../src/ingestion/worker/parse-task.ts'
import { inboxItem, paragraphs } from '../../support/desk-room.ts'
import { IngestRoom } from '../../support/ingest-room.ts'

let room: IngestRoom
beforeEach(async () => {
  room = await IngestRoom.open()
})
afterEach(() => room.close())

const extract = async ({ url }: ExtractTask): Promise<ExtractOutcome> => {
  const { payload } = inboxItem({ url, title: 'عنوان الصفحة', blocks: paragraphs('نص') }) as any
  return { ok: true, article: payload.article, removed: [], isTeaser: false, charset: 'utf-8' }
}
const workOnce = () => room.workOnce({ parsers: { ...room.options.parsers, extract } })
const XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
const sitemap = (...paths: string[]): string =>
  `<urlset ${XMLNS}>${paths.map((path) => `<url><loc>${room.origin.url('one.example', path)}</loc></url>`).join('')}</urlset>`

it('reads the pages that a sitemap has new, and nothing twice', async () => {
  const bodies = [sitemap('/1'), sitemap('/1', '/2')]
  room.origin.on('one.example', ({ path }) => ({ body: path === '/sitemap.xml' ? (bodies.shift() ?? '') : 'صفحة' }))
  const id = await room.addFeed({ url: room.origin.url('one.example', '/sitemap.xml'), kind: 'SITEMAP' })
  await workOnce()
  expect(await room.inbox()).toEqual([])
  await workOnce()
  await room.pollNext(id)
  await workOnce()
  expect((await room.inbox()).map(({ article: { title, url } }) => ({ title, url }))).toEqual([
    { title: 'عنوان الصفحة', url: room.origin.url('one.example', '/1') },
    { title: 'عنوان الصفحة', url: room.origin.url('one.example', '/2') },
  ])
})

it('delivers nothing of an address whose page cannot be had', async () => {
  room.origin.on('one.example', ({ path }) => (path === '/sitemap.xml' ? { body: sitemap('/1') } : { status: 500 }))
  await room.addFeed({ url: room.origin.url('one.example', '/sitemap.xml'), kind: 'SITEMAP' })
  await workOnce()
  for (let attempt = 0; attempt < 3; attempt++) {
    await workOnce()
    room.clock.pass(600_000)
  }
  expect(await room.inbox()).toEqual([])
  expect(await room.db.query('select * from page_task')).toEqual([])
})

it('says of an index that it is none of the sitemaps', async () => {
  room.origin.on('one.example', () => ({
    body: `<sitemapindex ${XMLNS}><sitemap><loc>https://one.example/a.xml</loc></sitemap></sitemapindex>`,
  }))
  const id = await room.addFeed({ url: room.origin.url('one.example', '/sitemap.xml'), kind: 'SITEMAP' })
  await workOnce()
  expect(await room.feed(id)).toMatchObject({ lastError: expect.stringContaining('https://one.example/a.xml') })
})
