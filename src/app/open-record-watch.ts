import type { DataSource } from 'typeorm'
import { listen } from '../stores/listener.ts'
import { EDITION_CHANNEL, readRecordVersion } from '../stores/record-version.ts'
import { RecordWatch } from '../stores/record-watch.ts'
import { LOG_CHANNEL } from '../stores/record-writer.ts'

/** Opens the one watch over the version of the record that a process has. */
export function openRecordWatch(
  database: DataSource,
  url: string,
  log: { warn(fields: object, event: string): void },
): { watch: RecordWatch; close(): Promise<void> } {
  const read = () => readRecordVersion(database.manager)
  const watch = new RecordWatch({ read, now: () => performance.now() })
  const warn = (fields: object, event: string) => log.warn(fields, event)
  const listener = listen(url, [LOG_CHANNEL, EDITION_CHANNEL], () => watch.announced(), warn)
  return { watch, close: () => listener.close() }
}
