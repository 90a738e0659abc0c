import { describe, expect, it } from 'vitest'
import { tokenize } from '../../src/arabic/tokens.ts'
import { headlineValues, valuesConflict, valuesOf } from '../../src/linking/headline-numbers.ts'

const valuesIn = (headline: string): string[] =>
  valuesOf(headlineValues(headline, tokenize(headline))).map(({ value }) => value)

describe('the values of a headline', () => {
  it.each([
    ['in digits of any kind', 'مقتل ٢٣ وإصابة ۱۷۰ ونزوح 1,500', ['23', '170', '1500']],
    ['in words', 'مقتل ثلاثة وعشرين وإصابة مئة وسبعين', ['23', '170']],
    ['in the dual of people', 'قتيلان في انفجار', ['2']],
    ['with a scale', 'صفقة بـ 1.5 مليون دولار ومليونين', ['1500000', '2000000']],
    ['of rounds', 'الجولة الثالثة من الدوري', ['3']],
    ['of months and weekdays, by whatever name', 'يوم الاثنين 12 آذار', ['الاثنين', '12', 'M3']],
    ['that are none', 'أول فوز لأحد الفريقين بهدف واحد أمام ست الملك', []],
  ])('%s', (_, headline, values) => {
    expect(valuesIn(headline)).toEqual(values)
  })

  it.each([
    ['other numbers', '3 قتلى و5 جرحى', '3 قتلى و7 جرحى', true],
    ['one of two equal numbers', '3 قتلى و3 جرحى', '3 قتلى و5 جرحى', true],
    ['digits and words', 'مقتل 23 في انهيار', 'ثلاثة وعشرون قتيلا في انهيار', false],
    ['a number more', '3 قتلى', '3 قتلى و5 جرحى', false],
  ])('contradict each other or not: %s', (_, one, other, doConflict) => {
    expect(valuesConflict(valuesIn(one), valuesIn(other))).toBe(doConflict)
    expect(valuesConflict(valuesIn(other), valuesIn(one))).toBe(doConflict)
  })
})
