import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { FileImport } from '../../../src/ingestion/import-files.ts'
import { reextractJob } from '../../../src/ingestion/jobs/reextract.ts'
import { ParserPool } from '../../../src/ingestion/worker/pool.ts'
import { RawPayloadStore } from '../../../src/stores/raw-payload-store.ts'
import { StoredArticleStore } from '../../../src/stores/stored-article-store.ts'
import { DeskRoom, inboxItem, NOW, paragraphs } from '../../support/desk-room.ts'

/** A page that does not tell its own address and links to its neighbour. */
const PAGE = `<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>وصول سفينة إلى الميناء</title></head><body>
<article><h1>وصول سفينة إلى الميناء</h1>${'<p>وصلت صباح اليوم سفينة محملة بالقمح إلى الميناء بعد رحلة طويلة في البحر.</p>'.repeat(6)}
<h3>اقرأ أيضا</h3><ul><li><a href="/a2.html">أسعار القمح ترتفع في الأسواق</a></li></ul></article></body></html>`

const FEED = `<rss version="2.0"><channel><title>خلاصة</title>
<item><title>خبر الخلاصة الأول</title><link>/f1</link><guid isPermaLink="false">f1</guid></item></channel></rss>`

let room: DeskRoom
let pool: ParserPool
let folder: string
let payloads: RawPayloadStore
beforeAll(async () => {
  room = await DeskRoom.open()
  await room.reset()
  pool = new ParserPool({ threads: 1 })
  payloads = new RawPayloadStore(room.db.manager)
  folder = mkdtempSync(join(tmpdir(), 'sila-reextract-'))
})
afterEach(() => room.reset())
afterAll(async () => {
  await pool.close()
  await room.close()
  rmSync(folder, { recursive: true, force: true })
})

async function importFile(name: string, text: string, url: string | null): Promise<void> {
  const path = join(folder, name)
  writeFileSync(path, text)
  room.startDesk()
  const result = await new FileImport(room.inbox, payloads, { source: 'files', url, now: () => NOW }).run([path])
  expect(result.rejected).toEqual([])
}

/** What a fetch brings: the bytes are kept under the address, and an article that names it. */
async function fetched(text: string, origin: string, mediaType: string, url: string, title: string): Promise<void> {
  const rawPayloadId = await payloads.keep({ bytes: Buffer.from(text), origin, mediaType })
  const item = inboxItem({ url, title, blocks: paragraphs('قديم'), source: { slug: 'one' } })
  await room.send([{ ...item, rawPayloadId }])
}

async function reextract() {
  const job = reextractJob(new StoredArticleStore(room.db.manager), payloads, room.inbox, pool)
  room.startDesk()
  return await job.batch({ source: null }, job.start, new AbortController().signal)
}

const urls = async () =>
  Object.fromEntries(
    (
      await room.ask<{ slug: string; url: string | null }>(
        'select s.slug, a.url from article a join source s on s.id = a.source_id order by s.slug',
      )
    ).map(({ slug, url }) => [slug, url]),
  )
const linkUrls = async () =>
  (await room.ask<{ url: string | null }>('select url from related_link where is_shown order by id')).map(
    ({ url }) => url,
  )

it('leaves the addresses of the links of a page that was imported under an address', async () => {
  await importFile('a.html', PAGE, 'https://one.example/a.html')
  expect(await linkUrls()).toEqual(['https://one.example/a2.html'])
  expect(await reextract()).toMatchObject({ done: 1, changed: 0, failures: [] })
  expect(await linkUrls()).toEqual(['https://one.example/a2.html'])
  expect(await urls()).toEqual({ files: 'https://one.example/a.html' })
})

it('reads fetched pages each under its own address, though a file brought the same bytes first', async () => {
  await importFile('b.html', PAGE, null)
  const url = 'https://one.example/a.html'
  await fetched(PAGE, url, 'text/html', url, 'وصول سفينة إلى الميناء')
  expect(await reextract()).toMatchObject({ done: 2, failures: [] })
  expect(await urls()).toEqual({ files: null, one: url })
  expect(await linkUrls()).toEqual(expect.arrayContaining(['https://one.example/a2.html']))
})

it('gives a page out of a file no address of the fetch that brought the same bytes', async () => {
  const url = 'https://one.example/a.html'
  await fetched(PAGE, url, 'text/html', url, 'وصول سفينة إلى الميناء')
  await importFile('c.html', PAGE, null)
  expect(await reextract()).toMatchObject({ done: 2, failures: [] })
  expect(await urls()).toEqual({ files: null, one: url })
})

it('gives the items of a feed out of a file no address of the poll that brought the same bytes', async () => {
  const url = 'https://one.example/f1'
  await fetched(FEED, 'https://one.example/feed', 'application/rss+xml', url, 'خبر الخلاصة الأول')
  await importFile('feed.xml', FEED, null)
  expect(await reextract()).toMatchObject({ done: 2, failures: [] })
  expect(await urls()).toEqual({ files: null, one: url })
})
