const DAY_MS = 86_400_000
/** 1 Muharram of the year 1 in the civil calendar, as days since 1970. */
const EPOCH_DAYS = -492_148
const MONTH_DAYS = 29.530588
const calendar = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
})

function isDay(time: number, year: number, month: number, day: number): boolean {
  const parts = new Map(calendar.formatToParts(time).map((part) => [part.type as string, part.value]))
  return Number(parts.get('day')) === day && Number(parts.get('month')) === month && Number(parts.get('year')) === year
}

/**
 * Midnight UTC, in milliseconds, of a day in the Umm al-Qura calendar (ICU's table, sure from 1300 to 1600 AH); null where
 * the calendar has no such day.
 */
export function hijriDay(year: number, month: number, day: number): number | null {
  if (year < 1300 || year > 1600 || month < 1 || month > 12 || day < 1 || day > 30) return null
  const estimate = EPOCH_DAYS + Math.round(((year - 1) * 12 + month - 1) * MONTH_DAYS) + day
  // The mean month drifts from the table by a day or two at most.
  for (const shift of [0, -1, 1, -2, 2, -3, 3]) {
    const time = (estimate + shift) * DAY_MS
    if (isDay(time, year, month, day)) return time
  }
  return null
}
