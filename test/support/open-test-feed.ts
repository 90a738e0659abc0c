import { inject } from 'vitest'
import type { Log } from '../../src/subscriptions/log-tail.ts'
import { openLiveFeed } from '../../src/subscriptions/open-live-feed.ts'
import type { TestDatabase } from './database.ts'
import { startRelay } from './start-relay.ts'

/** The live feed of a node, by way of NATS where the run has one; then with a relay. */
export function openTestFeed(
  own: Pick<TestDatabase, 'db' | 'url' | 'listener'>,
  log: Log,
): ReturnType<typeof openLiveFeed> {
  const events = inject('eventsServer')
  const live = openLiveFeed(own.db, own.listener, log, events)
  const relay = events === null ? null : startRelay(own, events)
  return {
    feed: live.feed,
    async close() {
      await live.close()
      await relay?.close()
    },
  }
}
