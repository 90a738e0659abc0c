import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Desk } from '../../src/desk/desk.ts'
import { FileImport, type ImportOptions, type ImportResult } from '../../src/ingestion/import-files.ts'
import { RawPayloadStore } from '../../src/stores/raw-payload-store.ts'
import { DeskRoom, NOW } from '../support/desk-room.ts'

const FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>موقع التجربة</title><link>https://feed.example/</link>
  <item><title>خبر أول من القناة</title><link>https://feed.example/1</link><guid>1</guid><description>نص قصير</description>
    <pubDate>Tue, 10 Mar 2026 08:00:00 GMT</pubDate></item>
  <item><title>خبر ثان من القناة</title><link>https://feed.example/2</link><guid>2</guid></item>
</channel></rss>`
const RECORDS = [
  { title: 'سجل أول', body: 'فقرة أولى\nفقرة ثانية', source: 'صحيفة السجل', url: 'https://records.example/1' },
  { title: 'سجل ثان', text: 'نص', readAlso: [{ headline: 'سجل أول' }, { headline: 'سجل غائب' }] },
]
const page = readFileSync(fileURLToPath(new URL('../fixtures/pages/whole-page/source.txt', import.meta.url)))

let room: DeskRoom
let folder: string
let desk: Desk
let waking: NodeJS.Timeout
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(async () => {
  await room.reset()
  folder = mkdtempSync(join(tmpdir(), 'sila-import-'))
  desk = room.makeDesk()
  desk.start()
  waking = setInterval(() => desk.wake(), 10)
  return async () => {
    clearInterval(waking)
    await desk.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const lines = (records: readonly unknown[]): string =>
  records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n')

async function importAll(paths: readonly string[], options: Partial<ImportOptions> = {}): Promise<ImportResult> {
  const settings = { source: null, url: null, now: () => NOW, ...options }
  return await new FileImport(room.inbox, new RawPayloadStore(room.db.manager), settings).run(paths)
}
const sources = () =>
  room.ask(`select slug, name, article_count as count from source where slug <> 'unknown' order by slug`)

describe('an import', () => {
  it('of a feed takes its items in, as of the source that the feed names', async () => {
    expect(await importAll([file('feed.xml', FEED)])).toEqual({
      articles: { created: 2, revised: 0, unchanged: 0 },
      links: { created: 0, resolved: 0 },
      rejected: [],
    })
    expect(await sources()).toEqual([{ slug: 'موقع-التجربه', name: 'موقع التجربة', count: 2 }])
    expect(await room.ask('select distinct origin, size from raw_payload')).toEqual([
      { origin: join(folder, 'feed.xml'), size: Buffer.byteLength(FEED) },
    ])
    expect(await room.ask('select 1 from observation where raw_payload_id is null')).toEqual([])
  })

  it('of the same files again changes nothing', async () => {
    const paths = [file('feed.xml', FEED), file('records.jsonl', lines(RECORDS)), file('page.txt', page)]
    const first = await importAll(paths)
    const before = await room.print()
    expect(await importAll(paths)).toEqual({
      articles: { created: 0, revised: 0, unchanged: first.articles.created },
      links: { created: 0, resolved: 0 },
      rejected: [],
    })
    expect(await room.print()).toEqual(before)
  })

  it('of records says which line it could not take, and takes the others', async () => {
    const path = file(
      'records.jsonl',
      lines([RECORDS[0], 'no record', '', { url: 'https://records.example/2' }, RECORDS[1]]),
    )
    expect(await importAll([path], { source: 'mine' })).toEqual({
      articles: { created: 2, revised: 0, unchanged: 0 },
      links: { created: 2, resolved: 1 },
      rejected: [
        { path, line: 2, reason: expect.stringMatching(/.{10}/) },
        { path, line: 4, reason: expect.stringMatching(/.{10}/) },
      ],
    })
    expect(await sources()).toEqual([
      { slug: 'mine', name: 'mine', count: 1 },
      { slug: 'صحيفه-السجل', name: 'صحيفة السجل', count: 1 },
    ])
  })

  it('of a page dump takes the page and what stands below it, with their links', async () => {
    const result = await importAll([file('page.txt', page)])
    expect(result.articles).toEqual({ created: 2, revised: 0, unchanged: 0 })
    expect(result.links.created).toBeGreaterThan(3)
    expect(result.links.resolved).toBeGreaterThan(0)
    expect(result.rejected).toEqual([])
    const [{ count }] = (await room.ask<{ count: number }>(
      `select count(*)::int from related_link where origin = 'PUBLISHER' and article_id is not null`,
    )) as [{ count: number }]
    expect(count).toBe(result.links.resolved)
  })

  it('of a folder takes all that it can read, also packed and further down, by name', async () => {
    mkdirSync(join(folder, 'b'))
    file('a.jsonl.gz', gzipSync(lines([RECORDS[0]])))
    file(join('b', 'feed.rss'), FEED)
    file('notes.md', '# notes')
    file('.hidden.jsonl', lines([RECORDS[1]]))
    const result = await importAll([folder])
    expect(result).toMatchObject({ articles: { created: 3 }, rejected: [] })
    expect(await room.ask('select title from article order by id')).toMatchObject([
      { title: 'سجل أول' },
      { title: 'خبر أول من القناة' },
      { title: 'خبر ثان من القناة' },
    ])
  })

  it('says of a file by name that it cannot tell what it is, that it is absent or broken, and goes on', async () => {
    const unknown = file('notes.md', '# notes')
    const absent = join(folder, 'absent.jsonl')
    const html = file('page.xml', '<html><body>no feed</body></html>')
    const packed = file('broken.jsonl.gz', 'not packed')
    const good = file('records.jsonl', lines(RECORDS))
    const { articles, rejected } = await importAll([unknown, absent, html, packed, good])
    expect(articles.created).toBe(2)
    expect(rejected.map(({ path, line }) => [path, line])).toEqual(
      [unknown, absent, html, packed].map((path) => [path, null]),
    )
    expect(rejected.every(({ reason }) => reason.length > 10)).toBe(true)
  })

  it('gives what names no source the one that is asked for', async () => {
    await importAll([file('feed.xml', FEED)], { source: 'mine' })
    expect(await sources()).toEqual([{ slug: 'mine', name: 'موقع التجربة', count: 2 }])
  })

  it('reports its progress up to the end, and an unread field once', async () => {
    const progress: [number, number][] = []
    const warnings: string[] = []
    const records = RECORDS.map((record) => ({ ...record, colour: 'blue' }))
    await importAll([file('records.jsonl', lines(records))], {
      onProgress: (settled, read) => progress.push([settled, read]),
      onWarning: (warning) => warnings.push(warning),
    })
    expect(progress.at(-1)).toEqual([2, 2])
    expect(warnings).toEqual([expect.stringContaining('colour')])
  })

  it('names the line of what the desk refuses', async () => {
    const path = file('records.jsonl', lines(RECORDS))
    await importAll([path])
    const [{ id }] = (await room.ask<{ id: string }>(`select id from article where title = 'سجل ثان'`)) as [
      { id: string },
    ]
    await room.ask(`update article set status = 'WITHDRAWN' where id = $1`, [id])
    const changed = file('records.jsonl', lines([RECORDS[0], { ...RECORDS[1], text: 'نص آخر' }]))
    expect((await importAll([changed])).rejected).toEqual([
      { path: changed, line: 2, reason: expect.stringContaining('withdrawn') },
    ])
  })
})
