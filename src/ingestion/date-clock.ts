import { wordPattern } from '../arabic/months.ts'
import { ZONE_OFFSETS } from './date-words.ts'

/** A time of day found in a text. */
export interface Clock {
  /** Milliseconds after midnight UTC; may lie before or after the day. */
  shift: number
  /** The text without time and zone. */
  rest: string
}
const MINUTE_MS = 60_000
const MORNING = /^(?:am|a\.m\.?|ص|صباحا)$/
/** A zone by its name, wherever it stands. */
export const ZONE_NAMES = wordPattern(ZONE_OFFSETS.keys(), 'u')
const NUMERIC_ZONE = /(?:(?<!\p{L})(?:utc|gmt)\s*)?(?<![\d/-])([+-])(\d{1,2})(?::?(\d{2}))?(?!\d|[-/.])/u
const HALF = '(am|pm|a\\.m\\.?|p\\.m\\.?|ص|م|صباحا|مساء|ظهرا)(?!\\p{L})'
const TIME = new RegExp(`(?<!\\d)(\\d{1,2})[:h](\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?(?!\\d)(?:\\s*${HALF})?`, 'u')
const HOUR_ALONE = new RegExp(`(?<!\\d|[/.:-])(\\d{1,2})\\s*${HALF}`, 'u')

/** Minutes east of Greenwich and the text without the zone; null for an offset that no place has. */
function takeZone(text: string): { minutes: number; rest: string } | null {
  const numeric = NUMERIC_ZONE.exec(text)
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0)
    if (minutes > 14 * 60) return null
    // What follows an offset only repeats it in words: «(Arabian Standard Time)».
    return {
      minutes: numeric[1] === '-' ? -minutes : minutes,
      rest: text.replace(numeric[0], ' ').replace(/\([^)]*\)/g, ' '),
    }
  }
  const named = ZONE_NAMES.exec(text)
  return named
    ? { minutes: ZONE_OFFSETS.get(named[0])!, rest: text.replace(named[0], ' ') }
    : // An unknown zone stands for an unknown offset, which RFC 5322 (4.3) reads as UTC.
      { minutes: 0, rest: text }
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour
  return MORNING.test(half) ? hour % 12 : (hour % 12) + 12
}

/** The time in a folded text, `none` where there is none, null where it is one that no clock shows. */
export function takeClock(text: string): Clock | 'none' | null {
  const full = TIME.exec(text)
  const match = full ?? HOUR_ALONE.exec(text)
  if (!match) return 'none'
  const [hours, half] = full ? [full[1], full[4]] : [match[1], match[2]]
  const hour = hourOf(Number(hours), half)
  const minute = full ? Number(full[2]) : 0
  const second = full ? Number(full[3] ?? 0) : 0
  const endOfDay = hour === 24 && minute === 0 && second === 0
  if ((hour > 23 && !endOfDay) || minute > 59 || second > 60) return null
  // The zone is looked for behind the time first, so that «2023-10-13 17:04 -05» does not take a part of the date.
  const behind = takeZone(text.slice(match.index + match[0].length))
  if (behind === null) return null
  const shift = (hour * 60 + minute - behind.minutes) * MINUTE_MS + Math.min(second, 59) * 1000
  return { shift, rest: `${text.slice(0, match.index)} ${behind.rest}` }
}
