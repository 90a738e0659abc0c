import { afterEach, describe, expect, it } from 'vitest'
import { ago, day, moment, now, number, percent } from '../../dashboard/src/format.ts'
import { type OperatorWord, operatorWords, tell } from '../../dashboard/src/operator/words.ts'
import { settings } from '../../dashboard/src/settings.ts'
import { ar, arForms } from '../../dashboard/src/words/ar.ts'
import { en, enForms } from '../../dashboard/src/words/en.ts'
import { counted } from '../../dashboard/src/words/forms.ts'
import { say, sayCount } from '../../dashboard/src/words/say.ts'

const AT = new Date('2026-08-30T10:00:00Z')
const NOON = AT.getTime()

afterEach(() => {
  settings.language.value = 'ar'
  settings.digits.value = 'arab'
  settings.months.value = 'EG'
})

describe('what is counted', () => {
  it('has six forms in Arabic', () => {
    const shown = [0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 111].map((n) => sayCount('newItems', n))
    expect(shown).toEqual([
      'لا أخبار جديدة',
      'خبر جديد',
      'خبران جديدان',
      '٣ أخبار جديدة',
      '١٠ أخبار جديدة',
      '١١ خبراً جديداً',
      '٩٩ خبراً جديداً',
      '١٠٠ خبر جديد',
      '١٠١ خبر جديد',
      '١٠٢ خبر جديد',
      '١٠٣ أخبار جديدة',
      '١١١ خبراً جديداً',
    ])
  })

  it('has two in English', () => {
    settings.language.value = 'en'
    expect([0, 1, 2].map((n) => sayCount('newItems', n))).toEqual(['0 new items', '1 new item', '2 new items'])
  })

  it('falls back to the general form where a language lacks one', () => {
    expect(counted('ar', { one: 'واحد', other: '{n} كلها' }, 3, '٣')).toBe('٣ كلها')
  })

  it('has all forms of every thing', () => {
    for (const [thing, forms] of Object.entries(arForms))
      expect(Object.keys(forms).sort(), thing).toEqual(['few', 'many', 'one', 'other', 'two', 'zero'])
    for (const [thing, forms] of Object.entries(enForms))
      expect(Object.keys(forms).sort(), thing).toEqual(['one', 'other'])
  })
})

describe('what the page says', () => {
  it('says the same in both languages, with the same values in it', () => {
    const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    for (const word of Object.keys(ar) as (keyof typeof ar)[]) {
      expect(values(en[word]), word).toEqual(values(ar[word]))
      expect(ar[word], word).toMatch(/\p{Script=Arabic}/u)
    }
    expect(Object.keys(en).sort()).toEqual(Object.keys(ar).sort())
  })

  it('says the same in both languages on the pages of operators too', () => {
    const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    for (const [word, [arabic, english]] of Object.entries(operatorWords)) {
      expect(values(english), word).toEqual(values(arabic))
      expect(arabic, word).toMatch(/\p{Script=Arabic}/u)
      expect(english, word).not.toMatch(/\p{Script=Arabic}/u)
      expect(tell(word as OperatorWord)).toBe(arabic)
    }
  })

  it('puts values in, whatever signs they hold', () => {
    expect(say('columnMenu', { title: '$& {x}' })).toBe('خيارات عمود $& {x}')
  })
})

describe('numbers and dates', () => {
  it('are printed in the digits of the reader', () => {
    expect([number(1_234), percent(0.5)]).toEqual(['١٬٢٣٤', '٥٠٪؜'])
    settings.digits.value = 'latn'
    expect(number(1_234)).toBe('1,234')
  })

  it.each([
    ['EG', '٣٠ أغسطس'],
    ['LB', '٣٠ آب'],
    ['DZ', '٣٠ أوت'],
    ['MA', '٣٠ غشت'],
    ['both', '٣٠ آب/أغسطس'],
  ] as const)('name months as %s does', (months, shown) => {
    now.value = NOON
    settings.months.value = months
    expect(day(AT, 'UTC')).toBe(shown)
  })

  it('say the year of another year, and the hour of a moment', () => {
    now.value = Date.parse('2027-02-01T00:00:00Z')
    expect(day(AT, 'UTC')).toBe('٣٠ أغسطس ٢٠٢٦')
    settings.language.value = 'en'
    expect(moment(AT)).toMatch(/^30 August 2026, \d\d:00$/)
  })

  it('are told as so long ago within a day, duals right', () => {
    now.value = NOON
    const earlier = (minutes: number) => ago(new Date(NOON - minutes * 60_000))
    expect([earlier(0.5), earlier(2), earlier(5), earlier(120), earlier(60 * 30)]).toEqual([
      null,
      'قبل دقيقتين',
      'قبل ٥ دقائق',
      'قبل ساعتين',
      day(new Date(NOON - 60 * 30 * 60_000)),
    ])
  })
})
