import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../src/ingestion/charset.ts'
import { NotAFeed, parseFeed } from '../../../src/ingestion/feed/parse-feed.ts'
import { splitFeed } from '../../../src/ingestion/feed/split-feed.ts'

const fixtures = new URL('../../fixtures/feeds/', import.meta.url).pathname
const now = new Date('2026-05-02T12:00:00Z')
const parse = (text: string, url?: string) => parseFeed(text, { url, now })
const rss = (items: string, channel = '') => `<rss version="2.0"><channel>${channel}${items}</channel></rss>`
const firstOf = (text: string, url?: string) => parse(text, url).items[0]!.item

function documentOf(slug: string) {
  const folder = join(fixtures, slug)
  const source = readdirSync(folder).find((name) => name.startsWith('source.'))!
  const { text } = decode(readFileSync(join(folder, source)), { kind: 'feed' })
  return parse(text, 'https://feeds.example/')
}

describe('a feed of each kind', () => {
  it.each(readdirSync(fixtures).sort())('%s gives its articles, and its faults with their lines', (slug) => {
    const path = join(fixtures, slug, 'expected.json')
    const document = JSON.parse(JSON.stringify(documentOf(slug)))
    if (process.env.UPDATE_FIXTURES) writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`)
    expect(document).toEqual(JSON.parse(readFileSync(path, 'utf8')))
  })
})

describe('what is no feed', () => {
  it.each([
    ['', 'holds no rss, feed or rdf:RDF element'],
    ['صفحة', 'holds no rss, feed or rdf:RDF element'],
    ['<!DOCTYPE html><html><body><rss version="2.0"></rss></body></html>', 'is an HTML page'],
    ['<urlset><url/></urlset>', 'holds no rss, feed or rdf:RDF element'],
    ['{"title": "x", "items": [', 'is broken JSON'],
    ['{"articles": []}', 'no JSON Feed'],
    ['[1, 2]', 'no JSON Feed'],
    ['<rss version="2.0', 'tag in line 1 does not end'],
    ['<!-- <rss version="2.0"></rss> -->', 'holds no rss, feed or rdf:RDF element'],
  ])('%j is told so', (text, reason) => {
    expect(() => parse(text)).toThrow(NotAFeed)
    expect(() => parse(text)).toThrow(reason)
  })

  it('refuses a DOCTYPE that defines entities, in its line', () => {
    const bomb = '<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    expect(() => parse(`${bomb}${rss('<item><title>&x;</title></item>')}`)).toThrow(
      'The DOCTYPE in line 2 defines entities of its own; they are never expanded',
    )
  })
})

describe('an item', () => {
  it('takes a guid that is an address for its link, unless the guid says that it is none', () => {
    const item = (attributes: string) => `<item><title>أ</title><guid${attributes}>https://a.example/1</guid></item>`
    expect(firstOf(rss(item(''))).url).toBe('https://a.example/1')
    expect(firstOf(rss(item(' isPermaLink="false"'))).url).toBeNull()
  })

  it('resolves relative links against xml:base, then the site, then the address of the feed', () => {
    const item = '<item><title>أ</title><link>x/1</link></item>'
    expect(firstOf(rss(item, '<link>https://site.example/ar/</link>'), 'https://cdn.example/f.xml').url).toBe(
      'https://site.example/ar/x/1',
    )
    expect(firstOf(rss(item), 'https://cdn.example/feeds/f.xml').url).toBe('https://cdn.example/feeds/x/1')
    const based = `<rss version="2.0" xml:base="https://base.example/b/"><channel><link>https://site.example/</link>${item}</channel></rss>`
    expect(firstOf(based).url).toBe('https://base.example/b/x/1')
  })

  it('keeps a short marked-up description as teaser and takes a long one for the article', () => {
    const long = `&lt;p&gt;${'كلمة '.repeat(120)}&lt;/p&gt;`
    expect(firstOf(rss(`<item><description>&lt;p&gt;قصير&lt;/p&gt;</description></item>`))).toMatchObject({
      excerpt: 'قصير',
      html: null,
    })
    const whole = firstOf(rss(`<item><description>${long}</description></item>`))
    expect(whole.excerpt).toBeNull()
    expect(whole.html).toMatch(/^<p>كلمة/)
    const plain = firstOf(rss(`<item><description>${'كلمة '.repeat(120)}</description></item>`))
    expect(plain.html).toBeNull()
    expect(plain.excerpt).toMatch(/^كلمة/)
  })

  it('unescapes a description that was escaped twice', () => {
    const item = firstOf(
      rss('<item><title>أ</title><description>&amp;lt;p&amp;gt;نص&amp;lt;/p&amp;gt;</description></item>'),
    )
    expect(item.excerpt).toBe('نص')
  })

  it('takes the first date that can be read, the publication before the update', () => {
    const dates = '<pubDate>soon</pubDate><dc:date>2026-03-01</dc:date>'
    const item = firstOf(
      `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><title>أ</title>${dates}</item></channel></rss>`,
    )
    expect(item).toMatchObject({ publishedAt: '2026-03-01T00:00:00Z', publishedAtPrecision: 'DAY' })
  })

  it('names authors without their mailboxes', () => {
    const author = (value: string) => firstOf(rss(`<item><title>أ</title><author>${value}</author></item>`)).authors
    expect(author('desk@a.example (مكتب بيروت)')).toEqual(['مكتب بيروت'])
    expect(author('مكتب بيروت &lt;desk@a.example&gt;')).toEqual(['مكتب بيروت'])
    expect(author('desk@a.example')).toEqual([])
  })

  it('skips a counting pixel when it looks for a picture in the text', () => {
    const html = '&lt;img src="/p.gif" width="1" height="1"&gt;&lt;img src="/photo.jpg"&gt;'
    const item = `<item><title>أ</title><description>${html}</description></item>`
    expect(firstOf(rss(item), 'https://a.example/').image).toBe('https://a.example/photo.jpg')
  })

  it('reads feeds under any prefix and in any case', () => {
    const upper =
      '<RSS VERSION="2.0"><CHANNEL><ITEM><TITLE>أ</TITLE><LINK>https://a.example/1</LINK></ITEM></CHANNEL></RSS>'
    expect(firstOf(upper)).toMatchObject({ title: 'أ', url: 'https://a.example/1' })
    const prefixed =
      '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>أ</a:title><a:id>1</a:id></a:entry></a:feed>'
    expect(firstOf(prefixed)).toMatchObject({ title: 'أ', guid: '1' })
  })

  it('reads a channel without its rss element, and items beside the channel', () => {
    expect(firstOf('<channel><title>ق</title><item><title>أ</title></item></channel>').title).toBe('أ')
    const beside = parse('<rss version="0.90"><channel><title>ق</title></channel><item><title>أ</title></item></rss>')
    expect([beside.title, beside.items[0]?.item.title]).toEqual(['ق', 'أ'])
  })
})

