import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { feedOf, pageOf } from '../support/feed-site.ts'
import { type Ended, runSila } from '../support/sila-process.ts'
import { type StubAnswer, StubOrigin } from '../support/stub-origin.ts'

const PATIENCE = 120_000

let own: TestDatabase
let origin: StubOrigin
let folder: string
/** What the site answers by path. */
let paths: Record<string, StubAnswer | string>

beforeAll(async () => {
  own = await openTestDatabase()
  origin = await StubOrigin.open()
  origin.on('127.0.0.1', ({ path }) => {
    const answer = paths[path]
    return answer === undefined ? { status: 404 } : typeof answer === 'string' ? { body: answer } : answer
  })
  folder = await mkdtemp(join(tmpdir(), 'sila-feeds-'))
}, PATIENCE)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await origin.close()
  await own.close()
})
beforeEach(async () => {
  await own.db.query('truncate source, feed restart identity cascade')
  paths = {
    '/': pageOf('<link rel="alternate" type="application/rss+xml" href="/rss">'),
    '/rss': feedOf('أخبار', 7),
  }
})

const url = (path: string): string => origin.url('127.0.0.1', path)
const sila = (...args: string[]): Promise<Ended> =>
  runSila(['feeds', ...args], {
    DATABASE_URL: own.url,
    SILA_DATA_DIR: folder,
    SILA_ALLOW_PRIVATE_NETWORKS: `127.0.0.1:${origin.port}`,
  })
const json = async (code: number, ...args: string[]): Promise<any> => {
  const ended = await sila(...args, '--json')
  expect(ended, ended.stderr).toMatchObject({ code })
  return JSON.parse(ended.stdout)
}
const addByHand = async (path: string, slug = 'one'): Promise<void> => {
  await own.db.query(
    `with s as (insert into source (slug, name, homepage) values ($1, $1, $2)
       on conflict (slug) do update set name = excluded.name returning id)
     insert into feed (source_id, url, url_key, host) select id, $3, $4, $5 from s`,
    [slug, url('/'), url(path), url(path).replace('http://', ''), new URL(url(path)).host],
  )
}

