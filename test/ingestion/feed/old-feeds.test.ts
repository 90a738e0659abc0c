import { describe, expect, it } from 'vitest'
import { parseFeed } from '../../../src/ingestion/feed/parse-feed.ts'

const now = new Date('2026-05-02T12:00:00Z')
const parse = (text: string, url?: string) => parseFeed(text, { url, now })
const firstOf = (text: string, url?: string) => parse(text, url).items[0]!.item
const rss = (item: string, attributes = '') =>
  `<rss version="2.0" ${attributes}><channel><item><title>أ</title>${item}</item></channel></rss>`
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('elements that others took over', () => {
  it.each([
    ['body', '<body xmlns="http://www.w3.org/1999/xhtml"><p>نص</p></body>'],
    ['xhtml:body', '<xhtml:body><xhtml:p>نص</xhtml:p></xhtml:body>'],
    ['fullitem', '<fullitem>&lt;p&gt;نص&lt;/p&gt;</fullitem>'],
  ])('%s is the content', (_, element) => {
    const item = firstOf(rss(element, 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'))
    expect(item.html?.replace(/ xmlns="[^"]*"/, '')).toBe('<p>نص</p>')
  })

  it('are left alone beside a content of today, and inside a text', () => {
    const content = '<content:encoded><![CDATA[<p>نص</p><body>x</body>]]></content:encoded>'
    const namespace = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    expect(firstOf(rss(`<body>قديم</body>${content}`, namespace)).html).toBe('<p>نص</p><body>x</body>')
    expect(firstOf(rss('<description><![CDATA[<author>س</author> كتب]]></description>')).excerpt).toBe('س كتب')
  })

  it('name the author and the categories', () => {
    const dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    expect(firstOf(rss('<dc:author>سليم حداد (s@a.example)</dc:author>', dc)).authors).toEqual(['سليم حداد'])
    expect(firstOf(rss('<author>&lt;b&gt;سليم حداد&lt;/b&gt;</author>')).authors).toEqual(['سليم حداد'])
    expect(firstOf(rss('<author><b>سليم حداد</b></author>')).authors).toEqual(['سليم حداد'])
    const itunes = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    expect(firstOf(rss('<itunes:category text="ثقافة"/>', itunes)).tags).toEqual(['ثقافة'])
    const media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    expect(firstOf(rss('<media:category>رياضة</media:category>', media)).tags).toEqual(['رياضة'])
  })

  it('link by an attribute in the Channel Definition Format', () => {
    const channel =
      '<CHANNEL HREF="https://a.example/"><ITEM HREF="https://a.example/1"><TITLE>أ</TITLE></ITEM></CHANNEL>'
    const document = parse(channel)
    expect([document.homepage, document.items[0]?.item.url]).toEqual(['https://a.example/', 'https://a.example/1'])
  })
})

describe('texts of Atom in base64', () => {
  const html = '<p>قال <b>المتحدث</b></p>'
  const entry = (summary: string) =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>${summary}</entry></feed>`

  it.each([
    ['by the mode of Atom 0.3', `<content type="text/html" mode="base64">\n${base64(html)}\n</content>`],
    ['by the type of Atom 1.0', `<content type="application/octet-stream">${base64(html)}</content>`],
    ['in a CDATA section', `<content mode="base64"><![CDATA[${base64(html)}]]></content>`],
  ])('are read, %s', (_, content) => {
    expect(firstOf(entry(content)).html).toBe(html)
  })

  it('are read in the title of the feed, and as text where they are text', () => {
    const title = `<title mode="base64" type="text/plain">${base64('أخبار')}</title>`
    expect(parse(`<feed version="0.3" xmlns="http://purl.org/atom/ns#">${title}</feed>`).title).toBe('أخبار')
  })

  it('are left out where they are a picture', () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]).toString('base64')
    const item = firstOf(entry(`<title>أ</title><content type="image/png">${picture}</content>`))
    expect([item.html, item.text]).toEqual([null, null])
  })
})

describe('addresses in a text', () => {
  const link = '&lt;a href="one.html"&gt;أ&lt;/a&gt;'
  const entry = (content: string, attributes = '') =>
    `<feed xmlns="http://www.w3.org/2005/Atom" ${attributes}><entry><id>x</id><title>أ</title>${content}</entry></feed>`

  it('start where the document says, the innermost last', () => {
    const content = `<content type="html" xml:base="sub/">${link}</content>`
    expect(firstOf(entry(content, 'xml:base="https://a.example/in/"')).html).toBe(
      '<a href="https://a.example/in/sub/one.html">أ</a>',
    )
  })

  it('start at the document in Atom, and are left to the page in RSS', () => {
    const url = 'https://a.example/feeds/atom.xml'
    expect(firstOf(entry(`<content type="html">${link}</content>`), url).html).toContain(
      'https://a.example/feeds/one.html',
    )
    const namespace = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    expect(firstOf(rss(`<content:encoded>${link}</content:encoded>`, namespace), url).html).toContain('"one.html"')
  })

  it('make a relative id absolute only where the document says against what', () => {
    expect(firstOf(entry('', 'xml:base="https://a.example/in/"')).guid).toBe('https://a.example/in/x')
    expect(firstOf(entry(''), 'https://a.example/feeds/atom.xml').guid).toBe('x')
  })
})

describe('a title', () => {
  const titleOf = (title: string) =>
    firstOf(
      `<rss version="2.0"><channel><item><guid>1</guid><title>${title.replaceAll('<', '&lt;')}</title><description>نص</description></item></channel></rss>`,
    ).title

  it.each([
    ['كتاب <Dune> الجديد', 'كتاب <Dune> الجديد'],
    ['عاجل <iframe src="https://x.example/"></iframe>الآن', 'عاجل الآن'],
    ['عاجل <blink>الآن</blink>', 'عاجل الآن'],
    ['عاجل <iframe src="https://x.example/"/> الآن', 'عاجل الآن'],
    ['عاجل <object data="x"> الآن', 'عاجل الآن'],
    ['عاجل <meta charset="utf-8">الآن', 'عاجل الآن'],
    ['<![CDATA[عاجل]]>', 'عاجل'],
    ['<![CDATA[عاجل]]&amp;gt;', 'عاجل'],
    ['1 < 2', '1 < 2'],
  ])('%s reads %s', (written, read) => {
    expect(titleOf(written)).toBe(read)
  })
})

describe('a feed that is broken around its items', () => {
  it('keeps what it says of itself where an end tag is misspelt or missing', () => {
    const item = '<item><title>أ</title></item>'
    const language = parse(`<rss version="2.0"><channel><title>ق</title><language>ar</langauge>${item}</channel></rss>`)
    expect([language.title, language.language, language.items.length]).toEqual(['ق', 'ar', 1])
    const link = parse(`<rss version="2.0"><channel><title>ق</title><link>https://a.example/${item}</channel></rss>`)
    expect([link.title, link.homepage, link.items.length]).toEqual(['ق', 'https://a.example/', 1])
  })

  it('is an empty feed where it is JSON that says nothing', () => {
    expect(parse('{"version": "https://jsonfeed.org/version/1.1", "items": []}').items).toEqual([])
    expect(parse('{"version": "1", "items": [], "title": 5}').items).toEqual([])
  })

  it('is read as JSON Feed by a version that is a number', () => {
    expect(firstOf('{"version": "1.0", "items": [{"content_text": "نص"}]}').text).toBe('نص')
  })
})

describe('elements of Atom that stand in RSS without their namespace', () => {
  it('are read where RSS has nothing of its own', () => {
    const item = firstOf(
      rss(
        '<id>tag:1</id><summary>موجز</summary><content>&lt;p&gt;نص&lt;/p&gt;</content><published>2026-03-01T10:00:00Z</published>',
      ),
    )
    expect(item).toMatchObject({
      guid: 'tag:1',
      excerpt: 'موجز',
      html: '<p>نص</p>',
      publishedAt: '2026-03-01T10:00:00Z',
    })
    expect(item.url).toBeNull()
  })

  it('do not take the place of what RSS says', () => {
    const item = firstOf(
      rss(
        '<guid>1</guid><id>2</id><description>موجز</description><summary>آخر</summary><pubDate>2026-03-02</pubDate><published>2026-03-01</published>',
      ),
    )
    expect(item).toMatchObject({ guid: '1', excerpt: 'موجز', publishedAt: '2026-03-02T00:00:00Z' })
  })

  it('are links and ids with a base of their own in Atom', () => {
    const entry =
      '<id xml:base="https://a.example/x/">1</id><link href="p/1" xml:base="https://a.example/y/"/><title>أ</title>'
    expect(firstOf(`<feed xmlns="http://www.w3.org/2005/Atom"><entry>${entry}</entry></feed>`)).toMatchObject({
      guid: 'https://a.example/x/1',
      url: 'https://a.example/y/p/1',
    })
  })
})
