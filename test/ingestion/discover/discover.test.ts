import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Discovery } from '../../../src/entities/discovery.ts'
import { discover } from '../../../src/ingestion/discover/discover.ts'
import { Fetcher } from '../../../src/ingestion/fetch/fetcher.ts'
import { FeedSite, feedOf, pageOf } from '../../support/feed-site.ts'

let site: FeedSite
beforeAll(async () => {
  site = await FeedSite.open()
})
afterAll(() => site.close())

const look = (host: string, path = '/'): Promise<Discovery> => discover(site.url(host, path), site.tools)
const urlsOf = (found: Discovery): string[] => {
  expect(found).toMatchObject({ ok: true })
  return found.ok ? found.candidates.map(({ url }) => new URL(url).pathname + new URL(url).search) : []
}
const asked = (host: string): string[] => site.origin.log(host).map(({ path }) => path)

describe('discover', () => {
  it('takes the address of a feed for what it is, with its items as they stand', async () => {
    site.serve('direct.test', { '/rss': feedOf('أخبار', 7) })
    const found = await look('direct.test', '/rss')
    expect(found).toMatchObject({
      ok: true,
      candidates: [
        { url: site.url('direct.test', '/rss'), kind: 'FEED', format: 'rss', title: 'أخبار', language: 'ar' },
      ],
    })
    const items = found.ok ? found.candidates[0]!.items : []
    expect(items).toHaveLength(7)
    expect(items.at(-1)).toMatchObject({ title: 'أخبار: خبر رقم 1', publishedAt: new Date('2026-03-09T08:00:00Z') })
    expect(asked('direct.test')).toEqual(['/rss'])
  })

  it('follows what a page declares and then what it links to, comments last', async () => {
    site.serve('page.test', {
      '/': pageOf(
        `<link rel="alternate" type="application/rss+xml" title="تعليقات" href="/comments/feed/">
         <link REL="Alternate" type="application/atom+xml; charset=utf-8" href="feeds/all.atom">
         <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
         <link rel="alternate" hreflang="en" href="/en/">`,
        '<a href="/sport/rss.xml">رياضة</a> <a href="/feedback">رأيك</a> <a href="https://other.test/rss">غيره</a>',
      ),
      '/comments/feed/': feedOf('تعليقات'),
      '/feeds/all.atom': feedOf('الكل'),
      '/sport/rss.xml': feedOf('رياضة'),
    })
    expect(urlsOf(await look('page.test'))).toEqual(['/feeds/all.atom', '/sport/rss.xml', '/comments/feed/'])
    expect(asked('page.test').sort()).toEqual(['/', '/comments/feed/', '/feeds/all.atom', '/sport/rss.xml'])
  })

  it('reads addresses against the base of the page', async () => {
    site.serve('base.test', {
      '/a/b': pageOf('<base href="/x/"><link rel="alternate" type="application/rss+xml" href="feed.xml">'),
      '/x/feed.xml': feedOf('أساس'),
    })
    expect(urlsOf(await look('base.test', '/a/b'))).toEqual(['/x/feed.xml'])
  })

  it('tries the usual addresses where the page says nothing, and no further than the first that is one', async () => {
    site.serve('usual.test', { '/section/': pageOf(''), '/rss.xml': feedOf('معتاد'), '/feed.xml': feedOf('آخر') })
    expect(urlsOf(await look('usual.test', '/section/'))).toEqual(['/rss.xml'])
    expect(asked('usual.test')).toEqual([
      '/section/',
      '/section/feed',
      '/section/rss',
      '/section/rss.xml',
      '/feed',
      '/rss',
      '/rss.xml',
    ])
  })

  it('finds the news sitemap that robots.txt names, also through an index', async () => {
    const news = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
      <url><loc>https://map.test/1</loc><news:news><news:publication><news:name>خريطة</news:name><news:language>ar</news:language></news:publication>
      <news:publication_date>2026-03-09T08:00:00Z</news:publication_date><news:title>عنوان الخبر من الخريطة</news:title></news:news></url></urlset>`
    site.serve('map.test', {
      '/': pageOf(''),
      '/robots.txt': `User-agent: *\nDisallow: /admin\nSitemap: ${site.url('map.test', '/sitemaps.xml')}\n`,
      '/sitemaps.xml': `<sitemapindex><sitemap><loc>${site.url('map.test', '/archive-1.xml')}</loc></sitemap><sitemap><loc>${site.url('map.test', '/news.xml')}</loc></sitemap></sitemapindex>`,
      '/news.xml': news,
    })
    const found = await look('map.test')
    expect(found).toMatchObject({
      ok: true,
      candidates: [{ kind: 'SITEMAP', format: 'news-sitemap', items: [{ title: 'عنوان الخبر من الخريطة' }] }],
    })
    expect(asked('map.test')).not.toContain('/archive-1.xml')
  })

  it('names one feed once, however many addresses lead to it, and keeps the one that it was sent to for good', async () => {
    site.serve('twice.test', {
      '/': pageOf(
        `<link rel="alternate" type="application/rss+xml" href="/old"><link rel="alternate" type="application/rss+xml" href="/new">
         <link rel="alternate" type="application/rss+xml" href="/today">`,
      ),
      '/old': { status: 301, headers: { location: '/new' } },
      '/today': { status: 302, headers: { location: '/new' } },
      '/new': feedOf('جديد'),
    })
    expect(urlsOf(await look('twice.test'))).toEqual(['/new'])
  })

  it('says why there is nothing', async () => {
    site.serve('bare.test', { '/': pageOf('') })
    expect(await look('bare.test')).toMatchObject({ ok: false, code: 'NOT_A_FEED' })
    expect(asked('bare.test').length).toBeLessThanOrEqual(24)
    expect(await look('bare.test', '/missing')).toEqual({
      ok: false,
      code: 'UNREACHABLE',
      reason: { ar: 'أجاب الخادم بالحالة 404', en: '404 Not Found' },
    })
    site.serve('broken.test', { '/feed': '<?xml version="1.0"?><rss><nothing/></rss>', '/atom': '{"version": 1}' })
    expect(await look('broken.test', '/feed')).toMatchObject({ ok: false, code: 'NOT_A_FEED' })
    expect(await discover('http://127.0.0.1:1/', site.tools)).toMatchObject({ ok: false, code: 'UNREACHABLE' })
  })

  it('does not leave the guard: private addresses are refused', async () => {
    const guarded = new Fetcher({ userAgent: 'Sila/test', resolve: site.origin.resolve })
    const tools = { ...site.tools, fetch: (request: Parameters<Fetcher['fetch']>[0]) => guarded.fetch(request) }
    for (const url of [
      site.url('direct.test', '/rss'),
      'http://169.254.169.254/latest/meta-data',
      'http://[::1]/feed',
    ]) {
      expect(await discover(url, tools), url).toMatchObject({ ok: false, code: 'ADDRESS_REFUSED' })
    }
    await guarded.close()
  })

  it('asks no more than its bound, whatever a page links to', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `<a href="/rss/${index}">x</a>`).join('')
    const declared = Array.from({ length: 500 }, (_, i) => `<link rel=alternate type=application/rss+xml href=/f${i}>`)
    site.serve('many.test', { '/': pageOf(declared.join(''), many) })
    expect(await look('many.test')).toMatchObject({ ok: false, code: 'NOT_A_FEED' })
    expect(asked('many.test')).toHaveLength(24)
    expect(site.origin.mostAtOnce.get('many.test')).toBeLessThanOrEqual(2)
  })
})
