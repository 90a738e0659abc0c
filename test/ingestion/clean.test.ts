import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ArticleItem } from '../../src/entities/article-item.ts'
import type { DeliveredArticle } from '../../src/entities/delivered-article.ts'
import { clean } from '../../src/ingestion/clean.ts'
import { randomHtml } from './extract/random-html.ts'

const now = new Date('2025-05-02T15:00:00Z')
function article(item: ArticleItem): DeliveredArticle {
  const result = clean(item, { now })
  if (!result.ok) throw new Error(result.reason)
  return result.article
}
const titled = (item: ArticleItem) => article({ title: 'عنوان الخبر', ...item })
const ARABIC = 'قال الرئيس إن الوفد وصل إلى العاصمة بعد يوم من إعلان الاتفاق على وقف إطلاق النار في البلاد.'
const ENGLISH =
  'The president said that the delegation has arrived in the capital and that talks will be held on Monday.'

describe('clean: title', () => {
  it('is one clean line', () => {
    expect(article({ title: ' عنوان\u200b\n \u200f الخبر ' }).title).toBe('عنوان الخبر')
  })

  it('is made of the first words of the text where there is none', () => {
    const words = Array.from({ length: 20 }, (_, index) => `كلمة${index}`)
    expect(article({ html: `<img src="https://e.example/i.jpg"><p>${words.join(' ')}</p>` }).title).toBe(
      words.slice(0, 12).join(' '),
    )
    expect(
      article({ title: ' ', text: 'كلماتطويلة'.repeat(4).concat(' ').repeat(9) }).title.length,
    ).toBeLessThanOrEqual(120)
    expect(article({ excerpt: 'منشور قصير' })).toMatchObject({
      title: 'منشور قصير',
      excerpt: 'منشور قصير',
      blocks: null,
    })
  })

  it('or text there must be', () => {
    expect(clean({ url: 'https://e.example/1' }, { now })).toEqual({ ok: false, reason: 'no title and no text' })
  })

  it('is cut at a word', () => {
    expect(article({ title: 'كلمة '.repeat(400) }).title).toMatch(/^(كلمة ){199}كلمة$/)
  })
})

describe('clean: address', () => {
  it('is canonical; an unusable one is dropped where there is a title', () => {
    expect(titled({ url: 'https://e.example/1/?utm_source=x#y' }).url).toBe('https://e.example/1')
    expect(titled({ url: 'javascript:alert(1)' }).url).toBeNull()
    expect(clean({ url: 'nonsense', text: 'نص' }, { now })).toEqual({
      ok: false,
      reason: 'no title, and no usable url: nonsense',
    })
  })

  it('is the base of the others', () => {
    const item = { url: 'https://e.example/a/1', image: '/i.jpg', html: '<p><a href="2">أ</a></p>' }
    const result = titled({ ...item, readAlso: [{ headline: 'خبر', url: '3' }] })
    expect(result.image).toEqual({
      url: 'https://e.example/i.jpg',
      alt: null,
      caption: null,
      credit: null,
      width: null,
      height: null,
    })
    expect(result.blocks![0]!.html).toContain('https://e.example/a/2')
    expect(result.readAlso![0]!.url).toBe('https://e.example/a/3')
  })

  it('drops an image without a usable address, and an identifier too long to be one', () => {
    expect(titled({ image: 'data:image/png;base64,AA', guid: 'x'.repeat(1_001) })).toMatchObject({
      image: null,
      guid: null,
    })
    expect(titled({ guid: ' tag:e.example,2025:1 ' }).guid).toBe('tag:e.example,2025:1')
  })
})

describe('clean: body', () => {
  it('is of the HTML, else of the text, else null', () => {
    expect(titled({ html: '<p>أ</p>', text: 'ب' }).blocks).toMatchObject([{ text: 'أ' }])
    expect(titled({ html: '<p> </p>', text: 'ب' }).blocks).toMatchObject([{ text: 'ب' }])
    expect(titled({ html: '<script>x</script>', text: ' ' }).blocks).toBeNull()
  })

  it('is cut at the border of a block', () => {
    const html = `<p>${'أ'.repeat(400_000)}</p><p>${'ب'.repeat(100_000)}</p><p>ت</p>`
    expect(titled({ html }).blocks!.map(({ text }) => text.length)).toEqual([400_000, 100_000])
  })

  it('is refused with the item where its HTML is too large', () => {
    expect(clean({ title: 'أ', html: 'x'.repeat(2_000_001) }, { now })).toEqual({
      ok: false,
      reason: 'html of 2000001 bytes, over 2000000',
    })
  })

  it('takes the markup out of the excerpt and leaves a missing one missing', () => {
    expect(titled({ excerpt: '<p>أ &amp; <b>ب</b></p><script>x</script>' }).excerpt).toBe('أ & ب')
    expect(titled({ excerpt: '3 < 5' }).excerpt).toBe('3 < 5')
    expect(titled({ text: ARABIC }).excerpt).toBeNull()
    expect(titled({ excerpt: 'كلمة '.repeat(600) }).excerpt!.length).toBeLessThanOrEqual(2_000)
  })
})

