import { fold } from '../arabic/fold.ts'
import { tokenize } from '../arabic/tokens.ts'
import { lettersHash, mix, pairHash, wordHash } from '../arabic/word-hash.ts'
import { headlineValues } from './headline-numbers.ts'

/** A headline as a template: what is left when its numbers, dates and weekdays are taken out, and what these were. */
export interface TemplateTitle {
  sourceId: string
  /** Seconds since 1970. */
  publishedAt: number
  /** Hash of the words, each value as one sign. */
  shape: number
  /** Of `lettersHash`. */
  letters: number
  /** Hashes of the words in order, without values. */
  words: readonly number[]
  numbers: readonly string[]
  dates: readonly string[]
  /** It names what comes out again and again: prices, prayer times, fixtures, weather, a bulletin. */
  isSeries: boolean
}

const folded = (text: string): Set<string> => new Set(text.trim().split(/\s+/).map(fold))
/** Words that by themselves name a series. */
const SERIES = folded(`سعر أسعار مواقيت امساكية إمساكية الإمساكية مباريات الطقس طقس حظك برجك الأبراج أبراج توقعات
  نشرة موجز حصاد الصحف صحف الصحافة كاريكاتير اليانصيب`)
/** Words that name a series beside another one. */
const SERIES_PAIRS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [fold('مواعيد'), folded('الصلاة الأذان مباريات مباراة القطارات عرض')],
  [fold('موعد'), folded('الأذان مباراة صلاة أذان الإفطار السحور')],
  [fold('درجات'), folded('الحرارة')],
  [fold('درجة'), folded('الحرارة')],
  [fold('حالة'), folded('الطقس الجو')],
  [fold('جدول'), folded('مباريات ترتيب')],
  [fold('ترتيب'), folded('الدوري هدافي هدافو')],
  [fold('أسبوع'), folded('صور')],
])
/** The number after them counts what comes out, not what happened. */
const COUNTED = folded('الحلقة حلقة العدد عدد الجولة جولة الأسبوع أسبوع الجزء جزء الموسم رقم')
const VALUE_SIGN = mix(0x23)
/** Of one series the next comes after half a day at least; what comes sooner under the same title is the same issue again. */
const NEXT_ISSUE_SECONDS = 12 * 3600
/** Longer titles are text; what follows is not looked at. */
const MAX_LETTERS = 400
const NOTHING: readonly string[] = []

/** Reads a title as a template. */
export function templateTitle(title: string, sourceId: string, publishedAt: Date): TemplateTitle {
  const text = title.slice(0, MAX_LETTERS)
  const tokens = tokenize(text)
  const values = headlineValues(text, tokens)
  const has = (set: ReadonlySet<string>) => tokens.some(({ folded }) => set.has(folded))
  let [shape, numbers, dates, isSeries] = [0, NOTHING, NOTHING, has(SERIES)]
  const words: number[] = []
  for (const [index, { folded }] of tokens.entries()) {
    const value = values[index]!
    if (value === 'REST') continue
    if (value?.kind === 'NUMBER') numbers = [...numbers, value.value]
    if (value?.kind === 'DATE') dates = [...dates, value.value]
    const word = value === null ? wordHash(folded) : VALUE_SIGN
    if (value === null) words.push(word)
    shape = pairHash(shape, word)
    const partners = SERIES_PAIRS.get(folded)
    if (partners !== undefined && has(partners)) isSeries = true
    if (COUNTED.has(folded) && values[index + 1]) isSeries = true
  }
  const issue = { sourceId, publishedAt: Math.floor(publishedAt.getTime() / 1000) }
  return { ...issue, shape, letters: lettersHash(tokens), words, numbers, dates, isSeries }
}

/** Two headlines of one source that differ in nothing but numbers and dates. */
export const isSameTemplate = (a: TemplateTitle, b: TemplateTitle): boolean =>
  a.sourceId === b.sourceId && a.shape === b.shape

/**
 * Whether two articles are issues of one series («أسعار الذهب اليوم…»), which are neither copies nor one story: of one source,
 * their titles equal but for numbers and dates, and either of another date or of a series and of another number or day. A number
 * alone makes no series: death tolls grow within a story.
 */
export function isRecurring(a: TemplateTitle, b: TemplateTitle): boolean {
  if (!isSameTemplate(a, b)) return false
  if (a.dates.join() !== b.dates.join()) return true
  if (!a.isSeries) return false
  return a.numbers.join() !== b.numbers.join() || Math.abs(a.publishedAt - b.publishedAt) >= NEXT_ISSUE_SECONDS
}
