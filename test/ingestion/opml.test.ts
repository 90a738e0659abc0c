import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OpmlFeed, readOpml, writeOpml } from '../../src/ingestion/opml.ts'
import { importOpml } from '../../src/ingestion/opml-import.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const LIST = `<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0">
  <head><title>قائمة</title></head>
  <body>
    <outline text="أخبار">
      <outline text="عرب &amp; عالم" title="x">
        <outline text="الأولى" title="t" type="rss" xmlUrl="https://one.example/rss" htmlUrl="https://one.example"
                 language="ar-EG" country="eg" category="سياسة, /اقتصاد/نفط,أخبار"/>
      </outline>
      <outline type="rss" text="بلا عنوان" />
      <outline text="خاطئة" xmlUrl="javascript:alert(1)"/>
      <outline xmlUrl="feed://two.example/feed"/>
    </outline>
    <outline TEXT="ثالثة" XMLURL="feed:https://three.example/atom.xml"></outline>
    <outline text="مكررة" xmlUrl="https://one.example/rss/?utm_source=x"/>
    <outline text="فارغ"></outline>
  </body>
</opml>`

const plain = (feed: Partial<OpmlFeed> & { url: string }): OpmlFeed => ({
  kind: 'FEED',
  title: null,
  homepage: null,
  language: null,
  country: null,
  tags: [],
  source: null,
  publisher: null,
  ...feed,
})

describe('readOpml', () => {
  it('gives feeds with their folders as tags, and tells what is none with its line', () => {
    const { feeds, rejected } = readOpml(LIST)
    expect(feeds).toEqual([
      {
        ...plain({ url: 'https://one.example/rss', title: 'الأولى', homepage: 'https://one.example' }),
        language: 'ar-EG',
        country: 'EG',
        tags: ['أخبار', 'عرب & عالم', 'سياسة', 'اقتصاد', 'نفط'],
        line: 7,
      },
      { ...plain({ url: 'javascript:alert(1)', title: 'خاطئة', tags: ['أخبار'] }), line: 11 },
      { ...plain({ url: 'http://two.example/feed', tags: ['أخبار'] }), line: 12 },
      { ...plain({ url: 'https://three.example/atom.xml', title: 'ثالثة' }), line: 14 },
      { ...plain({ url: 'https://one.example/rss/?utm_source=x', title: 'مكررة' }), line: 15 },
    ])
    expect(rejected).toEqual([{ line: 10, title: 'بلا عنوان', reason: 'The entry has no xmlUrl' }])
  })

  it('takes what stands before the end of a file that was cut, and says that it was', () => {
    const { feeds, rejected } = readOpml(LIST.slice(0, LIST.indexOf('<outline type="rss" text="بلا')))
    expect(feeds).toHaveLength(1)
    expect(rejected).toEqual([{ line: 10, title: null, reason: 'The file ends before its list does' }])
  })

  it('refuses what is no list', () => {
    for (const text of ['', 'not xml', '<html><body><outline xmlUrl="https://x.example/"/></body></html>']) {
      expect(() => readOpml(text)).toThrow(/no OPML/)
    }
  })

  it('expands no entity that the file defines', () => {
    const bomb =
      '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body><outline text="&b;" xmlUrl="https://x.example/f"/></body></opml>'
    expect(readOpml(bomb).feeds[0]!.title).toBe('&b;')
  })
})

describe('writeOpml', () => {
  it('gives the same bytes for the same feeds in whatever order, and reads back as it was written', () => {
    const word = fc.string({ unit: 'binary', maxLength: 12 })
    const feed = fc.record({
      url: fc.webUrl({ withQueryParameters: true }),
      kind: fc.constantFrom('FEED' as const, 'SITEMAP' as const),
      title: fc.option(word),
      homepage: fc.option(fc.webUrl()),
      language: fc.constantFrom('ar', 'en', null),
      country: fc.constantFrom('EG', null),
      tags: fc.array(fc.oneof(word, fc.constantFrom('a, b', '/x/y', 'سياسة', 'أخبار')), { maxLength: 4 }),
      source: fc.option(fc.stringMatching(/^[a-z]{1,8}$/)),
      publisher: fc.option(word),
    })
    fc.assert(
      fc.property(fc.uniqueArray(feed, { selector: ({ url }) => url, maxLength: 6 }), (feeds) => {
        const written = writeOpml(feeds)
        expect(writeOpml(feeds.toReversed())).toBe(written)
        const { feeds: read, rejected } = readOpml(written)
        expect([read.length, rejected]).toEqual([feeds.length, []])
        expect(writeOpml(read)).toBe(written)
      }),
      { numRuns: 300 },
    )
  })

  it('writes an empty list that reads as one', () => {
    expect(readOpml(writeOpml([]))).toEqual({ feeds: [], rejected: [] })
  })
})

describe('importOpml', () => {
  let own: TestDatabase
  beforeAll(async () => {
    own = await openTestDatabase()
  })
  afterAll(() => own.close())
  beforeEach(async () => {
    await own.db.query('truncate source, feed restart identity cascade')
  })

  it('stores what can be stored, once, and tells the rest with its line', async () => {
    const imported = await importOpml(readOpml(LIST), own.db)
    expect(imported).toMatchObject({ added: 3, existing: 1, rejected: [{ line: 10 }, { line: 11, title: 'خاطئة' }] })
    const rows = await own.db.query(
      `select f.url, f.tags, f.title, s.slug, s.name, s.homepage, s.language, s.country
         from feed f join source s on s.id = f.source_id order by f.id`,
    )
    expect(rows).toMatchObject([
      { slug: 'one', name: 'الأولى', homepage: 'https://one.example', language: 'ar-EG', country: 'EG' },
      { url: 'http://two.example/feed', slug: 'two', name: 'two.example', tags: ['أخبار'], title: null },
      { slug: 'three', name: 'ثالثة', country: null },
    ])
    expect(await importOpml(readOpml(LIST), own.db)).toMatchObject({ added: 0, existing: 4 })
  })

  it('puts the feeds of one site under one source, and namesakes of other sites under their own', async () => {
    const list = `<opml><body>
      <outline text="آخر الأخبار" xmlUrl="https://feeds.a.example/1" htmlUrl="https://www.a.example/"/>
      <outline text="رياضة" xmlUrl="https://feeds.a.example/2" htmlUrl="https://a.example/sport"/>
      <outline text="آخر الأخبار" xmlUrl="https://b.example/1" htmlUrl="https://b.example/"/>
      <outline text="آخر الأخبار" xmlUrl="https://c.example/1"/>
      <outline text="عربي" xmlUrl="https://d.example/1" htmlUrl="https://d.example/arabic"/>
      <outline text="فارسي" xmlUrl="https://d.example/2" htmlUrl="https://d.example/persian"/>
      <outline text="عربي رياضة" xmlUrl="https://d.example/3" htmlUrl="https://d.example/arabic/sport/"/>
      </body></opml>`
    await importOpml(readOpml(list), own.db)
    const rows = await own.db.query(
      'select f.url, s.slug from feed f join source s on s.id = f.source_id order by f.id',
    )
    expect(rows.map(({ slug }: { slug: string }) => slug)).toEqual(['a', 'a', 'b', 'c', 'd', 'd-2', 'd'])
  })

  it('imports hundreds of feeds without asking anybody', async () => {
    const outlines = Array.from(
      { length: 300 },
      (_, n) => `<outline text="f${n}" xmlUrl="https://s${n}.example.sa/rss" htmlUrl="https://s${n}.example.sa/"/>`,
    )
    const seen: number[] = []
    const imported = await importOpml(readOpml(`<opml><body>${outlines.join('\n')}</body></opml>`), own.db, (done) =>
      seen.push(done),
    )
    expect(imported).toEqual({ added: 300, existing: 0, rejected: [] })
    expect(seen.at(-1)).toBe(300)
    const [{ count }] = await own.db.query(`select count(*)::int as count from source where country = 'SA'`)
    expect(count).toBe(300)
  })
})
