import type { SourceHealth } from '../../entities/enums.ts'
import { FAILING_FROM, STALE_AFTER_DAYS } from '../../entities/feed-health.ts'

const DAY_MS = 86_400_000

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
  if (feed.goneAt !== null || feed.consecutiveFailures >= FAILING_FROM) return 'FAILING'
  const latest = feed.lastNewArticleAt ?? feed.createdAt
  return now.getTime() - latest.getTime() > STALE_AFTER_DAYS * DAY_MS ? 'STALE' : 'HEALTHY'
}