describe('clean: language', () => {
  it.each([
    ['detected where none is declared', { text: ARABIC }, 'ar', 'RTL'],
    ['the declared one, region kept', { text: ARABIC, language: 'AR_eg' }, 'ar-EG', 'RTL'],
    ['detected where the declared is in another script', { text: ARABIC, language: 'en' }, 'ar', 'RTL'],
    ['detected where the declared is no language', { text: ARABIC, language: 'arabic!' }, 'ar', 'RTL'],
    ['the declared one where detection cannot know it', { text: ARABIC, language: 'ckb' }, 'ckb', 'RTL'],
    ['the declared one where the text is short', { title: 'خبر', language: 'fa' }, 'fa', 'RTL'],
    [
      'of the paragraphs, not of the embeds',
      { text: null, html: `<blockquote class="twitter-tweet">${ENGLISH.repeat(9)}</blockquote><p>${ARABIC}</p>` },
      'ar',
      'RTL',
    ],
    ['of an English article', { title: 'The talks', text: ENGLISH }, 'en', 'LTR'],
    ['und where nothing tells', { title: 'Sila' }, 'und', 'LTR'],
    ['right to left where there is no letter', { title: '2025' }, 'und', 'RTL'],
  ])('is %s', (_, item, language, direction) => {
    const result = titled(item)
    expect([result.language, result.direction]).toEqual([language, direction])
  })

  it('is that of the blocks that cannot tell', () => {
    const result = article({ title: 'The talks', html: `<p>Breaking</p><p>${ENGLISH}</p>`, language: 'ar' })
    expect(result.blocks).toMatchObject([
      { language: 'en', direction: 'LTR', html: '<p>Breaking</p>' },
      { language: 'en', direction: 'LTR' },
    ])
  })
})

describe('clean: dates', () => {
  const dates = (item: ArticleItem) => {
    const { publishedAt, publishedAtPrecision, observedAt } = titled(item)
    return [publishedAt, publishedAtPrecision, observedAt]
  }
  const DAY = 'DAY' as const

  it.each([
    ['a time in UTC', { publishedAt: '2025-05-01T12:00:00+03:00' }, ['2025-05-01T09:00:00Z', 'TIME', null]],
    ['no date as observed', {}, [null, 'OBSERVED', null]],
    ['a date that is none as observed', { publishedAt: 'yesterday' }, [null, 'OBSERVED', null]],
    ['a time without a zone as observed', { publishedAt: '2025-05-01T12:00:00' }, [null, 'OBSERVED', null]],
    ['the zero of a program as observed', { publishedAt: '0001-01-01T00:00:00Z' }, [null, 'OBSERVED', null]],
    ['the zero of Unix as observed', { publishedAt: '1970-01-01T00:00:00Z' }, [null, 'OBSERVED', null]],
    [
      'a time up to a day ahead as now',
      { publishedAt: '2025-05-03T14:00:00Z' },
      ['2025-05-02T15:00:00Z', 'TIME', null],
    ],
    ['a time further ahead as observed', { publishedAt: '2025-05-03T15:00:01Z' }, [null, 'OBSERVED', null]],
    [
      'a day by its midnight',
      { publishedAt: '2025-05-02T00:00:00Z', publishedAtPrecision: DAY },
      ['2025-05-02T00:00:00Z', 'DAY', null],
    ],
    [
      'the day as written',
      { publishedAt: '2025-05-02T00:00:00+03:00', publishedAtPrecision: DAY },
      ['2025-05-02T00:00:00Z', 'DAY', null],
    ],
    [
      'a day that has not begun as observed',
      { publishedAt: '2025-05-03T00:00:00Z', publishedAtPrecision: DAY },
      [null, 'OBSERVED', null],
    ],
    [
      'no time later than it was observed',
      { publishedAt: '2025-05-02T14:00:00Z', observedAt: '2025-05-02T13:00:00Z' },
      ['2025-05-02T13:00:00Z', 'TIME', '2025-05-02T13:00:00Z'],
    ],
    [
      'no day that begins after it was observed',
      { publishedAt: '2025-05-02T00:00:00Z', publishedAtPrecision: DAY, observedAt: '2025-05-01T22:00:00Z' },
      [null, 'OBSERVED', '2025-05-01T22:00:00Z'],
    ],
    ['no observation in the future', { observedAt: '2025-05-02T15:00:01Z' }, [null, 'OBSERVED', null]],
  ])('takes %s', (_, item, expected) => {
    expect(dates(item)).toEqual(expected)
  })
})

