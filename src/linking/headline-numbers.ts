import { fold } from '../arabic/fold.ts'
import { type FoundNumber, numbersIn } from '../arabic/numerals.ts'
import type { Token } from '../arabic/tokens.ts'

/** What a word of a headline counts or dates. */
export interface HeadlineValue {
  kind: 'NUMBER' | 'DATE'
  value: string
}

const words = (text: string): string[] => text.trim().split(/\s+/).map(fold)

/** People counted in the dual, which is a two without a number: of other words the ending does not tell. */
const DUALS = new Set(
  words(`قتيلان قتيلين جريحان جريحين شخصان شخصين جنديان جنديين شرطيان شرطيين مدنيان مدنيين طفلان طفلين
    فلسطينيان فلسطينيين شهيدان شهيدين صحافيان صحافيين صحفيان صحفيين مسلحان مسلحين امرأتان امرأتين`),
)
/** Weekdays; and months by their number, in the names of both halves of the Arab world that mean nothing else. */
const DATES = new Map([
  ...words('السبت الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة').map((day) => [day, day] as const),
  ...words('كانون تشرين رجب شعبان رمضان شوال').map((month) => [month, month] as const),
  ...`يناير جانفي
     فبراير فيفري شباط
     مارس آذار
     أبريل إبريل أفريل نيسان
     مايو أيار
     يونيو يونيه جوان حزيران
     يوليو يوليه يوليوز جويلية تموز
     أغسطس غشت
     سبتمبر شتنبر أيلول
     أكتوبر
     نوفمبر نونبر
     ديسمبر دجنبر`
    .split('\n')
    .flatMap((names, index) => words(names).map((month) => [month, `M${index + 1}`] as const)),
])
/** Six, and a lady. */
const NO_NUMBER = new Set(['ست'])
const DIGIT = /^\p{N}/u

/**
 * What the words of a headline count or date, in their order, a place for each; null of every other word. Numbers are compared by
 * what they say: «23» is «ثلاثة وعشرون», whose value stands with its first word, the others being 'REST'.
 */
export function headlineValues(text: string, tokens: readonly Token[]): (HeadlineValue | 'REST' | null)[] {
  const values: (HeadlineValue | 'REST' | null)[] = tokens.map(({ folded }) => dateOrDual(folded))
  let at = 0
  for (const number of numbersIn(text, tokens)) {
    while (tokens[at]!.start < number.start) at++
    if (!countsIn(number, tokens[at]!)) continue
    values[at] = { kind: 'NUMBER', value: String(number.value) }
    for (at++; at < tokens.length && tokens[at]!.start < number.end; at++) values[at] = 'REST'
  }
  return values
}

/** The values themselves. */
export const valuesOf = (values: readonly (HeadlineValue | 'REST' | null)[]): HeadlineValue[] =>
  values.filter((value): value is HeadlineValue => value !== null && value !== 'REST')

/** A lone «واحد» is mostly no number, nor is an ordinal without the article: «أول فوز». */
function countsIn({ kind, value }: FoundNumber, { folded }: Token): boolean {
  if (DIGIT.test(folded)) return true
  if (kind === 'ORDINAL') return folded.startsWith('ال')
  return value !== 1 && !NO_NUMBER.has(folded)
}

function dateOrDual(word: string): HeadlineValue | null {
  const date = DATES.get(word) ?? DATES.get(word.startsWith('و') ? word.slice(1) : word)
  if (date !== undefined) return { kind: 'DATE', value: date }
  if (DUALS.has(word)) return { kind: 'NUMBER', value: '2' }
  return DIGIT.test(word) ? { kind: 'NUMBER', value: word } : null
}

/** Whether two lists of values contradict each other: each has one that the other has not, or not as often. */
export const valuesConflict = (a: readonly string[], b: readonly string[]): boolean => hasMore(a, b) && hasMore(b, a)

function hasMore(a: readonly string[], b: readonly string[]): boolean {
  const left = [...b]
  return a.some((value) => {
    const at = left.indexOf(value)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}
