import type { DataSource } from 'typeorm'
import { followStream } from '../relay/follow-stream.ts'
import { ChangeStore } from '../stores/change-store.ts'
import type { Listener } from '../stores/listener.ts'
import { LOG_CHANNEL } from '../stores/record-writer.ts'
import { LogFeed } from './live-feed.ts'
import { type Log, LogTail } from './log-tail.ts'
import { type Relayed, RelayedLog } from './relayed-log.ts'

/**
 * Opens the one live feed of a process: a tail of the log of changes, woken by what the desk announces. With NATS servers (by comma)
 * it tails the stream into which the log is relayed, and reads the database where the stream does not help.
 * @param arrived hears when the newest change was decided of those that one look has brought
 */
export function openLiveFeed(
  database: DataSource,
  listener: Listener,
  log: Log,
  eventsUrl: string | null = null,
  arrived?: (at: Date) => void,
): { feed: LogFeed; close(): Promise<void> } {
  const store = new ChangeStore(database.manager)
  const follow: Relayed | null = eventsUrl === null ? null : (after, signal) => followStream(eventsUrl, after, signal)
  const relayed = follow && new RelayedLog(store, follow, () => tail.wake(), log)
  const tail: LogTail = new LogTail(relayed ?? store, log, arrived)
  const hearing = listener.hear([LOG_CHANNEL], () => {
    relayed?.heard()
    tail.wake()
  })
  tail.start()
  return {
    feed: new LogFeed(tail, store, log),
    async close() {
      hearing.close()
      await tail.close()
      await relayed?.close()
    },
  }
}
