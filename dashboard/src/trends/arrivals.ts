/** What arrived of a source within an hour. */
export interface Arrival {
  readonly hour: string
  readonly count: number
  readonly source: { readonly slug: string; readonly name: string }
}

/** Arrivals of 24 hours by hour, for the sources that bring most, and the others together. */
export interface Arrivals {
  /** The beginning of each hour, in seconds, ascending. */
  readonly hours: readonly number[]
  /** A row for each source, most first; `slug` null stands for all others. */
  readonly rows: readonly {
    readonly slug: string | null
    readonly name: string
    readonly total: number
    readonly counts: readonly number[]
  }[]
}

const HOURS = 24
const HOUR_MS = 3_600_000
/** Sources that have a row of their own. */
const OWN_ROWS = 5

/** Lays counts by hours that begin on the hour of the clock, the running one last; what is older is left out. */
export function countArrivals(arrivals: Iterable<Arrival>, now: Date, others: string): Arrivals {
  const last = new Date(now)
  last.setMinutes(0, 0, 0)
  const first = last.getTime() - (HOURS - 1) * HOUR_MS
  const hours = Array.from({ length: HOURS }, (_, index) => (first + index * HOUR_MS) / 1_000)
  const bySource = new Map<string, { name: string; total: number; counts: number[] }>()
  for (const { hour, count, source } of arrivals) {
    const place = Math.floor((Date.parse(hour) - first) / HOUR_MS)
    if (place < 0) continue
    const row = bySource.get(source.slug) ?? { name: source.name, total: 0, counts: hours.map(() => 0) }
    bySource.set(source.slug, row)
    // A server whose clock is ahead tells of hours to come.
    const at = Math.min(place, HOURS - 1)
    row.counts[at]! += count
    row.total += count
  }
  const rows = [...bySource].map(([slug, row]) => ({ slug, ...row })).sort((a, b) => b.total - a.total)
  const own = rows.slice(0, OWN_ROWS)
  const rest = rows.slice(OWN_ROWS)
  if (rest.length === 0) return { hours, rows: own }
  const counts = hours.map((_, at) => rest.reduce((sum, row) => sum + row.counts[at]!, 0))
  const total = rest.reduce((sum, row) => sum + row.total, 0)
  return { hours, rows: [...own, { slug: null, name: others, total, counts }] }
}
