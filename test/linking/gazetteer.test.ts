import { describe, expect, it } from 'vitest'
import { tokenize } from '../../src/arabic/tokens.ts'
import { Gazetteer } from '../../src/linking/gazetteer.ts'

const gazetteer = new Gazetteer()
const wordsOf = (text: string) => tokenize(text).map(({ folded }) => ({ folded, notes: [] }))
const named = (text: string) => gazetteer.find(wordsOf(text)).map(({ entity }) => entity.name)
const kinds = (text: string) => gazetteer.find(wordsOf(text)).map(({ entity }) => entity.kind)

describe('Gazetteer', () => {
  it('finds people, places, organisations and subjects', () => {
    const text = 'التقى خليفة حفتر في موسكو وفدا من الاتحاد الأوروبي لبحث وقف إطلاق النار'
    expect(named(text)).toEqual(['خليفة حفتر', 'موسكو', 'الاتحاد الأوروبي', 'وقف إطلاق النار'])
    expect(kinds(text)).toEqual(['PERSON', 'PLACE', 'ORGANISATION', 'TOPIC'])
  })

  it('takes the longest name', () => {
    expect(named('وزارة الدفاع الروسية')).toEqual(['وزارة الدفاع الروسية'])
    expect(named('جنوب السودان والسودان')).toEqual(['جنوب السودان', 'السودان'])
    expect(named('منتخب مصر')).toEqual(['منتخب مصر'])
  })

  it.each([
    ['ليبيا', ['ليبيا', 'وليبيا', 'بليبيا', 'لليبيا', 'وبليبيا', 'فليبيا']],
    ['العراق', ['العراق', 'والعراق', 'بالعراق', 'للعراق', 'وللعراق']],
    ['لبنان', ['لبنان', 'ولبنان', 'بلبنان', 'للبنان']],
    ['الحوثيون', ['الحوثيون', 'الحوثيين', 'بالحوثيين', 'للحوثيين']],
  ])('knows %s whatever particles are on it', (name, forms) => {
    for (const form of forms) expect(named(form)).toEqual([name])
  })

  it('knows names in Persian letters, with marks, without hamza and with tatweel', () => {
    for (const form of ['ليبيا', 'لیبیا', 'لِيبيا', 'ليـبيا']) expect(named(form)).toEqual(['ليبيا'])
    for (const form of ['إسرائيل', 'اسرائيل', 'إسرائیل']) expect(named(form)).toEqual(['إسرائيل'])
  })

  it('leads from nisba to place, and from short and other spellings to the name', () => {
    expect(named('القوات الليبية والليبيون')).toEqual(['ليبيا', 'ليبيا'])
    expect(named('الكوريون الشماليون')).toEqual(['كوريا الشمالية'])
    for (const form of ['بوتين', 'بوتن', 'فلاديمير بوتين']) expect(named(form)).toEqual(['فلاديمير بوتين'])
    for (const form of ['غوغل', 'جوجل', 'شركة جوجل']) expect(named(form)).toEqual(['غوغل'])
    expect(named('عبدالفتاح السيسي')).toEqual(named('عبد الفتاح السيسي'))
  })

  it('keeps the article apart: «المصر» is no Egypt, and «صين» no China', () => {
    expect(named('المصر')).toEqual([])
    expect(named('صين')).toEqual([])
  })

  it('pitfall 13: takes no name from على or علي alone, nor from names that are words', () => {
    for (const text of [
      'على',
      'علي',
      'وليد',
      'سيف',
      'نجل',
      'دعم مالي',
      'رمضان صبحي',
      'صلاح الأمور',
      'مسقط رأسه',
      'دوما',
    ])
      expect(named(text)).toEqual([])
  })

  it('takes an ambiguous name where it is introduced, or stands in full elsewhere', () => {
    expect(named('انفجار في مالي')).toEqual(['مالي'])
    expect(named('قوات نظام الأسد')).toEqual(['بشار الأسد'])
    expect(named('قال بشار الأسد، وأضاف الأسد')).toEqual(['بشار الأسد', 'بشار الأسد'])
  })

  it('goes across nothing that parts words', () => {
    const words = wordsOf('الولايات، المتحدة')
    expect(gazetteer.find(words, Uint8Array.of(1, 1))).toEqual([])
    expect(gazetteer.find(words, Uint8Array.of(1, 0))).toHaveLength(1)
  })

  it('names the entity that a whole tag is, and nothing else', () => {
    expect(gazetteer.named('اللیبی')).toBeNull()
    expect(gazetteer.named('ليبيا')?.kind).toBe('PLACE')
    expect(gazetteer.named('ليبيا اليوم')).toBeNull()
    expect(gazetteer.named('')).toBeNull()
  })
})