describe('damage', () => {
  it('ends a CDATA section that was left open with its item', () => {
    const items = ['<![CDATA[أ', '<![CDATA[ب]]>', '<![CDATA[ج]]>'].map(
      (title) => `<item>\n<title>${title}</title></item>`,
    )
    const { items: good, rejected } = parse(rss(items.join('\n')))
    expect(good.map(({ item }) => item.title)).toEqual(['ب', 'ج'])
    expect(rejected).toHaveLength(1)
    expect(rejected[0]?.line).toBe(1)
  })

  it('leaves an element of another vocabulary in its item', () => {
    const items =
      '<item><title>أ</title><g:item>x</g:item><link>https://a.example/1</link></item><item><title>ب</title></item>'
    const { items: read, rejected } = parse(rss(items))
    expect(rejected).toEqual([])
    expect(read.map(({ item }) => [item.title, item.url])).toEqual([
      ['أ', 'https://a.example/1'],
      ['ب', null],
    ])
  })

  it.each([
    '<item><![CDATA[',
    '<item><!--',
    '<item ',
    '<item a="',
    '<item></item',
    '<item><title><![CDATA[</item>',
    '<!DOCTYPE ',
    '<',
  ])('cuts a hostile document of %s in time proportional to its length', (piece) => {
    const start = performance.now()
    splitFeed(rss(piece.repeat(100_000)))
    expect(performance.now() - start).toBeLessThan(3000)
    parse(rss(piece.repeat(200)))
  })
})

describe('many items', () => {
  const good = (index: number) => `<item>\n<title>خبر ${index}</title><link>https://a.example/${index}</link></item>`

  it('keep their order and lines around broken ones, wherever these stand', () => {
    const broken = new Set([0, 7, 8, 63, 99])
    const items = Array.from({ length: 100 }, (_, index) =>
      broken.has(index) ? '<item>\n<title>لا نهاية</item>' : good(index),
    )
    const { items: read, rejected } = parse(rss(`\n${items.join('\n')}`))
    expect(rejected.map(({ line }) => line)).toEqual([...broken].map((index) => 2 + index * 2))
    expect(read.map(({ item }) => item.title)).toEqual(
      items.flatMap((_, index) => (broken.has(index) ? [] : [`خبر ${index}`])),
    )
    expect(read.every(({ item, line }) => line === 2 + Number(item.url?.split('/').at(-1)) * 2)).toBe(true)
  })

  it('are read up to a bound, and the rest is told once', () => {
    const { items, rejected } = parse(rss(Array.from({ length: 2003 }, (_, index) => good(index)).join('\n')))
    expect(items).toHaveLength(2000)
    expect(rejected).toEqual([{ line: 4_001, reason: expect.stringContaining('more than 2000 items') }])
  })
})

describe('every cut of a feed', () => {
  it('is a feed with fewer items or none, never a failure of another kind', () => {
    const whole = readFileSync(join(fixtures, 'rss-2.0/source.xml'), 'utf8')
    for (let length = 0; length < whole.length; length += 7) {
      try {
        expect(parse(whole.slice(0, length)).items.length).toBeLessThanOrEqual(3)
      } catch (error) {
        expect(error).toBeInstanceOf(NotAFeed)
      }
    }
  })
})
