import type { DataSource } from 'typeorm'
import { ChangeStore } from '../stores/change-store.ts'
import { listen } from '../stores/listener.ts'
import { LOG_CHANNEL } from '../stores/record-writer.ts'
import { LogFeed } from './live-feed.ts'
import { type Log, LogTail } from './log-tail.ts'

/** Opens the one live feed of a process: a tail of the log of changes, woken by what the desk announces. */
export function openLiveFeed(database: DataSource, url: string, log: Log): { feed: LogFeed; close(): Promise<void> } {
  const source = new ChangeStore(database.manager)
  const tail = new LogTail(source, log)
  const listener = listen(
    url,
    [LOG_CHANNEL],
    () => tail.wake(),
    (fields, event) => log.warn(fields, event),
  )
  tail.start()
  return {
    feed: new LogFeed(tail, source, log),
    async close() {
      await listener.close()
      await tail.close()
    },
  }
}
