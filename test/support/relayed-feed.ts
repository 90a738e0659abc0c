import { followStream } from '../../src/relay/follow-stream.ts'
import type { RelayOptions } from '../../src/relay/relay.ts'
import { encodeChangeCursor } from '../../src/stores/change-cursor.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { Listener } from '../../src/stores/listener.ts'
import { LOG_CHANNEL } from '../../src/stores/record-writer.ts'
import { LogFeed } from '../../src/subscriptions/live-feed.ts'
import { LogTail } from '../../src/subscriptions/log-tail.ts'
import { RelayedLog } from '../../src/subscriptions/relayed-log.ts'
import type { TestDatabase } from './database.ts'
import { startRelay } from './start-relay.ts'

/** A node that tails the stream: its feed, and how often it read the log. */
export interface RelayedFeed {
  feed: LogFeed
  tail: LogTail
  /** Pages of the log read from PostgreSQL. */
  readonly reads: number
  /** What went wrong with the stream, as the log says. */
  events: string[]
  close(): Promise<void>
}

/** Follows the stream as a node does that hears the desk's announcements, or does not. */
export function openRelayedFeed(
  { db, url }: Pick<TestDatabase, 'db' | 'url'>,
  events: string,
  { hears = true } = {},
): RelayedFeed {
  const store = new ChangeStore(db.manager)
  let reads = 0
  const counted = {
    head: () => store.head(),
    after: (position: number, limit: number) => {
      reads++
      return store.after(position, limit)
    },
  }
  const told: string[] = []
  const tell = (fields: { error?: unknown }, event: string) => void told.push(`${event}: ${fields.error}`)
  const log = { warn: tell, error: tell }
  const source = new RelayedLog(
    counted,
    (after, signal) => followStream(events, after, signal),
    () => tail.wake(),
    log,
  )
  const tail: LogTail = new LogTail(source, log)
  const heard = () => {
    source.heard()
    tail.wake()
  }
  const listener = new Listener(url)
  if (hears) listener.hear([LOG_CHANNEL], heard)
  tail.start()
  return {
    feed: new LogFeed(tail, counted, log),
    tail,
    get reads() {
      return reads
    },
    events: told,
    async close() {
      await listener.close()
      await tail.close()
      await source.close()
    },
  }
}

/** A relay, and what it says of itself. */
export function openRelay(
  database: Pick<TestDatabase, 'db' | 'url'>,
  events: string,
  more: Partial<RelayOptions> = {},
): { begun: Record<string, unknown>[]; failed: string[]; close(): Promise<void> } {
  const begun: Record<string, unknown>[] = []
  const failed: string[] = []
  const relay = startRelay(database, events, {
    info: (fields) => void begun.push(fields as Record<string, unknown>),
    warn: (fields) => void failed.push(String((fields as { error: unknown }).error)),
    ...more,
  })
  return { begun, failed, close: () => relay.close() }
}

/** What a follower got. */
export interface Followed {
  positions: number[]
  /** The longest that a change took from its transaction to the follower, in milliseconds. */
  longestMs: number
  close(): Promise<void>
}

/** Follows from the beginning, from now on until it is closed. */
export function followAll(feed: LogFeed, epoch: string): Followed {
  const stop = new AbortController()
  const followed: Followed = { positions: [], longestMs: 0, close: async () => {} }
  const running = (async () => {
    for await (const { changes } of feed.follow(encodeChangeCursor({ epoch, position: 0 }), stop.signal)) {
      for (const { position, at } of changes) {
        followed.positions.push(position)
        followed.longestMs = Math.max(followed.longestMs, Date.now() - at.getTime())
      }
    }
  })()
  followed.close = async () => {
    stop.abort()
    await running
  }
  return followed
}
