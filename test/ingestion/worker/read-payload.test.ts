import { describe, expect, it } from 'vitest'
import { MAX_ITEMS } from '../../../src/ingestion/feed/feed-model.ts'
import { documentKind } from '../../../src/ingestion/worker/document-kind.ts'
import type { ParsedPayload, ParseTask } from '../../../src/ingestion/worker/parse-task.ts'
import { readPageArticle, readPayload } from '../../../src/ingestion/worker/read-payload.ts'
import { feedOf, rss } from './hostile-feeds.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')

function read(text: string, more: Partial<ParseTask> = {}): ParsedPayload {
  const bytes = new TextEncoder().encode(text)
  const outcome = readPayload({ bytes, contentType: null, kind: 'feed', url: 'https://n.example/f', now: NOW, ...more })
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.reason}`)
  return outcome.payload
}
const item = (inner: string): string => `<item><title>خبر</title><description>نص</description>${inner}</item>`
const keys = (items: string): string[] => read(rss(items)).articles.map(({ key }) => key)
const digest = (items: string, now = NOW): string => read(rss(items), { now }).articles[0]!.digest

describe('an article of a payload', () => {
  it('goes by its GUID, else by its address, else by its title', () => {
    const [guid, address, title] = [
      keys(item('<guid>1</guid><link>https://n.example/1</link>')),
      keys(item('<link>https://n.example/1?utm_source=rss</link>')),
      keys(item('')),
    ]
    expect(new Set([...guid, ...address, ...title]).size).toBe(3)
    expect(keys(item('<guid>1</guid><link>https://n.example/2</link>'))).toEqual(guid)
    expect(keys(item('<link>https://n.example/1</link><category>وسم</category>'))).toEqual(address)
    expect(keys('<item><title>خَبر </title></item>')).toEqual(title)
  })

  it('goes by its address where the feed gives one GUID to all', () => {
    const all = [1, 2, 3].map((n) => item(`<guid isPermaLink="false">0</guid><link>https://n.example/${n}</link>`))
    expect(new Set(keys(all.join(''))).size).toBe(3)
  })

  it('is told once where a feed has it twice: as it stands on top', () => {
    const { articles, rejected } = read(
      rss(`${item('<guid>1</guid><category>أ</category>')}\n${item('<guid>1</guid>')}`),
    )
    expect(articles.map(({ article }) => article.taggings.length)).toEqual([1])
    expect(rejected).toEqual([{ line: 2, reason: 'The same item stands in line 1' }])
  })

  it('has the same digest while it says the same', () => {
    const told = item('<guid>1</guid><pubDate>Thu, 01 Jan 2026 05:00:00 GMT</pubDate>')
    expect(digest(told)).toMatch(/^[0-9a-f]{64}$/)
    // Ahead of the clock, it is taken for now: another now every time.
    expect(digest(told, NOW + 60_000)).toBe(digest(told))
    expect(digest(told.replace('نص', 'نص آخر'))).not.toBe(digest(told))
    expect(digest(told.replace('05:00', '06:00'))).not.toBe(digest(told))
  })
})

describe('a payload', () => {
  it('is cut at a bound of items, and what is left out is told', () => {
    const { articles, rejected } = read(feedOf(MAX_ITEMS + 10))
    expect(articles).toHaveLength(2_000)
    expect(rejected).toEqual([{ line: 2_001, reason: expect.stringContaining('more than 2000 items') }])
  })

  it('may have a DOCTYPE that defines nothing, or only looks like one that does', () => {
    const netscape =
      '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    for (const before of [netscape, '<!DOCTYPE rss>', '<!-- <!DOCTYPE rss [ -->']) {
      expect(read(rss(item('<guid>1</guid>'), before)).articles).toHaveLength(1)
    }
    const page = '<description><![CDATA[<!DOCTYPE html [ <p>نص</p>]]></description>'
    expect(read(rss(`<item><title>خبر</title>${page}</item>`)).articles).toHaveLength(1)
  })

  it.each([
    ['feed', rss('')],
    ['feed', '<!-- html -->\n<?xml-stylesheet href="html.xsl"?><feed xmlns="http://www.w3.org/2005/Atom"></feed>'],
    ['feed', '\uFEFF {"version": "https://jsonfeed.org/version/1.1"}'],
    ['feed', '<rdf:RDF xmlns:rdf="x"></rdf:RDF>'],
    ['sitemap', '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'],
    ['sitemap', '<sitemapindex></sitemapindex>'],
    ['page', '<!DOCTYPE html><html><body><p>rss <feed></body></html>'],
    ['page', '<p>نص'],
  ])('is known for a %s by what it holds', (kind, text) => {
    expect(documentKind(text)).toBe(kind)
  })

  it('gives the articles of a sitemap, and the pages that have to be read', () => {
    const sitemap = `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
      <url><loc>https://n.example/1?utm_source=x</loc><news:news><news:title>خبر</news:title></news:news></url>
      <url><loc>https://n.example/2/</loc></url></urlset>`
    const { articles, pages } = read(sitemap, { kind: 'auto' })
    expect(articles.map(({ article }) => article.url)).toEqual(['https://n.example/1'])
    expect(pages?.map(({ item }) => item.url)).toEqual(['https://n.example/2'])
    expect(pages?.[0]?.key).toMatch(/^[0-9a-f]{64}$/)
  })

  it('that is no feed is told as such', () => {
    const bytes = new TextEncoder().encode('<html><body>خطأ 404</body></html>')
    const outcome = readPayload({ bytes, contentType: 'text/html', kind: 'feed', url: null, now: NOW })
    expect(outcome).toMatchObject({ ok: false, code: 'NOT_A_FEED' })
  })
})

describe('a page', () => {
  const title = 'الوزارة تعلن بدء العمل في المشروع مطلع العام المقبل'
  const text = 'قال المتحدث باسم الوزارة إن العمل في المشروع سيبدأ مطلع العام المقبل، وإن كلفته لم تحدد بعد. '
  const html = `<html lang="ar"><head><meta charset="windows-1256"><title>${title}</title></head>
    <body><article><h1>${title}</h1>${`<p>${text.repeat(3)}</p>`.repeat(5)}</article></body></html>`
  const page = { contentType: 'text/html; charset=utf-8', url: 'https://n.example/1', now: NOW }

  it('gives its article, cleaned', () => {
    const outcome = readPageArticle({ ...page, bytes: new TextEncoder().encode(html), profile: null, item: null })
    if (!outcome.ok) throw new Error(outcome.reason)
    expect(outcome).toMatchObject({ isTeaser: false, charset: 'utf-8' })
    expect(outcome.article).toMatchObject({ title, language: 'ar', direction: 'RTL' })
    expect(outcome.article.blocks).toHaveLength(5)
  })

  it('is read as a payload of one article', () => {
    const { format, articles } = read(html, { kind: 'auto', contentType: page.contentType, url: page.url })
    expect({ format, titles: articles.map(({ article }) => article.title) }).toEqual({
      format: 'page',
      titles: [title],
    })
  })
})
