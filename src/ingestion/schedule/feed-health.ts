import type { SourceHealth } from '../../entities/enums.ts'

/** Failures in a row from which a feed counts as failing. */
export const FAILURES = 3
/** A feed that answers and brought nothing for so long is stale. */
export const STALE_AFTER_MS = 7 * 86_400_000

/** How a feed does, by its row. */
export function feedHealth(
  feed: {
    paused: boolean
    goneAt: Date | null
    consecutiveFailures: number
    lastNewArticleAt: Date | null
    createdAt: Date
  },
  now: Date,
): SourceHealth {
  if (feed.paused) return 'PAUSED'
  if (feed.goneAt !== null || feed.consecutiveFailures >= FAILURES) return 'FAILING'
  const latest = feed.lastNewArticleAt ?? feed.createdAt
  return now.getTime() - latest.getTime() > STALE_AFTER_MS ? 'STALE' : 'HEALTHY'
}
