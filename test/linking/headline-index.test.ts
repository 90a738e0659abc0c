import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeadlineIndex } from '../../src/linking/headline-index.ts'
import { PendingHeadlines } from '../../src/linking/pending-headlines.ts'

const at = (day: number): Date => new Date(Date.UTC(2026, 2, 1) + day * 86_400_000)
const by = (sourceId: string, day = 0) => ({ sourceId, publishedAt: at(day) })
const TITLE = 'مجلس المدينة يقر خطة جديدة لتطوير الميناء القديم قبل نهاية العام'
const TITLES = [
  TITLE,
  'روسيا أطلقت 170 مسيرة على مدن أوكرانية خلال الليلة الماضية',
  'وزيرة الثقافة تفتتح مهرجان السينما العربية في تونس',
  'فريق طبي ينجح في زراعة كبد لطفلة عمرها عام واحد',
]
function indexOf(titles: readonly string[], sourceId = '1'): HeadlineIndex {
  const index = new HeadlineIndex()
  for (const [slot, title] of titles.entries()) index.add(slot, title, by(sourceId, slot))
  return index
}
/** A headline as pages print it, and the title that it names; null for none. */
const PRINTS: readonly [what: string, headline: string, slot: number | null][] = [
  ['in Persian letters', TITLE.replaceAll('ي', 'ی'), 0],
  ['without hamza, with other quotes', `«${TITLE.replaceAll('أ', 'ا')}»`, 0],
  ['with the name of the site', `${TITLE} | أخبار الساحل`, 0],
  ['with the name of a site that has a number', `${TITLE} - قناة 24`, 0],
  ['with a label', `بالفيديو.. ${TITLE}`, 0],
  ['with words that lead to it', `إقرأ أيضا ${TITLE}`, 0],
  ['with label and site', `شاهد: ${TITLE} | أخبار الساحل`, 0],
  ['cut in a word', `${TITLE.slice(0, 47)}…`, 0],
  ['cut with dots, with a label', `بالصور.. ${TITLE.slice(0, 40)}...`, 0],
  ['with a word left out', TITLE.replace(' جديدة', ''), 0],
  ['with the first word left out', TITLE.replace('مجلس ', ''), 0],
  ['with a word replaced', TITLE.replace('يقر', 'يعلن'), 0],
  ['with its number in other digits', TITLES[1]!.replace('170', '١٧٠'), 1],
  ['with its number left out', TITLES[1]!.replace('170 ', ''), 1],
  ['with another number', TITLES[1]!.replace('170', '149'), null],
  ['with two words replaced', TITLE.replace('يقر', 'يرفض').replace('القديم', 'الغربي'), null],
  ['about something else', 'مجلس المدينة يناقش ميزانية العام الجديد', null],
  ['of two common words', 'مجلس المدينة', null],
  ['without letters', '…', null],
]

describe('HeadlineIndex', () => {
  it.each(PRINTS)('binds a headline printed %s to what it names', (_, headline, slot) => {
    expect(indexOf(TITLES).find(headline, by('1'))?.slot ?? null).toBe(slot)
  })

  it('takes the publisher of the page before others, then the nearest in time, then the earlier admitted', () => {
    const index = new HeadlineIndex()
    index.add(0, TITLE, by('2', 10))
    expect(index.find(TITLE, by('1', 10))?.slot).toBe(0)
    for (const [slot, day] of [1, 12, 8].entries()) index.add(slot + 1, TITLE, by('1', day))
    expect(index.find(TITLE, by('1', 10))?.slot).toBe(2)
    expect(index.find(TITLE, by('1', 10), 2)?.slot).toBe(3)
  })

  it('pitfall 16: headlines run together name no article, each by itself names its own', () => {
    const index = indexOf(TITLES)
    expect(index.find(TITLES.join(''), by('1'))).toBeNull()
    expect(index.find(TITLES.slice(0, 2).join(''), by('1'))).toBeNull()
    for (const [slot, title] of TITLES.entries()) expect(index.find(title, by('1'))?.slot).toBe(slot)
  })

  it('asks more of a title of another publisher', () => {
    const index = indexOf(TITLES, '2')
    expect(index.find(`${TITLE} | أخبار الساحل`, by('1'))?.slot).toBe(0)
    expect(index.find(TITLE.replace('يقر', 'يعلن'), by('1'))).toBeNull()
  })

  it('finds none where two titles are as near', () => {
    const index = indexOf([
      'المنتخب يفوز على ضيفه بثلاثة أهداف في الشوط الأول',
      'المنتخب يفوز على ضيفه بثلاثة أهداف في الشوط الثاني',
    ])
    expect(index.find('المنتخب يفوز على ضيفه بثلاثة أهداف في الش…', by('1'))).toBeNull()
  })

  it('answers after any adding and removing as one that never held what is gone', () => {
    const step = fc.record({ slot: fc.nat(5), title: fc.nat(TITLES.length - 1), remove: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const index = new HeadlineIndex()
        const left = new Map<number, number>()
        for (const { slot, title, remove } of steps) {
          left.delete(slot)
          if (remove) index.remove(slot)
          else {
            index.add(slot, TITLES[title]!, by('1', title))
            left.set(slot, title)
          }
        }
        const rebuilt = new HeadlineIndex()
        for (const [slot, title] of left) rebuilt.add(slot, TITLES[title]!, by('1', title))
        for (const [, headline] of PRINTS)
          expect(index.find(headline, by('1'))).toEqual(rebuilt.find(headline, by('1')))
      }),
      { numRuns: 40 },
    )
  })

  it('takes any text for a headline', () => {
    const index = indexOf(TITLES)
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 600 }), (codes) => {
        const text = String.fromCharCode(...codes)
        index.add(9, text, by('1'))
        index.find(text, by('1'))
        index.remove(9)
      }),
    )
    expect(index.find(TITLE, by('1'))?.slot).toBe(0)
  })
})

describe('PendingHeadlines', () => {
  it.each(PRINTS)('is answered by the article when a headline was printed %s', (_, headline, slot) => {
    const pending = new PendingHeadlines<string>()
    pending.add('link', headline, by('1'))
    for (const [number, title] of TITLES.entries()) {
      expect(pending.named(title, { sourceId: '1' })).toEqual(number === slot ? ['link'] : [])
    }
  })

  it('gives all that wait for a title until they are removed', () => {
    const pending = new PendingHeadlines<string>()
    for (const id of ['a', 'b', 'c']) pending.add(id, TITLE, by('1'))
    pending.remove('b')
    expect(pending.named(TITLE, { sourceId: '1' }).sort()).toEqual(['a', 'c'])
    pending.remove('a')
    pending.remove('c')
    expect(pending.named(TITLE, { sourceId: '1' })).toEqual([])
    expect(pending.size).toBe(0)
  })

  it('gives up what has waited longest when it is full', () => {
    const pending = new PendingHeadlines<number>(3)
    for (const [id, title] of TITLES.entries()) pending.add(id, title, by('1'))
    expect(TITLES.map((title) => pending.named(title, { sourceId: '1' }))).toEqual([[], [1], [2], [3]])
    expect(pending.size).toBe(3)
  })
})
