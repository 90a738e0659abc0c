import fc from 'fast-check'
import { type JsonFeed, parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import { describe, expect, it } from 'vitest'
import { FEED_FORMATS, type FeedContent } from '../../src/gateway/feed-formats.ts'
import { parseDocument } from '../../src/ingestion/parse-document.ts'
import type { ShownArticle } from '../../src/resolvers/shown-article.ts'

const SOURCE = {
  id: '1',
  slug: 'almithal',
  name: 'المثال & «الخبر»',
  homepage: 'https://almithal.example/?a=1&b=2',
} as ShownArticle['source']

const article = (given: Partial<ShownArticle> = {}): ShownArticle => ({
  id: 'art_1',
  url: 'https://almithal.example/1?a=1&b=2',
  title: 'افتتاح معرض الكتاب',
  excerpt: 'ملخص <الخبر> & بقيته',
  html: '<p>افتتح الوزير المعرض.</p>',
  text: 'افتتح الوزير المعرض.',
  authors: ['كاتب أول', 'كاتب ثان'],
  tags: ['ثقافة'],
  image: {
    url: 'https://almithal.example/a.jpg?x&y',
    alt: null,
    caption: null,
    credit: null,
    width: 640,
    height: null,
  },
  language: 'ar',
  direction: 'RTL',
  publishedAt: new Date('2025-05-02T14:56:11Z'),
  publishedAtPrecision: 'TIME',
  observedAt: new Date('2025-05-02T15:00:00Z'),
  revisedAt: null,
  source: SOURCE,
  display: 'FULL',
  attribution: { text: 'عن المثال', url: 'https://almithal.example/1?a=1&b=2' },
  ...given,
})
const feed = (articles: ShownArticle[], given: Partial<FeedContent> = {}): FeedContent => ({
  home: 'https://sila.example:8443/news',
  query: 'sources=a%2Cb&text=%D8%BA%D8%B2%D8%A9',
  title: 'صلة · غزة',
  articles,
  ...given,
})
const rssOf = (content: FeedContent) => parseRssFeed(FEED_FORMATS.rss.write(content))
const atomOf = (content: FeedContent) => parseAtomFeed(FEED_FORMATS.atom.write(content))
const jsonOf = (content: FeedContent): JsonFeed.Feed<string> => parseJsonFeed(FEED_FORMATS.json.write(content)) as never

/** Any text that has something to show, also what no XML may hold and what ends a section of it. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ']]>',
        '<![CDATA[',
        '>\n  <![CDATA[',
        ']]>\n  </',
        '&amp;',
        '&',
        '<b>',
        '"',
        '\u0000',
        '\u200f',
        '\u200e',
        '\u061c',
      ),
      fc.constantFrom('\ud800', '\udfff', '\ufffe', '\u0085', 'خبر', '\n'),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => `ب${parts.join('')}ب`.replaceAll('\r', ''))
const inXml = (text: string) => text.replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')

describe('an article in a feed', () => {
  it('says everything that each format has a place for, and who published it', () => {
    const content = feed([article({ revisedAt: new Date('2025-05-03T08:00:00Z') })])
    const html = '<div dir="rtl" lang="ar"><p>افتتح الوزير المعرض.</p></div>'
    expect(rssOf(content)).toMatchObject({
      title: 'صلة · غزة',
      link: 'https://sila.example:8443/news/',
      language: 'ar',
      atom: { links: [{ rel: 'self', href: `https://sila.example:8443/news/feeds/articles.rss?${content.query}` }] },
      items: [
        {
          title: 'افتتاح معرض الكتاب',
          link: 'https://almithal.example/1?a=1&b=2',
          description: 'ملخص &lt;الخبر&gt; &amp; بقيته',
          guid: { value: 'tag:sila.example,2025:art_1', isPermaLink: false },
          pubDate: 'Fri, 02 May 2025 14:56:11 GMT',
          source: { title: SOURCE.name, url: 'https://sila.example:8443/news/feeds/articles.rss?sources=almithal' },
          dc: { creators: ['كاتب أول', 'كاتب ثان', SOURCE.name], languages: ['ar'] },
          content: { encoded: html },
          categories: [{ name: 'ثقافة' }],
          media: { contents: [{ url: 'https://almithal.example/a.jpg?x&y', medium: 'image', width: 640 }] },
        },
      ],
    })
    const atom = atomOf(content)
    expect(atom).toMatchObject({
      id: 'tag:sila.example,2025:articles?sources=a%2Cb;text=%D8%BA%D8%B2%D8%A9',
      updated: '2025-05-03T08:00:00.000Z',
      entries: [
        {
          id: 'tag:sila.example,2025:art_1',
          authors: [{ name: 'كاتب أول' }, { name: 'كاتب ثان' }, { name: SOURCE.name }],
          links: [{ href: 'https://almithal.example/1?a=1&b=2', rel: 'alternate' }],
          published: '2025-05-02T14:56:11.000Z',
          updated: '2025-05-03T08:00:00.000Z',
          summary: { value: 'ملخص <الخبر> & بقيته', type: 'text' },
          content: { value: html, type: 'html' },
          source: { title: { value: SOURCE.name } },
          xml: { lang: 'ar' },
        },
      ],
    })
    expect(jsonOf(content)).toMatchObject({
      feed_url: `https://sila.example:8443/news/feeds/articles.json?${content.query}`,
      items: [
        {
          id: 'tag:sila.example,2025:art_1',
          content_html: html,
          summary: 'ملخص <الخبر> & بقيته',
          date_published: '2025-05-02T14:56:11.000Z',
          date_modified: '2025-05-03T08:00:00.000Z',
          authors: [{ name: 'كاتب أول' }, { name: 'كاتب ثان' }, { name: SOURCE.name, url: SOURCE.homepage }],
          language: 'ar',
        },
      ],
    })
  })

  it('has what each format demands, though next to nothing of it is known', () => {
    const bare = {
      url: null,
      excerpt: null,
      html: null,
      text: null,
      authors: [],
      tags: [],
      image: null,
      language: 'und',
    }
    const content = feed([article(bare)], { query: '' })
    const [item] = rssOf(content).items!
    expect(item).toMatchObject({
      title: 'افتتاح معرض الكتاب',
      guid: { isPermaLink: false },
      source: { title: SOURCE.name },
    })
    // An entry without a link to an alternate must have content; an item of JSON Feed must have one of two.
    expect(atomOf(content).entries![0]).toMatchObject({ content: { type: 'text', value: 'افتتاح معرض الكتاب' } })
    expect(jsonOf(content).items![0]).toMatchObject({ content_text: 'افتتاح معرض الكتاب' })
  })

  it('is missing from a feed of nothing, which is a feed all the same', () => {
    const content = feed([])
    expect(rssOf(content)).toMatchObject({
      title: 'صلة · غزة',
      link: expect.any(String),
      description: expect.any(String),
    })
    expect(atomOf(content)).toMatchObject({ id: expect.any(String), updated: '1970-01-01T00:00:00.000Z' })
    expect(JSON.parse(FEED_FORMATS.json.write(content))).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'صلة · غزة',
      items: [],
    })
  })

  it('comes back as it was, whatever its texts hold', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        anyText,
        anyText,
        fc.webUrl({ withQueryParameters: true }),
        (title, body, tag, name, url) => {
          const html = `<p>${body}</p>`
          const source = { ...SOURCE, name }
          const content = feed([
            article({ title, html, tags: [tag], authors: [title], excerpt: body, source, url }),
            article({ id: 'art_2' }),
          ])
          const wrapped = `<div dir="rtl" lang="ar">${html}</div>`
          const rss = FEED_FORMATS.rss.write(content)
          const atom = FEED_FORMATS.atom.write(content)
          for (const document of [rss, atom]) {
            expect(document).toBe(inXml(document))
            // An address stands alone: some readers take the blanks around it for a part of it.
            expect(document).not.toMatch(/<(?:link|id|guid)(?: [^>]*[^/])?>\s/)
          }
          const [item, last] = parseRssFeed(rss).items!
          expect([item!.title, item!.categories![0]!.name, item!.dc!.creators]).toEqual([
            inXml(title),
            inXml(tag),
            [...new Set([title, name])].map(inXml),
          ])
          expect([item!.link, item!.content!.encoded, item!.source!.title]).toEqual([url, inXml(wrapped), inXml(name)])
          expect(last!.title).toBe('افتتاح معرض الكتاب')
          const [entry] = parseAtomFeed(atom).entries!
          expect([entry!.title!.value, entry!.summary!.value, entry!.content!.value, entry!.links![0]!.href]).toEqual([
            inXml(title),
            inXml(body),
            inXml(wrapped),
            url,
          ])
          const json = JSON.parse(FEED_FORMATS.json.write(content)).items[0]
          expect([json.title, json.content_html, json.tags, json.url]).toEqual([
            title.toWellFormed(),
            wrapped.toWellFormed(),
            [tag.toWellFormed()],
            url,
          ])
        },
      ),
      { numRuns: 300 },
    )
  })

  it.each(['rss', 'atom', 'json'] as const)('can be taken in by another Sila from %s', (format) => {
    const document = Buffer.from(FEED_FORMATS[format].write(feed([article()])))
    const { items, rejected } = parseDocument(document, 'feed', new Date())
    expect(rejected).toEqual([])
    expect(items[0]!.item).toMatchObject({
      guid: 'tag:sila.example,2025:art_1',
      url: 'https://almithal.example/1?a=1&b=2',
      title: 'افتتاح معرض الكتاب',
      language: 'ar',
      tags: ['ثقافة'],
    })
    expect(items[0]!.item.html).toContain('<p>افتتح الوزير المعرض.</p>')
  })
})