describe('clean: lists', () => {
  it('keeps null apart from empty', () => {
    expect(titled({})).toMatchObject({ authors: null, readAlso: null, similar: null, taggings: [] })
    expect(titled({ authors: [], readAlso: [], similar: [] })).toMatchObject({ authors: [], readAlso: [], similar: [] })
  })

  it('keeps each author once, whole where it is not too long', () => {
    expect(titled({ authors: [' أحمد\nعلي', '', 'احمد علي', 'x '.repeat(200)] }).authors).toEqual([
      'أحمد علي',
      'x '.repeat(100).trim(),
    ])
    expect(titled({ authors: Array.from({ length: 30 }, (_, index) => `كاتب ${index}`) }).authors).toHaveLength(20)
  })

  it('keeps each tag once under its first spelling, and says where it comes from', () => {
    const tags = ['ليبيا', 'إقتصاد', 'اقتصاد', '2025', '—', 'x'.repeat(101)]
    expect(titled({ tags, menuTags: ['رياضة', 'ليبيا'] }).taggings).toEqual([
      { label: 'ليبيا', origin: 'PUBLISHER', confidence: 1 },
      { label: 'إقتصاد', origin: 'PUBLISHER', confidence: 1 },
      { label: 'رياضة', origin: 'SITE_MENU', confidence: 0.3 },
    ])
  })

  it('drops links without a headline and repeats of a headline with the same address', () => {
    const readAlso = [
      { headline: ' أولى ', url: 'https://e.example/1?utm_source=x', excerpt: '<b>نص</b>', concatenated: true },
      { headline: '', url: 'https://e.example/2' },
      { headline: 'اولى!', url: 'https://e.example/1' },
      { headline: 'أولى', url: 'nonsense' },
    ]
    expect(titled({ readAlso }).readAlso).toEqual([
      { headline: 'أولى', url: 'https://e.example/1', excerpt: 'نص', concatenated: true },
      { headline: 'أولى', url: null, excerpt: null, concatenated: false },
    ])
    const many = Array.from({ length: 60 }, (_, index) => ({ headline: `خبر ${index}` }))
    expect(titled({ similar: many }).similar).toHaveLength(50)
  })
})

describe('clean: anything', () => {
  const text = fc.option(fc.oneof(randomHtml, fc.string({ unit: 'binary' })))
  const date = fc.option(
    fc.oneof(fc.string(), fc.constantFrom('2025-05-09T00:00:00Z', '+275761-01-01T00:00:00Z', '2025-13-45T99:00:00Z')),
  )
  const link = fc.record({ headline: fc.string({ unit: 'binary' }), url: text, excerpt: text })
  const item = fc.record({
    guid: text,
    url: text,
    title: text,
    excerpt: text,
    html: text,
    text,
    authors: fc.option(fc.array(fc.string({ unit: 'binary' }))),
    tags: fc.option(fc.array(fc.string({ unit: 'binary' }))),
    image: text,
    publishedAt: date,
    publishedAtPrecision: fc.option(fc.constantFrom('TIME' as const, 'DAY' as const, 'OBSERVED' as const)),
    observedAt: date,
    language: fc.option(
      fc.oneof(fc.string(), fc.constantFrom('ar', 'i-klingon', 'x-a', 'en-US-u-ca-buddhist', 'und', 'zz')),
    ),
    readAlso: fc.option(fc.array(link)),
  })

  it('is cleaned or refused, never thrown at, and comes out as plain JSON', () => {
    fc.assert(
      fc.property(item, (one) => {
        const result = clean(one, { now })
        expect(JSON.parse(JSON.stringify(result))).toEqual(result)
        if (result.ok) expect(result.article.title).not.toBe('')
        else expect(result.reason).not.toBe('')
      }),
      { numRuns: 500 },
    )
  })
})
