import type { DataSource } from 'typeorm'
import type { Listener } from '../stores/listener.ts'
import { EDITION_CHANNEL, readRecordVersion } from '../stores/record-version.ts'
import { RecordWatch } from '../stores/record-watch.ts'
import { LOG_CHANNEL } from '../stores/record-writer.ts'

/** Opens the one watch over the version of the record that a process has. */
export function openRecordWatch(database: DataSource, listener: Listener): { watch: RecordWatch; close(): void } {
  const read = () => readRecordVersion(database.manager)
  const watch = new RecordWatch({ read, now: () => performance.now() })
  return { watch, close: listener.hear([LOG_CHANNEL, EDITION_CHANNEL], () => watch.announced()).close }
}
