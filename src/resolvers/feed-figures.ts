import type { FeedDayRow } from '../stores/feed-store.ts'

const DAY_MS = 86_400_000
const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)

/** Share of the polls that brought nothing new; null without a poll. */
export function notModifiedRatio(days: readonly FeedDayRow[]): number | null {
  const sum = (count: (day: FeedDayRow) => number) => days.reduce((total, day) => total + count(day), 0)
  const polls = sum((day) => day.polls)
  return polls === 0 ? null : sum((day) => day.unchanged) / polls
}

/** New items of the day of a moment. */
export function itemsToday(days: readonly FeedDayRow[], now: Date): number {
  return days.find(({ day }) => day === dayOf(now))?.newItems ?? 0
}

/** Mean of new items a day from the first day that is known to the day before this one; days without a poll count as well. */
export function itemsUsual(days: readonly FeedDayRow[], now: Date): number | null {
  const today = dayOf(now)
  const before = days.filter(({ day }) => day < today)
  if (before.length === 0) return null
  const span = Math.round((Date.parse(today) - Date.parse(before[0]!.day)) / DAY_MS)
  return before.reduce((total, { newItems }) => total + newItems, 0) / span
}
