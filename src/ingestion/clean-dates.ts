import type { ArticleItem } from '../entities/article-item.ts'
import type { DatePrecision } from '../entities/enums.ts'

/** A date so little ahead is a clock or a time zone gone wrong, and means now; further ahead it means nothing. */
const MAX_AHEAD_MS = 24 * 3_600_000
/** Programs write their zero where they know no date: the year 1, or the first second of 1970. */
const FIRST_YEAR = 1_800
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i

export interface CleanDates {
  publishedAt: string | null
  publishedAtPrecision: DatePrecision
  observedAt: string | null
}

const UNKNOWN = { publishedAt: null, publishedAtPrecision: 'OBSERVED' } as const
const print = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z')

function timeOf(value: string | null | undefined): number | null {
  const text = value?.trim() ?? ''
  const time = RFC_3339.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) || time === 0 || new Date(time).getUTCFullYear() < FIRST_YEAR ? null : time
}

/** Midnight UTC of the day as written: an offset moves the hour of a day without one into another day. */
const midnightOf = (value: string): number => Date.parse(`${value.trim().slice(0, 10)}T00:00:00Z`)

/**
 * The dates of an item, such that none is in the future and publishedAt is never later than observedAt. A time up to a day
 * ahead of now is now, one later than observedAt is observedAt; a time further ahead, a day that had not begun, or a date
 * that cannot be is taken as not given.
 */
export function cleanDates(item: ArticleItem, now: Date): CleanDates {
  const seen = timeOf(item.observedAt)
  const observed = seen === null || seen > now.getTime() ? null : seen
  const observedAt = observed === null ? null : print(observed)
  const latest = observed ?? now.getTime()
  const precision = item.publishedAtPrecision ?? 'TIME'
  const published = timeOf(item.publishedAt)
  if (published === null || precision === 'OBSERVED') return { ...UNKNOWN, observedAt }
  const time = precision === 'DAY' ? midnightOf(item.publishedAt!) : published
  const isImpossible = precision === 'DAY' ? time > latest : time > now.getTime() + MAX_AHEAD_MS
  if (isImpossible) return { ...UNKNOWN, observedAt }
  return { publishedAt: print(Math.min(time, latest)), publishedAtPrecision: precision, observedAt }
}
