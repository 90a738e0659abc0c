import type { DataSource } from 'typeorm'
import { FeedStore } from '../stores/feed-store.ts'
import type { Listener } from '../stores/listener.ts'
import { FEED_HEALTH_CHANNEL } from '../stores/schedule-store.ts'
import { FeedHealthWatch } from './feed-health-watch.ts'

/** Opens the one watch over the health of feeds that a process has. */
export function openFeedHealth(
  database: DataSource,
  listener: Listener,
  log: { warn(fields: object, event: string): void },
): { feed: FeedHealthWatch; close(): Promise<void> } {
  const warn = (fields: object, event: string) => log.warn(fields, event)
  const feed = new FeedHealthWatch(new FeedStore(database.manager), warn)
  const hearing = listener.hear([FEED_HEALTH_CHANNEL], (_, feedId) => feed.heard(feedId))
  return {
    feed,
    async close() {
      hearing.close()
      await feed.close()
    },
  }
}
