import type { DataSource } from 'typeorm'
import { FeedStore } from '../stores/feed-store.ts'
import { listen } from '../stores/listener.ts'
import { FEED_HEALTH_CHANNEL } from '../stores/schedule-store.ts'
import { FeedHealthWatch } from './feed-health-watch.ts'

/** Opens the one watch over the health of feeds that a process has. */
export function openFeedHealth(
  database: DataSource,
  url: string,
  log: { warn(fields: object, event: string): void },
): { feed: FeedHealthWatch; close(): Promise<void> } {
  const warn = (fields: object, event: string) => log.warn(fields, event)
  const feed = new FeedHealthWatch(new FeedStore(database.manager), warn)
  const listener = listen(url, [FEED_HEALTH_CHANNEL], (_, feedId) => feed.heard(feedId), warn)
  return {
    feed,
    async close() {
      await listener.close()
      await feed.close()
    },
  }
}
