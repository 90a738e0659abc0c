import { describe, expect, it } from 'vitest'
import { NotAFeed } from '../../src/ingestion/feed/parse-feed.ts'
import { parseSitemap } from '../../src/ingestion/sitemap.ts'

const now = new Date('2026-05-02T12:00:00Z')
const parse = (text: string) => parseSitemap(text, { url: 'https://a.example/sitemap.xml', now })
const NEWS =
  'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
const urlset = (urls: string, names = NEWS) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" ${names}>${urls}</urlset>`
const news = (number: number, name = 'المرفأ') => `
<url>
  <loc>https://a.example/${number}?a=1&amp;b=2</loc>
  <lastmod>2026-05-02T11:00:00Z</lastmod>
  <news:news>
    <news:publication><news:name>${name}</news:name><news:language>ar</news:language></news:publication>
    <news:publication_date>2026-05-02T10:00:00+03:00</news:publication_date>
    <news:title><![CDATA[خبر ${number} & تفاصيل]]></news:title>
    <news:keywords>سياسة، اقتصاد, نفط</news:keywords>
  </news:news>
  <image:image><image:loc>/p/${number}.jpg</image:loc><image:title>صورة</image:title></image:image>
</url>`

describe('a news sitemap', () => {
  it('gives an item for each address, with its line', () => {
    const document = parse(urlset(news(1) + news(2)))
    expect(document).toMatchObject({ format: 'news-sitemap', title: 'المرفأ', language: 'ar', pages: [], rejected: [] })
    expect(document.items.map(({ line }) => line)).toEqual([3, 14])
    expect(document.items[0]?.item).toEqual({
      guid: null,
      url: 'https://a.example/1?a=1&b=2',
      title: 'خبر 1 & تفاصيل',
      tags: ['سياسة', 'اقتصاد', 'نفط'],
      image: 'https://a.example/p/1.jpg',
      publishedAt: '2026-05-02T07:00:00Z',
      publishedAtPrecision: 'TIME',
      language: 'ar',
    })
  })

  it('names the publication of each item where there are several', () => {
    const { title, items } = parse(urlset(news(1, 'المرفأ') + news(2, 'الوادي')))
    expect([title, ...items.map(({ item }) => item.source)]).toEqual([null, 'المرفأ', 'الوادي'])
  })

  it('is read under any prefix', () => {
    const names =
      'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    expect(parse(urlset(news(1).replaceAll('news:', 'n:'), names)).items[0]?.item.title).toBe('خبر 1 & تفاصيل')
    const prefixed =
      '<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>https://a.example/1</s:loc></s:url></s:urlset>'
    expect(parse(prefixed).pages).toHaveLength(1)
  })
})

describe('a sitemap without news', () => {
  it('gives pages to be read, for an address alone is no article', () => {
    const document = parse(
      urlset('<url><loc>/1</loc><lastmod>2026-05-01</lastmod></url><url><loc>ftp://x/</loc></url><url/>'),
    )
    expect(document).toMatchObject({ format: 'sitemap', items: [] })
    expect(
      document.pages?.map(({ item }) => [item.url, item.title, item.publishedAt, item.publishedAtPrecision]),
    ).toEqual([['https://a.example/1', null, '2026-05-01T00:00:00Z', 'DAY']])
    expect(document.rejected).toHaveLength(2)
  })

  it('gives the newest of too many', () => {
    const url = (index: number) =>
      `<url><loc>https://a.example/${index}</loc><lastmod>2026-04-${String(1 + (index % 28)).padStart(2, '0')}</lastmod></url>`
    const { pages, rejected } = parse(urlset(Array.from({ length: 14_000 }, (_, index) => url(index)).join('\n')))
    expect(pages).toHaveLength(5000)
    expect(pages?.every(({ item }) => item.publishedAt! >= '2026-04-19')).toBe(true)
    expect(rejected).toEqual([{ line: null, reason: expect.stringContaining('14000') }])
  })

  it('stops at the bound of the protocol, and tells where', () => {
    const { rejected } = parse(urlset('\n<url><loc>https://a.example/1</loc></url>'.repeat(50_002)))
    expect(rejected.at(-1)).toEqual({ line: 50_003, reason: expect.stringContaining('50000') })
  })
})

describe('an index of sitemaps', () => {
  it('gives their addresses', () => {
    const sitemaps = ['/news.xml', 'https://b.example/2.xml', ''].map((loc) => `<sitemap><loc>${loc}</loc></sitemap>`)
    const document = parse(
      `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${sitemaps.join('\n')}</sitemapindex>`,
    )
    expect(document).toMatchObject({
      format: 'sitemap-index',
      items: [],
      sitemaps: ['https://a.example/news.xml', 'https://b.example/2.xml'],
      rejected: [{ line: 3 }],
    })
  })
})

describe('what is no sitemap', () => {
  it.each([
    '<rss><channel/></rss>',
    '<!DOCTYPE html><html></html>',
    '',
    'صفحة',
    `<urlset>${'<url>'.repeat(100_000)}`,
    '<!DOCTYPE urlset [<!ENTITY a "aa">]><urlset><url><loc>https://a.example/&a;</loc></url></urlset>',
  ])('%# is told so', (text) => {
    expect(() => parse(text)).toThrow(NotAFeed)
  })

  it('costs only itself where it is one broken address in a sitemap', () => {
    const broken = '<url><loc>https://a.example/2<lastmod></url>'
    const { items, pages } = parse(urlset(news(1) + broken + news(3)))
    expect(items.map(({ item }) => item.url)).toEqual(['https://a.example/1?a=1&b=2', 'https://a.example/3?a=1&b=2'])
    expect(pages?.length).toBeLessThanOrEqual(1)
  })
})
