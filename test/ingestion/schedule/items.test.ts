import { describe, expect, it } from 'vitest'
import type { DeliveredArticle } from '../../../src/entities/delivered-article.ts'
import { mergePage } from '../../../src/ingestion/schedule/merge-page.ts'
import { oldestFirst, sortItems, wantsPage } from '../../../src/ingestion/schedule/sort-items.ts'
import type { ParsedArticle } from '../../../src/ingestion/worker/parse-task.ts'
import { inboxItem, link, paragraphs, tags } from '../../support/desk-room.ts'
import { longText } from '../../support/stub-origin.ts'

const article = (given: Partial<DeliveredArticle> = {}): DeliveredArticle => {
  const { payload } = inboxItem({ url: 'https://one.example/1', ...given })
  return (payload as { article: DeliveredArticle }).article
}
const parsed = (key: string, given: Partial<DeliveredArticle> = {}): ParsedArticle => ({
  article: article({ blocks: paragraphs(longText(key)), ...given }),
  source: null,
  line: null,
  key,
  digest: `digest of ${key}`,
})
const feed = { id: '7', sourceSlug: 'one', display: 'FULL', profile: null, tags: [] } as const

describe('items of a body', () => {
  it('go oldest first, those without a date after the one below them', () => {
    const at = (publishedAt: string | null) => ({ publishedAt })
    const items = [
      parsed('new', at('2026-03-10T09:00:00Z')),
      parsed('undated', at(null)),
      parsed('old', at('2026-03-10T07:00:00Z')),
      parsed('out of order', at('2026-03-10T08:00:00Z')),
    ]
    expect(oldestFirst(items).map(({ key }) => key)).toEqual(['old', 'undated', 'out of order', 'new'])
  })

  it('go from the bottom up where nothing is dated', () => {
    const items = ['c', 'b', 'a'].map((key) => parsed(key, { publishedAt: null }))
    expect(oldestFirst(items).map(({ key }) => key)).toEqual(['a', 'b', 'c'])
  })

  it('are left out while they say what they said, and are new only once', () => {
    const seen = new Map([
      ['same', 'digest of same'],
      ['changed', 'another digest'],
    ])
    const sorted = sortItems(
      ['same', 'changed', 'new'].map((key) => parsed(key)),
      seen,
      feed,
    )
    expect(sorted.deliver).toHaveLength(2)
    expect(sorted.fresh).toHaveLength(1)
  })

  it('are of the source that they name themselves, else of the feed’s', () => {
    const named = { ...parsed('b'), source: 'وكالة أخرى' }
    const { deliver } = sortItems([named, parsed('a')], new Map(), feed)
    expect(deliver.map(({ payload }) => payload.source)).toEqual([{ slug: 'one' }, { name: 'وكالة أخرى' }])
  })
})

describe('the page of an item', () => {
  const teaser = article({ blocks: paragraphs('مقدمة قصيرة') })
  const whole = article({ blocks: paragraphs(longText('خبر')) })

  it.each([
    ['where the feed gives a teaser', teaser, {}, true],
    ['where it gives nothing', article(), {}, true],
    ['not where it gives the text', whole, {}, false],
    ['not without an address', { ...teaser, url: null }, {}, false],
    ['not where only the excerpt is shown', teaser, { display: 'EXCERPT' as const }, false],
    ['never where the profile says never', teaser, { profile: { fullText: 'NEVER' as const } }, false],
    ['always where the profile says always', whole, { profile: { fullText: 'ALWAYS' as const } }, true],
  ])('is read %s', (_, item, given, wanted) => {
    expect(wantsPage(item, { ...feed, ...given })).toBe(wanted)
  })

  it('holds the article, and the feed names it', () => {
    const told = article({
      guid: 'g',
      title: 'من الخلاصة',
      publishedAt: '2026-03-10T00:00:00Z',
      publishedAtPrecision: 'DAY',
      taggings: tags('سياسة'),
    })
    const page = article({
      url: 'https://one.example/other',
      title: 'من الصفحة',
      blocks: paragraphs(longText('خبر')),
      authors: ['كاتب'],
      publishedAt: '2026-03-10T08:15:00Z',
      publishedAtPrecision: 'TIME',
      taggings: tags('سياسة', 'اقتصاد'),
      readAlso: [link('اقرأ')],
    })
    expect(mergePage(told, page)).toMatchObject({
      guid: 'g',
      url: 'https://one.example/1',
      title: 'من الخلاصة',
      authors: ['كاتب'],
      publishedAt: '2026-03-10T08:15:00Z',
      publishedAtPrecision: 'TIME',
      taggings: tags('سياسة', 'اقتصاد'),
      readAlso: [link('اقرأ')],
      blocks: page.blocks,
    })
  })

  it('takes nothing away that only the feed told', () => {
    const told = article({ authors: ['كاتب'], blocks: paragraphs('مقدمة'), similar: [link('شبيه')] })
    const page = article({ publishedAt: null, publishedAtPrecision: 'OBSERVED' })
    expect(mergePage(told, page)).toEqual(told)
  })
})
