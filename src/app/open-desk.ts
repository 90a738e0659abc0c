import type { Config } from '../config.ts'
import { Desk } from '../desk/desk.ts'
import { Relay } from '../relay/relay.ts'
import { ChangeStore } from '../stores/change-store.ts'
import { INBOX_CHANNEL } from '../stores/inbox-store.ts'
import type { LeaseTerms } from '../stores/lease-store.ts'
import { LOG_CHANNEL } from '../stores/record-writer.ts'
import type { OpenStore } from './open-store.ts'

/** What a desk needs of the configuration. */
export type DeskConfig = Pick<Config, 'changesKeptSeconds'> & Partial<Pick<Config, 'changesMax' | 'eventsUrl'>>

/** Where a desk says what it does. */
export type DeskLog = Record<'info' | 'warn', (fields: object, event: string) => void>

/** Hears how many items of a batch came to which outcome, and how long it took. */
export type BatchEar = (outcomes: Readonly<Record<string, number>>, seconds: number) => void

/** A desk at work in this thread, woken by deliveries; with NATS also the relay of the log, which works while this desk holds the lease. */
export function openDesk(
  store: Pick<OpenStore, 'database' | 'listener'>,
  config: DeskConfig,
  log: DeskLog,
  lease?: LeaseTerms,
  heardBatch?: BatchEar,
): { close(): Promise<void> } {
  const desk = new Desk({
    database: store.database,
    changesKeptSeconds: config.changesKeptSeconds,
    ...(config.changesMax === undefined ? {} : { changesMax: config.changesMax }),
    now: () => new Date(),
    log: (event, fields) => log.info(fields, event),
    ...(lease === undefined ? {} : { lease }),
    ...(heardBatch && {
      settled({ outcomes }, seconds) {
        const counts: Record<string, number> = {}
        for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
        heardBatch(counts, seconds)
      },
    }),
  })
  const warn = (fields: object, event: string) => log.warn(fields, event)
  const relay =
    config.eventsUrl == null
      ? null
      : new Relay({
          log: new ChangeStore(store.database.manager),
          url: config.eventsUrl,
          keptSeconds: config.changesKeptSeconds,
          isHolder: () => desk.isHolder,
          info: (fields, event) => log.info(fields, event),
          warn,
        })
  const channels = relay === null ? [INBOX_CHANNEL] : [INBOX_CHANNEL, LOG_CHANNEL]
  const heard = (channel: string) => (channel === INBOX_CHANNEL ? desk.wake() : relay?.wake())
  const hearing = store.listener.hear(channels, heard)
  desk.start()
  relay?.start()
  return {
    async close() {
      hearing.close()
      await desk.close()
      await relay?.close()
    },
  }
}
