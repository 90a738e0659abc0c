import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../src/ingestion/charset.ts'
import { extractPage } from '../../../src/ingestion/extract/extract-page.ts'
import { sanitize } from '../../../src/ingestion/extract/sanitize.ts'

const root = new URL('../../fixtures/html/', import.meta.url)
const now = new Date('2026-01-01T00:00:00Z')
const slugs = readdirSync(root)

function extractFixture(slug: string) {
  const expected = JSON.parse(readFileSync(new URL(`${slug}/expected.json`, root), 'utf8'))
  const { text } = decode(readFileSync(new URL(`${slug}/source.html`, root)), { kind: 'html' })
  return { expected, page: extractPage(text, { url: expected.url, now, ...expected.context }) }
}

describe('extractPage', () => {
  it.each(slugs)('reads the page %s', (slug) => {
    const { expected, page } = extractFixture(slug)
    const { url: _, context: __, reasons = [], loose: ___, ...wanted } = expected
    const found = { ...page.item, direction: page.direction, isTeaser: page.isTeaser }
    expect(found).toMatchObject(wanted)
    expect([...new Set(page.removed.map(({ reason }) => reason))]).toEqual(expect.arrayContaining(reasons))
  })

  it.each(slugs)('gives HTML that sanitising does not change, of the page %s', (slug) => {
    const { page } = extractFixture(slug)
    expect(sanitize(page.item.html ?? '', { baseUrl: null })).toEqual({ ok: true, html: page.item.html })
  })

  it('takes a page that says no more than its feed for a teaser, and one that says more for the article', () => {
    const read = (text: string) =>
      extractPage('<h1>عنوان</h1><p>خبر قصير عن المدينة والناس فيها</p>', { url: null, now, item: { text } }).isTeaser
    expect(read('خبر قصير عن المدينة والناس فيها ثم تفاصيل كثيرة')).toBe(true)
    expect(read('خبر قصير')).toBe(false)
  })

  it('believes a canonical address of the same site only, and never its front page', () => {
    const read = (href: string) =>
      extractPage(`<link rel="canonical" href="${href}"><p>نص</p>`, { url: 'https://a.example/n/1', now }).item.url
    expect(read('https://www.a.example/news/1')).toBe('https://www.a.example/news/1')
    expect(read('https://b.example/news/1')).toBe('https://a.example/n/1')
    expect(read('https://a.example/')).toBe('https://a.example/n/1')
  })

  it.each<[what: string, html: string]>([
    ['nothing', ''],
    ['a word', 'كلمة'],
    ['a hundred thousand nested elements', `<body>${'<div>'.repeat(100_000)}x`],
    ['unclosed formatting of two megabytes', `<body>${'<b>'.repeat(660_000)}x`],
    ['closing tags that close nothing', `<body>${'<div>'.repeat(50_000)}${'</p>'.repeat(50_000)}`],
    ['megabytes of broken linked data', `<script type="application/ld+json">${'{"@graph":['.repeat(300_000)}</script>`],
    ['thousands of markers', `<body>${'<p>اقرأ أيضاً: <a href="/x">عنوان</a></p>'.repeat(20_000)}`],
    ['markers and breaks without end', `<body><p>${'اقرأ أيضاً<br>'.repeat(20_000)}`],
    ['a title of separators', `<title>${' - '.repeat(200_000)}</title>`],
    ['comments that do not end', '<!--'.repeat(400_000)],
    ['half a million attributes', `<body><div ${'a="1" '.repeat(300_000)}>x</div>`],
  ])('ends soon on %s', { timeout: 120_000 }, (_, html) => {
    const started = performance.now()
    expect(extractPage(html, { url: 'https://a.example/n/1', now }).item).toBeDefined()
    expect(performance.now() - started).toBeLessThan(60_000)
  })
})
