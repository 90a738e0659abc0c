import { ARABIC_MONTHS, HIJRI_MONTHS } from './months.ts'
import { type Token, tokenize } from './tokens.ts'

/** A date that a text names, in whole or in part, with UTF-16 offsets. */
export interface FoundDate {
  calendar: 'GREGORIAN' | 'HIJRI'
  year: number | null
  /** 1 to 12. */
  month: number
  day: number | null
  start: number
  end: number
}

/** Words and names that are months only beside a day or a year: father, zero, spring, practised. */
const AMBIGUOUS: ReadonlySet<string> = new Set([
  'اب',
  'صفر',
  'مارس',
  'ماي',
  'جوان',
  'رجب',
  'محرم',
  'شعبان',
  'اوت',
  'نيسان',
])
const NUMERIC = /(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![\d./-])/g
const YEAR_WORDS: ReadonlySet<string> = new Set(['عام', 'سنه', 'من'])
const MAX_YEAR = 2200
const MIN_YEAR = 1300

/** The dates of a text in order, with the names of the months that any Arab country uses: «أيلول/سبتمبر» is one month. */
export function datesIn(text: string): FoundDate[] {
  return [...namedDates(text), ...numericDates(text)].sort((a, b) => a.start - b.start)
}

function monthAt(
  tokens: readonly Token[],
  at: number,
): { month: number; calendar: FoundDate['calendar']; next: number } | null {
  const bare = tokens[at]!.folded
  for (const length of [2, 1]) {
    const name = length === 2 ? `${bare} ${tokens[at + 1]?.folded}` : bare
    for (const [calendar, months] of [['GREGORIAN', ARABIC_MONTHS] as const, ['HIJRI', HIJRI_MONTHS] as const]) {
      const month = months.get(name)
      if (month !== undefined) return { month, calendar, next: at + length }
    }
  }
  return null
}

function namedDates(text: string): FoundDate[] {
  const tokens = tokenize(text)
  const found: FoundDate[] = []
  for (let at = 0; at < tokens.length; at++) {
    const month = monthAt(tokens, at)
    if (month === null) continue
    let { next } = month
    // The same month by another name: «كانون الثاني/يناير».
    const twin = next < tokens.length ? monthAt(tokens, next) : null
    if (twin !== null && twin.month === month.month && twin.calendar === month.calendar) next = twin.next
    const day = at > 0 ? wholeNumber(tokens[at - 1]!, 1, 31) : null
    let yearAt = next
    while (yearAt < next + 2 && YEAR_WORDS.has(tokens[yearAt]?.folded ?? '')) yearAt++
    const year = yearAt < tokens.length ? wholeNumber(tokens[yearAt]!, MIN_YEAR, MAX_YEAR) : null
    if (day === null && year === null && AMBIGUOUS.has(tokens[at]!.folded)) continue
    if (year !== null) next = yearAt + 1
    const { start } = tokens[day === null ? at : at - 1]!
    found.push({ calendar: month.calendar, year, month: month.month, day, start, end: tokens[next - 1]!.end })
    at = next - 1
  }
  return found
}

function wholeNumber(token: Token, least: number, most: number): number | null {
  const value = /^\d+$/.test(token.folded) ? Number(token.folded) : null
  return value !== null && value >= least && value <= most ? value : null
}

/** Arabic-Indic and Persian digits as ASCII, one for one, so that offsets stay. */
const asciiDigits = (text: string): string =>
  text.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))

function numericDates(text: string): FoundDate[] {
  const found: FoundDate[] = []
  for (const match of asciiDigits(text).matchAll(NUMERIC)) {
    const [first, month, last] = [Number(match[1]), Number(match[3]), Number(match[4])] as const
    const [year, day] = first > 31 ? [first, last] : [last, first]
    if (year < MIN_YEAR || year > MAX_YEAR || month < 1 || month > 12 || day < 1 || day > 31) continue
    const calendar = year < 1600 ? 'HIJRI' : 'GREGORIAN'
    found.push({ calendar, year, month, day, start: match.index, end: match.index + match[0].length })
  }
  return found
}
