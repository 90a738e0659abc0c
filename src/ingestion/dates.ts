import { fold } from '../arabic/fold.ts'
import { HIJRI_MONTHS } from '../arabic/months.ts'
import { takeClock, ZONE_NAMES } from './date-clock.ts'
import { FILLER_PATTERN, HIJRI_PATTERN, MONTH_PATTERN, MONTHS, WEEKDAY_PATTERN } from './date-words.ts'
import { hijriDay } from './hijri.ts'

/** A moment as RFC 3339 in UTC with seconds; of a DAY, its midnight in UTC. */
export interface ParsedDate {
  at: string
  precision: 'TIME' | 'DAY'
}
type Field = readonly [year: number, month: number, day: number]

const DAY_MS = 86_400_000
const OLDEST_YEAR = 1990
const MAX_LENGTH = 200
const ISO_BASIC = /^(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?(z|[+-]\d{2}:?\d{2})?)?$/
const ORDINAL = /(?<=\d)(?:st|nd|rd|th|er)(?!\p{L})/gu
const HIJRI_MARK = /(?<=\d)\s*(?:ه|هجري|هجريه)(?!\p{L})/u
const GREGORIAN_MARK = /(?<=\d{4})\s*م(?!\p{L})/gu

const fullYear = (digits: string): number => {
  const year = Number(digits)
  if (digits.length === 4) return year
  // RFC 5322, 4.3: two digits up to 49 are of this century, three count from 1900.
  return digits.length === 2 ? year + (year < 50 ? 2000 : 1900) : year + 1900
}

/** Year, month, day of a text that names its month; null unless all three are sure. */
function namedMonth(text: string, names: RegExp, months: ReadonlyMap<string, number>): Field | null {
  const named = new Set(text.match(names)?.map((name) => months.get(name)!))
  const [month] = named
  if (named.size !== 1 || month === undefined) return null
  // One month under two names («سبتمبر (أيلول)») stands once.
  const line = text.replace(names, ' M ').replace(/M(?:\s+M)+/, 'M')
  const order =
    /^\s*(?:(?<day>\d{1,2})\s+M\s+(?<year>\d{2,4})|M\s+(?<d2>\d{1,2})\s+(?<y2>\d{4})|(?<y3>\d{4})\s+M\s+(?<d3>\d{1,2}))\s*$/
  const found = order.exec(line)?.groups
  if (!found) return null
  return [fullYear((found.year ?? found.y2 ?? found.y3)!), month, Number(found.day ?? found.d2 ?? found.d3)]
}

/** Numbers alone: year first, or day and month where only one order is possible; dots always stand day first. */
function numericDate(text: string): Field | null {
  const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text)
  if (yearFirst) return [Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4])]
  const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text)
  if (!yearLast) return null
  const [first, second, year] = [Number(yearLast[1]), Number(yearLast[3]), Number(yearLast[4])]
  if (first > 12 || first === second || yearLast[2] === '.') return [year, second, first]
  return second > 12 ? [year, first, second] : null
}

function dayOf([year, month, day]: Field): number | null {
  const time = Date.UTC(year, month - 1, day)
  const date = new Date(time)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : null
}

function hijriDate(text: string): number | null {
  const marked = HIJRI_MARK.test(text)
  const bare = text.replace(HIJRI_MARK, ' ').trim()
  const field = namedMonth(bare, HIJRI_PATTERN, HIJRI_MONTHS) ?? (marked ? numericDate(bare) : null)
  // Numbers of a Hijri date are read day first: its calendar has no other custom.
  const numbers = marked && field === null ? /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(bare) : null
  if (numbers) return hijriDay(Number(numbers[3]), Number(numbers[2]), Number(numbers[1]))
  return field && hijriDay(...field)
}

/** Midnight of the day that a text without time and zone names. */
function readDay(text: string): number | null {
  const words = text.replace(WEEKDAY_PATTERN, ' ').replace(FILLER_PATTERN, ' ').replace(GREGORIAN_MARK, ' ')
  const tidy = words
    .replace(/[()،,|؛:]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const numeric = numericDate(tidy.replace(/^[-–—]|[-–—]$/g, '').trim())
  if (numeric) return dayOf(numeric)
  const line = tidy
    .replace(ORDINAL, '')
    .replace(/(?<!\d)[./–—-]+|[./–—-]+(?!\d)/g, ' ')
    .trim()
  const named = namedMonth(line, MONTH_PATTERN, MONTHS)
  return named ? dayOf(named) : hijriDate(tidy)
}

function readText(text: string): { time: number; precision: ParsedDate['precision'] } | null {
  const basic = ISO_BASIC.exec(text)
  if (basic) {
    const [, year, month, day, hour, minute, second = '00', zone = ''] = basic
    return readText(`${year}-${month}-${day}${hour ? ` ${hour}:${minute}:${second} ${zone}` : ''}`)
  }
  const clock = takeClock(text)
  if (clock === null) return null
  if (clock !== 'none') {
    // A word that is left behind the time is a zone nobody knows.
    const day = readDay(clock.rest) ?? readDay(clock.rest.replace(/\s\(?[a-z]{2,5}\)?\s*$/, ''))
    return day === null ? null : { time: day + clock.shift, precision: 'TIME' }
  }
  const day = readDay(text) ?? readDay(text.replace(ZONE_NAMES, ' '))
  return day === null ? null : { time: day, precision: 'DAY' }
}

/** Of two calendars for one day the first sure one is enough, Gregorian before Hijri, whose tables differ by a day. */
function readEither(text: string): ReturnType<typeof readText> {
  const parts = text.split(/الموافق(?:\sل)?|\/(?=\s)/).map((part) => part.trim())
  if (parts.length < 2) return null
  const hijri = (part: string) => Number(HIJRI_MARK.test(part) || part.search(HIJRI_PATTERN) >= 0)
  for (const part of parts.sort((a, b) => hijri(a) - hijri(b))) {
    const read = readText(part)
    if (read !== null) return read
  }
  return null
}

/**
 * A publisher's date: RFC 822 and its sins, RFC 3339 and W3CDTF, English, French and Arabic month names, Arabic digits, Hijri
 * dates (marked, or with a Hijri month), Unix time. Null unless day, month and year are certain: «05/06/2023» is not, nor
 * is 31 February, a year before 1990, or a moment more than a day after `now`. Without a zone a time is UTC.
 */
export function parseDate(raw: string, now: Date): ParsedDate | null {
  if (raw.length > MAX_LENGTH) return null
  const text = fold(raw).replace(/\s+/g, ' ').trim()
  const epoch = /^(\d{9,10})(\d{3})?(?:\.\d+)?$/.exec(text)
  let read: ReturnType<typeof readText>
  if (epoch) read = { time: Number(epoch[1]) * 1000, precision: 'TIME' }
  else {
    const line = text.replace(/(?<=\d)[t@](?=\d{1,2}:)/, ' ')
    read = readText(line) ?? readEither(line)
  }
  if (read === null || read.time < Date.UTC(OLDEST_YEAR, 0) || read.time > now.getTime() + DAY_MS) return null
  return { at: new Date(read.time).toISOString().replace(/\.\d{3}Z$/, 'Z'), precision: read.precision }
}
