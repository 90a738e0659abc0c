import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { looksLikePageDump, parsePageDump } from '../../../src/ingestion/page/parse-page-dump.ts'

// The page belongs to its publishers: it stands beside the repository, not in it, and so this test quotes it by line.
const path = fileURLToPath(new URL('../../../../shared/data/pages/000_1f2f7cb5b1a0d386.txt', import.meta.url))
const present = existsSync(path)
if (!present) console.warn('the real page is not beside the repository: its tests are skipped')

describe.skipIf(!present)('a real aggregator page', () => {
  const text = present ? readFileSync(path, 'utf8') : ''
  const lines = text.split('\n')
  const line = (number: number): string => lines[number - 1]!.trim()
  const document = parsePageDump(text, { now: new Date('2026-01-01T00:00:00Z') })
  const [main, nested] = document.items.map(({ item }) => item)

  it('is recognised and read without a loss', () => {
    expect(looksLikePageDump(text)).toBe(true)
    expect(document).toMatchObject({ format: 'page-dump', language: 'ar', rejected: [] })
    expect(document.items.map((item) => item.line)).toEqual([4, 40])
  })

  it('gives the main article its source, moments and title', () => {
    expect(main).toMatchObject({
      source: 'موقع 24',
      title: line(4),
      excerpt: null,
      observedAt: '2025-05-02T14:56:11Z',
      publishedAt: '2023-10-13T00:00:00Z',
      publishedAtPrecision: 'DAY',
    })
  })

  it('keeps ten paragraphs and the embedded post in their order', () => {
    const paragraphs = [10, 12, 14, 16, 18, 20, 22, 24].map((number) => `<p>${line(number)}</p>`)
    const post = `<blockquote class="twitter-tweet" lang="en" dir="ltr"><p>${line(26).replaceAll('&', '&amp;')}</p>${line(28)}</blockquote>`
    const rest = [30, 32].map((number) => `<p>${line(number)}</p>`)
    expect(main!.html).toBe([...paragraphs, post, ...rest].join('\n'))
  })

  it('tells the tags of the article, in its own letters, from the menu of the site', () => {
    expect(main!.tags).toEqual(['ليبيا', 'الجيش الوطني الليبي'])
    const words = line(36).split(': ')[1]!.split(' ')
    expect(main!.menuTags!.join(' ').split(' ')).toEqual(words.slice(0, words.indexOf('ليبيا')))
    expect(words.indexOf('ليبيا')).toBe(16)
  })

  it('links the article to read next and the ten similar headlines, in order', () => {
    expect(main!.readAlso).toEqual([{ headline: line(40), excerpt: line(42) }])
    const similar = lines.slice(59, 69).map((text) => ({ headline: text.replace('•', '').trim() }))
    expect(main!.similar).toEqual(similar)
    expect(similar).toHaveLength(10)
  })

  it('makes an article of its own of what stands under the read-also marker', () => {
    expect(nested).toMatchObject({
      source: null,
      title: line(40),
      excerpt: line(42),
      html: [46, 48, 50, 52, 54].map((number) => `<p>${line(number)}</p>`).join('\n'),
      tags: ['الجيش الأوكراني', 'مسيرة', 'روسيا'],
      observedAt: '2025-05-02T14:56:11Z',
      publishedAt: null,
      readAlso: null,
    })
  })

  it('cuts the run-together line into the four headlines of the nested article', () => {
    const headlines = nested!.similar!.map((item) => item.headline)
    expect(headlines).toHaveLength(4)
    expect(headlines.join('')).toBe(line(44))
    expect(headlines.map((headline) => headline.split(' ')[0])).toEqual(['روسيا', 'الجيش', 'الجيش', 'زيلينسكي:'])
    expect(nested!.similar!.every((item) => item.concatenated === undefined)).toBe(true)
  })
})
