import { describe, expect, it } from 'vitest'
import { datesIn } from '../../src/arabic/dates.ts'

describe('datesIn', () => {
  it.each([
    ['13 أكتوبر 2023', { calendar: 'GREGORIAN', year: 2023, month: 10, day: 13 }],
    ['١٣ تشرين الأول/أكتوبر من عام ٢٠٢٣', { calendar: 'GREGORIAN', year: 2023, month: 10, day: 13 }],
    ['منذ كانون الثاني', { calendar: 'GREGORIAN', year: null, month: 1, day: null }],
    ['5 رمضان 1445', { calendar: 'HIJRI', year: 1445, month: 9, day: 5 }],
    ['في 3 مارس', { calendar: 'GREGORIAN', year: null, month: 3, day: 3 }],
    ['13/10/2023', { calendar: 'GREGORIAN', year: 2023, month: 10, day: 13 }],
    ['٢٠٢٣-١٠-١٣', { calendar: 'GREGORIAN', year: 2023, month: 10, day: 13 }],
  ])('reads «%s»', (text, date) => {
    expect(datesIn(text)).toMatchObject([date])
  })

  it.each(['مارس الرياضة', 'رجب طيب', 'أب وأم', '1/2/3', 'من صفر'])('finds no date in «%s»', (text) => {
    expect(datesIn(text)).toEqual([])
  })

  it('gives the place of a date in the text', () => {
    const text = 'قال يوم 7 آب 2024 إن'
    expect(datesIn(text).map(({ start, end }) => text.slice(start, end))).toEqual(['7 آب 2024'])
  })
})
