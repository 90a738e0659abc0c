import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numbersIn } from '../../src/arabic/numerals.ts'

const values = (text: string): number[] => numbersIn(text).map(({ value }) => value)

describe('numbersIn', () => {
  it.each<[string, number[]]>([
    ['أطلقت 170 مسيرة', [170]],
    ['أطلقت ١٧٠ مسيرة و۱۴۹ صاروخا', [170, 149]],
    ['١٬٥٠٠ و 1,500 و 1.500.000', [1500, 1500, 1_500_000]],
    ['1.5 مليون و٢٫٥ مليار', [1_500_000, 2_500_000_000]],
    ['170 ألفا', [170_000]],
    ['3 ملايين و200 ألف شخص', [3_200_000]],
    ['ألفين و170 ألفا', [2_000, 170_000]],
    ['مئة وسبعون مسيرة', [170]],
    ['مائة وسبعين', [170]],
    ['ثلاثمئة وخمسة وأربعون', [345]],
    ['خمسة عشر قتيلا وأحد عشر جريحا', [15, 11]],
    ['ألف وتسعمئة وثمانية وأربعين', [1948]],
    ['ثلاثة ملايين ومئتي ألف وخمسة وعشرون', [3_200_025]],
    ['ألفا دولار', [2_000]],
    ['نصف مليون، مليون ونصف', [500_000, 1_500_000]],
    ['آلاف القتلى وملايين النازحين', []],
    ['الاثنين والثلاثاء والأحد وأحد الجنود', []],
    ['100 و200', [100, 200]],
    ['بخمسة ملايين', [5_000_000]],
  ])('finds the numbers of «%s»', (text, expected) => {
    expect(values(text)).toEqual(expected)
  })

  it.each<[string, number, string]>([
    ['12.5%', 12.5, 'PERCENT'],
    ['٥٪', 5, 'PERCENT'],
    ['30 في المئة', 30, 'PERCENT'],
    ['عشرين بالمائة', 20, 'PERCENT'],
    ['المرتبة الثالثة', 3, 'ORDINAL'],
    ['القرن الحادي والعشرين', 21, 'ORDINAL'],
    ['سبعة', 7, 'CARDINAL'],
  ])('tells what kind of number «%s» is', (text, value, kind) => {
    expect(numbersIn(text)).toMatchObject([{ value, kind }])
  })

  it('gives the place of a number in the text', () => {
    const text = 'بنسبة عشرين في المئة، اليوم'
    expect(numbersIn(text).map(({ start, end }) => text.slice(start, end))).toEqual(['عشرين في المئة'])
  })

  it('gives numbers in order and apart from each other, whatever the text', () => {
    const words = fc.constantFrom(
      'مئة',
      'وسبعون',
      'ألف',
      '3',
      'و',
      'و200',
      'ملايين',
      'عشر',
      'أحد',
      'في',
      'المئة',
      '٪',
      'ونصف',
      'الثالث',
      '1.2.3',
      '،',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const text = parts.join(' ')
        let before = 0
        for (const { value, start, end } of numbersIn(text)) {
          expect(Number.isFinite(value)).toBe(true)
          expect(start).toBeGreaterThanOrEqual(before)
          expect(end).toBeGreaterThan(start)
          before = end
        }
      }),
      { numRuns: 500 },
    )
  })
})
