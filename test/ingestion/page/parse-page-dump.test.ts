import { readdirSync, readFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { ArticleItem, ParsedDocument } from '../../../src/entities/article-item.ts'
import { looksLikePageDump, parsePageDump } from '../../../src/ingestion/page/parse-page-dump.ts'
import { AGGREGATOR_PAGE } from '../../../src/ingestion/page/profile.ts'

const pages = new URL('../../fixtures/pages/', import.meta.url)
const now = new Date('2026-01-01T00:00:00Z')
const read = (slug: string, name: string): string => readFileSync(new URL(`${slug}/${name}`, pages), 'utf8')
const parse = (text: string): ParsedDocument => parsePageDump(text, { now })
const main = (text: string): ArticleItem => parse(text).items[0]!.item
const whole = read('whole-page', 'source.txt')
const expected = JSON.parse(read('whole-page', 'expected.json')) as ParsedDocument
const lineOf = (text: string, part: string): number => text.split('\n').findIndex((line) => line.includes(part)) + 1

describe('parsePageDump', () => {
  it.each(readdirSync(pages))('reads the page %s as expected', (slug) => {
    expect(parse(read(slug, 'source.txt'))).toEqual(JSON.parse(read(slug, 'expected.json')))
  })

  it.each([
    ['lines that end with CR and LF', whole.replaceAll('\n', '\r\n')],
    ['lines that end with CR', whole.replaceAll('\n', '\r')],
    ['a byte order mark', `\uFEFF${whole}`],
    ['direction marks', whole.replace(/^(?=.)/gm, '\u200F').replaceAll(':', ':\u200E')],
    ['trailing blanks', whole.replaceAll('\n', ' \u00A0\n')],
  ])('reads %s as nothing', (_, text) => {
    expect(parse(text)).toEqual(expected)
  })

  it('reads a page that was written in windows-1256', () => {
    const arabicLetters = whole.replaceAll('ی', 'ي')
    const bytes = iconv.encode(arabicLetters, 'windows-1256')
    expect(parse(iconv.decode(bytes, 'windows-1256'))).toEqual(parse(arabicLetters))
    expect(parse(iconv.decode(bytes, 'windows-1256')).items[0]!.item.tags).toEqual(expected.items[0]!.item.tags)
  })

  it('takes a stamp in the future for none and keeps the article', () => {
    const document = parse(whole.replace('2025-04-18@', '2026-04-18@'))
    expect(document.rejected).toEqual([{ line: 2, reason: 'the stamp of the page lies in the future' }])
    expect(document.items.map(({ item }) => item.observedAt)).toEqual([null, null])
    expect(document.items[0]!.item.title).toBe(expected.items[0]!.item.title)
  })

  it.each(['2025-02-31@09:30:05 GMT', '2025-04-18@25:30:05 GMT', '2025-04-18@09:3'])(
    'refuses the stamp %s and keeps the article',
    (stamp) => {
      const document = parse(whole.replace('2025-04-18@09:30:05 GMT', stamp))
      expect(document.rejected).toEqual([{ line: 2, reason: 'the stamp of the page cannot be read' }])
      expect(document.items[0]!.item).toEqual({ ...expected.items[0]!.item, observedAt: null })
    },
  )

  it('does without a stamp', () => {
    const item = main(whole.replace('2025-04-18@09:30:05 GMT\n', ''))
    expect(item).toEqual({ ...expected.items[0]!.item, observedAt: null })
  })

  it('does without a date of publication', () => {
    const item = main(whole.replace(/تاريخ النشر.*\n/, ''))
    expect(item).toEqual({ ...expected.items[0]!.item, publishedAt: null, publishedAtPrecision: null })
  })

  it('pitfall 24: takes the date that the template prints, in its own form, and none that the text tells', () => {
    const told = 'وكانت البلدية قد أعلنت الخطة يوم الأحد 14 يناير 2024، على أن تنتهي في 5th, March 2026 GMT.'
    const text = whole.replace('وتخشى جمعية المزارعين', `${told}\n\nوتخشى جمعية المزارعين`)
    expect(text).toContain(told)
    expect(main(text)).toMatchObject({ publishedAt: '2024-02-03T00:00:00Z', publishedAtPrecision: 'DAY' })
    const undated = main(text.replace(/تاريخ النشر.*\n/, ''))
    expect(undated).toMatchObject({ publishedAt: null, publishedAtPrecision: null })
    expect(undated.html).toContain(told)
  })

  it('leaves out a date of publication that cannot be read', () => {
    const text = whole.replace('3rd, February 2024 GMT', 'في وقت سابق')
    expect(parse(text).rejected).toEqual([{ line: 6, reason: 'the date of publication cannot be read' }])
    expect(main(text).publishedAt).toBeNull()
  })

  it('finds the source in the attribution where the head does not name it', () => {
    expect(main(whole.replace('شبكة الواحة:\n', '')).source).toBe('شبكة الواحة')
  })

  it('finds the source where it is printed under the stamp, or between title and date', () => {
    const bare = whole.replace('شبكة الواحة:\n', '').replace('المصدر: شبكة الواحة\n', '')
    const { source: _, ...rest } = expected.items[0]!.item
    for (const text of [
      bare.replace('GMT\n', 'GMT\nالمصدر: شبكة الواحة\n'),
      bare.replace('القديمة\n', 'القديمة\nالمصدر: شبكة الواحة\n'),
      bare.replace('GMT\n', 'GMT\nالمصدر: شبكة الواحة\n').replace(/تاريخ النشر.*\n/, ''),
    ]) {
      expect(main(text)).toMatchObject({ source: 'شبكة الواحة', title: rest.title, html: rest.html, tags: rest.tags })
    }
  })

  it('never takes a bare number for a source', () => {
    expect(main(whole.replace('شبكة الواحة:\n', '24:\n').replace(/المصدر:.*\n/, '')).source).toBeNull()
  })

  it('believes the head where the attribution names another source, and says so', () => {
    const text = whole.replace('المصدر: شبكة الواحة', 'المصدر: وكالة الجنوب')
    expect(main(text).source).toBe('شبكة الواحة')
    expect(parse(text).rejected).toEqual([
      { line: lineOf(text, 'وكالة الجنوب'), reason: 'another source than the one at the top of the page' },
    ])
  })

  it('keeps the longer of two prints of the title', () => {
    const [, , , title] = whole.split('\n')
    const text = whole.replace(`${title}\n`, `${title} بعد عامين من التأجيل\n`)
    expect(main(text).title).toBe(`${title} بعد عامين من التأجيل`)
    expect(main(text).html).toBe(expected.items[0]!.item.html)
  })

  it('does not take a first paragraph in the words of the title for the title', () => {
    const title = 'بلدية رأس الينبوع تبدأ ترميم قناة السقي القديمة'
    const text = whole.replace(
      `2024 GMT\n\n${title}\n`,
      '2024 GMT\n\nبدأت بلدية رأس الينبوع ترميم قناة السقي القديمة في البساتين.\n',
    )
    expect(main(text).title).toBe(title)
    expect(main(text).html).toContain('<p>بدأت بلدية رأس الينبوع ترميم')
  })

  it.each([
    [' - شبكة الواحة', ''],
    [' | شبكة الواحه', ''],
    [' - الجزء الثاني', ' - الجزء الثاني'],
  ])('of a title that ends with «%s» keeps «%s»', (ending, kept) => {
    const title = 'بلدية رأس الينبوع تبدأ ترميم قناة السقي القديمة'
    expect(main(whole.replaceAll(title, title + ending)).title).toBe(title + kept)
  })

  it('keeps foreign text that nobody signed as a paragraph', () => {
    const text = whole.replace(/— Salim.*\n/, '')
    expect(main(text).html).toContain('<p>Work starts today.</p>')
    expect(main(text).html).not.toContain('blockquote')
  })

  it('takes the one paragraph before its signature for a post in the language of the article', () => {
    const text = whole.replace(/Proud of[\s\S]*?— Salim/, 'اليوم نعيد الماء إلى مجراه #رأس_الينبوع\n\n— Salim')
    expect(main(text).html).toContain(
      '<blockquote class="twitter-tweet" lang="ar" dir="rtl"><p>اليوم نعيد الماء إلى مجراه #رأس_الينبوع</p>— Salim D.',
    )
  })

  it('keeps a paragraph that begins with a verb like the word of a button', () => {
    const text = whole.replace('وتخشى جمعية', 'شارك جمعية')
    expect(main(text).html).toContain('<p>شارك جمعية')
  })

  it('flags a run-together line that it cannot cut, and keeps it whole', () => {
    const glued =
      'لجنة المياه تزور السدود الثلاثة في الجنوبوزير النقل يفتتح طريق الواحات الجديد أمام الحافلات والشاحنات بعد سنوات من التأخير والجدل بين السكان'
    const text = whole.replace(/جمعية المزارعين تطالب بحصص.*\n/, `${glued}\n`)
    expect(parse(text).items[1]!.item.similar).toEqual([{ headline: glued, concatenated: true }])
  })

  it('cuts that line where it knows one of the titles', () => {
    const first = 'لجنة المياه تزور السدود الثلاثة في الجنوب'
    const second = 'وزير النقل يفتتح طريق الواحات الجديد أمام الحافلات والشاحنات بعد سنوات من التأخير'
    const text = whole.replace(/جمعية المزارعين تطالب بحصص.*\n/, `${first}${second}\n`)
    const { items } = parsePageDump(text, { now, knownTitles: ['موضوع آخر لا يرد هنا', first] })
    expect(items[1]!.item.similar).toEqual([{ headline: first }, { headline: second }])
  })

  it('takes a headline with an excerpt and nothing else for a link', () => {
    const text = whole.replace(/جمعية المزارعين تطالب بحصص[\s\S]*(?=مقالات مشابهة)/, '')
    expect(parse(text).items).toHaveLength(1)
    expect(main(text).readAlso).toEqual(expected.items[0]!.item.readAlso)
  })

  it('reads related headlines that stand each on its line under the nested title', () => {
    const text = whole
      .replace('الأنهارالبلدية', 'الأنهار\n\nالبلدية')
      .replace('الجديدةمهندسو', 'الجديدة\n\nمهندسو')
      .replace('القرىالأهالي', 'القرى\n\nالأهالي')
    expect(parse(text).items[1]!.item).toEqual(expected.items[1]!.item)
  })

  it('records text after the end of the article that no marker names', () => {
    const text = whole.replace('إقرأ أيضاً:\n', '')
    const document = parse(text)
    expect(document.items).toHaveLength(1)
    expect(document.items[0]!.item.html).toBe(expected.items[0]!.item.html)
    expect(document.rejected[0]).toEqual({
      line: lineOf(text, 'أفاد مهندسو') - 2,
      reason: 'text after the end of the article, under no marker',
    })
  })

  it('takes a list at the end that lost its marker for the similar headlines', () => {
    expect(parse(whole.replace('مقالات مشابهة\n', '')).items).toEqual(expected.items)
    const unlinked = whole.replace(/إقرأ أيضاً[\s\S]*مقالات مشابهة\n/, '')
    expect(main(unlinked)).toEqual({ ...expected.items[0]!.item, readAlso: null })
  })

  it.each([
    ['', null],
    ['\n\n \n', null],
    ['\n***\n', 2],
    ['شبكة الواحة:\n2025-04-18@09:30:05 GMT', 1],
    ['مقالات مشابهة\n  • عنوان أول هنا', 1],
    ['تاريخ النشر: 3rd, February 2024 GMT', 1],
  ])('finds no article in %j', (text, line) => {
    expect(parse(text)).toMatchObject({ items: [], rejected: [{ line, reason: 'no article on the page' }] })
  })

  it('reads another kind of page by another profile', () => {
    const profile = {
      ...AGGREGATOR_PAGE,
      markers: { ...AGGREGATOR_PAGE.markers, readAlso: ['من الأرشيف'], attribution: ['بقلم'] },
    }
    const text = whole.replace('إقرأ أيضاً', 'من الأرشيف').replace('المصدر', 'بقلم')
    expect(parsePageDump(text, { now, profile }).items).toEqual(expected.items)
  })

  it('reads a hostile page in time that grows with its length', () => {
    const started = performance.now()
    const headline = 'كلمات كثيرة بلا فاصل بينها في سطر واحد طويل '
    parse(`${whole}\n${'اقرأ أيضا: رابط قصير هنا\n'.repeat(2_000)}${'•\n'.repeat(2_000)}`)
    parse(whole.replace('أسعار الذهب', headline.repeat(2_000)))
    parse(whole.replace('مياه الأنهار', headline.repeat(2_000)).replace('بالشبكة', 'ال'.repeat(20_000)))
    parse(
      `${'كلمة '.repeat(20_000)}\n${'سطر قصير جدا\n'.repeat(2_000)}إقرأ أيضا\n${`${headline.repeat(3)}\n`.repeat(2_000)}`,
    )
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('looksLikePageDump', () => {
  it.each(['whole-page', 'other-spellings', 'leading-chrome', 'linked-text', 'link-list', 'cut-short'])(
    'knows %s',
    (slug) => {
      expect(looksLikePageDump(read(slug, 'source.txt'))).toBe(true)
    },
  )

  it.each([
    ['a feed', '<?xml version="1.0"?><rss><title>اقرأ أيضا</title></rss>'],
    ['JSON', `[{"text": ${JSON.stringify(whole)}}]`],
    ['JSON lines', `{"text": ${JSON.stringify(whole)}}\n`],
    ['plain text', read('little-told', 'source.txt')],
    ['nothing', ''],
  ])('does not take %s for one', (_, text) => {
    expect(looksLikePageDump(text)).toBe(false)
  })
})
