import { describe, expect, it } from 'vitest'
import { copyKind } from '../../src/linking/copy-kind.ts'
import { isRecurring, type TemplateTitle, templateTitle } from '../../src/linking/template-title.ts'

const HOUR_MS = 3_600_000
const at = (hours: number): Date => new Date(Date.UTC(2026, 2, 1) + hours * HOUR_MS)
const title = (text: string, hours = 0, sourceId = '1'): TemplateTitle => templateTitle(text, sourceId, at(hours))
const alike = (shingles: number) => ({ shingles, contained: shingles, words: shingles })

describe('isRecurring', () => {
  it.each<[what: string, a: string, b: string, hours: number]>([
    ['prices', 'أسعار الذهب اليوم تسجل 3200 جنيه للغرام', 'أسعار الذهب اليوم تسجل 3185 جنيه للغرام', 24],
    ['prices without a number', 'أسعار الذهب اليوم في القاهرة', 'أسعار الذهب اليوم في القاهرة', 24],
    ['prayer times of weekdays', 'مواقيت الصلاة اليوم الجمعة', 'مواقيت الصلاة اليوم السبت', 24],
    ['fixtures of dates', 'مواعيد مباريات اليوم 12 مارس', 'مواعيد مباريات اليوم ١٣ مارس', 24],
    ['weather', 'حالة الطقس غدا: العظمى 24 درجة', 'حالة الطقس غدا: العظمى 31 درجة', 6],
    ['episodes', 'قصص البحر: الحلقة 12', 'قصص البحر: الحلقة ثلاثة', 24],
  ])('pitfall 17: %s are issues of a series, neither copies nor one story', (_, a, b, hours) => {
    expect(isRecurring(title(a), title(b, hours))).toBe(true)
    expect(copyKind(alike(0.9), title(a), title(b, hours))).not.toBe('COPY')
  })

  it.each<[what: string, a: TemplateTitle, b: TemplateTitle]>([
    ['of two sources', title('أسعار الذهب اليوم 3200'), title('أسعار الذهب اليوم 3185', 24, '2')],
    ['printed twice on one day', title('أسعار الذهب اليوم في القاهرة'), title('أسعار الذهب اليوم في القاهرة', 2)],
    ['that differ in a word', title('أسعار الذهب اليوم ترتفع'), title('أسعار الذهب اليوم تهبط', 24)],
    ['that are no series', title('الوزير يفتتح معرض الكتاب'), title('الوزير يفتتح معرض الكتاب', 48)],
  ])('is not said of titles %s', (_, a, b) => {
    expect(isRecurring(a, b)).toBe(false)
  })

  it.each([
    ['قتيلان في انفجار قرب الميناء', '5 قتلى في انفجار قرب الميناء'],
    ['مقتل 3 في انهيار مبنى بالمدينة', 'مقتل 9 في انهيار مبنى بالمدينة'],
    ['روسيا أطلقت 170 مسيرة على مدن أوكرانيا', 'روسيا أطلقت 149 مسيرة على مدن أوكرانيا'],
  ])('pitfall 18: the toll of «%s» grows within a story', (before, after) => {
    expect(isRecurring(title(before), title(after, 3))).toBe(false)
    expect(isRecurring(title(before), title(after, 24))).toBe(false)
  })
})

describe('copyKind', () => {
  it.each([
    ['روسيا أطلقت 170 مسيرة على مدن أوكرانيا', 'روسيا أطلقت 149 مسيرة على مدن أوكرانيا'],
    ['روسيا أطلقت ١٧٠ مسیرة على مدن أوكرانيا', 'روسيا أطلقت 149 مسيرة على مدن أوكرانيا'],
    ['الجيش الأوكراني: روسيا أطلقت 170 مسيرة خلال الليل', 'كييف: روسيا أطلقت 149 مسيرة الليلة الماضية'],
  ])('never takes «%s» for a copy of «%s», even above one text', (a, b) => {
    for (const source of ['1', '2']) {
      expect(copyKind(alike(0.95), title(a), title(b, 24, source))).toBe('REWRITE')
      expect(copyKind('EQUAL', title(a), title(b, 24, source))).toBe('REWRITE')
    }
  })

  it.each<[what: string, likeness: Parameters<typeof copyKind>[0], kind: string | null]>([
    ['from half on', alike(0.5), 'COPY'],
    ['below that, part of the other', { shingles: 0.35, contained: 0.9, words: 0.4 }, 'COPY'],
    ['below that, of the same words', { shingles: 0.4, contained: 0.6, words: 0.75 }, 'COPY'],
    ['below that, with words of its own', { shingles: 0.4, contained: 0.6, words: 0.5 }, 'REWRITE'],
    ['hardly alike', { shingles: 0.1, contained: 1, words: 0.1 }, null],
    ['equal', 'EQUAL', 'COPY'],
    ['too short to compare', null, null],
  ])('of a text %s is what it says', (_, likeness, kind) => {
    expect(copyKind(likeness, title('هدنة في غزة بوساطة مصرية'), title('القاهرة تعلن اتفاقا', 2, '2'))).toBe(kind)
  })

  it('asks that numbers and dates of two headlines do not contradict each other', () => {
    const kind = (a: string, b: string) => copyKind(alike(0.7), title(a), title(b, 1, '2'))
    expect(kind('12 قتيلا في حريق', 'حريق كبير يودي بحياة 15')).toBe('REWRITE')
    expect(kind('قتيلان في حريق', 'حريق كبير يودي بحياة خمسة')).toBe('REWRITE')
    expect(kind('12 قتيلا في حريق', 'حريق كبير يودي بحياة 12 ويصيب 30')).toBe('COPY')
    expect(kind('12 قتيلا في حريق', 'حريق كبير في المدينة')).toBe('COPY')
    expect(kind('افتتاح المعرض في شباط', 'المعرض يفتتح أبوابه في فبراير')).toBe('COPY')
  })

  it('tells one town of a series from another', () => {
    const [cairo, tanta] = [title('مواقيت الصلاة في القاهرة اليوم'), title('مواقيت الصلاة في طنطا اليوم', 1)]
    expect(copyKind(alike(0.9), cairo, tanta)).toBe('REWRITE')
  })
})