describe('sila feeds', { timeout: PATIENCE }, () => {
  it('add shows five items, and stores nothing where nobody can say yes', async () => {
    const ended = await sila('add', url('/'))
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr.match(/•/g)).toHaveLength(5)
    expect(ended.stderr).toContain('--yes')
    expect(await own.db.query('select 1 from feed union all select 1 from source')).toEqual([])
  })

  it('add --yes stores the feed under a new source, once', async () => {
    const added = await json(0, 'add', url('/'), '--yes', '--source', 'akhbar')
    expect(added).toMatchObject({ url: url('/rss'), source: 'akhbar', title: 'أخبار', health: 'HEALTHY' })
    expect(added.id).toMatch(/^fed_/)
    const again = await sila('add', url('/rss'), '--yes')
    expect([again.code, again.stdout]).toEqual([1, ''])
    expect(again.stderr).toContain('This feed is there already')
  })

  it('add says why there is nothing, and leaves private addresses alone', async () => {
    expect((await sila('add', url('/missing'), '--yes')).stderr).toContain('404 Not Found')
    const refused = await sila('add', 'http://10.0.0.1/feed', '--yes')
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain('may not be asked')
    expect((await sila('add', url('/'), '--source', 'a_b')).code).toBe(2)
    expect((await sila('add')).code).toBe(2)
  })

  it('list shows how each does, with the whole of what is wrong', async () => {
    await addByHand('/rss')
    const reason = `UNREACHABLE: ${'x'.repeat(400)}`
    await own.db.query(`update feed set health = 'FAILING', last_error = $1, last_status = 503`, [reason])
    const { stdout } = await sila('list')
    expect(stdout).toMatch(/^ID +HEALTH +NEXT POLL +SOURCE/)
    expect(stdout).toContain(`503 ${reason}`)
    expect(await json(0, 'list')).toMatchObject({ feeds: [{ url: url('/rss'), source: 'one', health: 'FAILING' }] })
  })

  it('pause, resume and remove take ids and addresses, and tell what is none', async () => {
    await addByHand('/rss')
    const { feeds } = await json(0, 'pause', url('/rss'))
    expect(feeds).toMatchObject([{ health: 'PAUSED', nextFetchAt: null }])
    expect((await json(0, 'resume', feeds[0].id)).feeds).toMatchObject([{ health: 'HEALTHY' }])
    const ended = await sila('remove', feeds[0].id, 'fed_nothing', '--json')
    expect([ended.code, JSON.parse(ended.stdout).feeds]).toMatchObject([1, [{ id: feeds[0].id }]])
    expect(ended.stderr).toContain('there is no feed fed_nothing')
    expect(await json(0, 'list')).toEqual({ feeds: [] })
  })

  it('check tells the dead, the moved and the empty, and what there is in the place of the dead; stores nothing', async () => {
    paths['/moved'] = { status: 301, headers: { location: '/rss' } }
    paths['/empty'] = feedOf('فارغ', 0)
    paths['/page'] = pageOf('')
    for (const path of ['/rss', '/moved', '/empty', '/dead', '/page', '/later']) await addByHand(path)
    await own.db.query(`update feed set earliest_fetch_at = now() + interval '1 hour' where url like '%/later'`)
    const before = await own.db.query('select * from feed order by id')
    const looks = origin.log('127.0.0.1', '/').length
    const { counts, feeds } = await json(1, 'check')
    expect(counts).toEqual({ ok: 1, moved: 1, empty: 1, dead: 2, waits: 1 })
    const by = (path: string) => feeds.find((feed: { url: string }) => feed.url === url(path))
    expect(by('/moved')).toMatchObject({ state: 'moved', movedTo: url('/rss') })
    expect(by('/dead')).toMatchObject({ state: 'dead', detail: '404 Not Found', found: [url('/rss')] })
    expect(by('/page')).toMatchObject({ state: 'dead', found: [url('/rss')] })
    expect(origin.log('127.0.0.1', '/later')).toEqual([])
    // Two are dead, and their site is looked at once.
    expect(origin.log('127.0.0.1', '/').length - looks).toBe(1)
    expect(await own.db.query('select * from feed order by id')).toEqual(before)
  })

  it('refresh polls now and returns when it is done, without a server', async () => {
    paths['/broken'] = { status: 503 }
    for (const path of ['/rss', '/broken', '/later', '/paused']) await addByHand(path)
    await own.db.query(`update feed set next_fetch_at = now() + interval '1 day'`)
    await own.db.query(`update feed set earliest_fetch_at = now() + interval '1 hour' where url like '%/later'`)
    await own.db.query(`update feed set paused = true where url like '%/paused'`)
    const ended = await sila('refresh', '--json')
    expect(ended, ended.stderr).toMatchObject({ code: 1 })
    const { feeds } = JSON.parse(ended.stdout)
    expect(feeds.map((feed: any) => [feed.lastStatus, feed.consecutiveFailures])).toEqual(
      expect.arrayContaining([
        [200, 0],
        [503, 1],
        [null, 0],
      ]),
    )
    expect(ended.stderr).toMatch(/later waits until/)
    expect(ended.stderr).toMatch(/paused is paused/)
    expect(ended.stderr).toContain('"task":"refresh"')
    expect(origin.log('127.0.0.1', '/later')).toEqual([])
    const named = await json(0, 'refresh', url('/rss'))
    expect(named.feeds).toMatchObject([{ url: url('/rss'), lastStatus: 200 }])
  })

  it('import-opml and export-opml: what is exported, imported and exported again is the same', async () => {
    const file = join(folder, 'list.opml')
    await writeFile(
      file,
      `<opml version="2.0"><body><outline text="أخبار"><outline text="عالم">
  <outline text="الأولى" type="rss" xmlUrl="https://one.example.eg/rss" htmlUrl="https://one.example.eg" language="ar" category="سياسة"/>
  <outline text="سيئة" type="rss" xmlUrl="nothing"/>
</outline></outline><outline text="ثانية" xmlUrl="https://two.example/feed" country="JO"/></body></opml>`,
    )
    const ended = await sila('import-opml', file, '--json')
    expect(ended, ended.stderr).toMatchObject({ code: 0 })
    expect(JSON.parse(ended.stdout)).toMatchObject({ added: 2, existing: 0, rejected: [{ line: 3, title: 'سيئة' }] })
    expect(ended.stderr).toContain('list.opml:3: سيئة: «nothing» is no address of a feed')
    expect(origin.requests.filter(({ host }) => host !== '127.0.0.1')).toEqual([])
    const first = (await sila('export-opml')).stdout
    expect(first).toContain('<outline text="أخبار">')
    expect(first).toMatch(/category="عالم,سياسة".* country="EG"/)
    await own.db.query('truncate source, feed restart identity cascade')
    await writeFile(file, first)
    expect(await json(0, 'import-opml', file)).toEqual({ added: 2, existing: 0, rejected: [] })
    expect((await sila('export-opml')).stdout).toBe(first)
    expect((await sila('import-opml', join(folder, 'none.opml'))).code).toBe(1)
  })

  it('says that the store still holds the sample', async () => {
    await own.db.query(`insert into source (slug, name, is_sample, article_count) values ('sample', 'sample', true, 3)`)
    expect((await sila('add', url('/'), '--yes')).stderr).toContain('sila demo --clear')
  })
})
