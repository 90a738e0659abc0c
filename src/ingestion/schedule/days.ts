import type { Feed } from '../../entities/feed.ts'
import type { DayCount } from '../../stores/schedule-store.ts'
import type { Dated } from './sort-items.ts'

const DAY_MS = 86_400_000
/** Today and the six days before it tell a feed's rhythm. */
const RHYTHM_MS = 6 * DAY_MS

/** The day of a moment in UTC, as the database writes it. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)

const startOf = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** What a poll that brought nothing adds to its day. */
export const emptyDay = (day: string): DayCount => ({
  day,
  polls: 0,
  unchanged: 0,
  failures: 0,
  newItems: 0,
  bytes: 0,
})

/** Since when the items of a feed are counted: since they are known, but no longer than its rhythm is looked at. */
export function countedSince({ knownSince, createdAt }: Pick<Feed, 'knownSince' | 'createdAt'>, now: Date): Date {
  const earliest = startOf(dayOf(new Date(now.getTime() - RHYTHM_MS)))
  const since = knownSince ?? createdAt
  return since < earliest ? earliest : since
}

/** The date of the oldest item of a first body; null where none has a date that the publisher gave. */
export function oldestOf(items: readonly Dated[], now: Date): Date | null {
  const dates = items.flatMap(({ publishedAt, publishedAtPrecision }) =>
    publishedAt === null || publishedAtPrecision === 'OBSERVED' ? [] : [Date.parse(publishedAt)],
  )
  return dates.length === 0 ? null : new Date(Math.min(now.getTime(), ...dates))
}

/**
 * On which days the items of a first body count. A feed shows its latest items without a gap, so that the dates of a first
 * body tell its rhythm of the last days; items without a date tell nothing, and all older ones count for none.
 */
export function historyOf(items: readonly Dated[], now: Date): DayCount[] {
  const today = dayOf(now)
  const earliest = dayOf(new Date(now.getTime() - RHYTHM_MS))
  const days = new Map<string, DayCount>()
  const dayAt = (day: string): DayCount => {
    const known = days.get(day) ?? emptyDay(day)
    days.set(day, known)
    return known
  }
  for (const { publishedAt, publishedAtPrecision } of items) {
    if (publishedAt === null || publishedAtPrecision === 'OBSERVED') continue
    const day = dayOf(new Date(publishedAt))
    if (day > today) continue
    if (day >= earliest) dayAt(day).newItems++
  }
  return [...days.values()]
}
