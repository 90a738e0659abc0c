import type { Config } from '../config.ts'
import { Desk } from '../desk/desk.ts'
import type { Logger } from '../ops/log.ts'
import { INBOX_CHANNEL } from '../stores/inbox-store.ts'
import type { LeaseTerms } from '../stores/lease-store.ts'
import { listen } from '../stores/listener.ts'
import type { OpenStore } from './open-store.ts'

/** A desk at work, woken by deliveries. */
export function openDesk(
  store: Pick<OpenStore, 'database' | 'url'>,
  config: Pick<Config, 'changesKeptSeconds'>,
  log: Pick<Logger, 'info' | 'warn'>,
  lease?: LeaseTerms,
): { close(): Promise<void> } {
  const desk = new Desk({
    database: store.database,
    changesKeptSeconds: config.changesKeptSeconds,
    now: () => new Date(),
    log: (event, fields) => log.info(fields, event),
    ...(lease === undefined ? {} : { lease }),
  })
  const listener = listen(
    store.url,
    [INBOX_CHANNEL],
    () => desk.wake(),
    (fields, event) => log.warn(fields, event),
  )
  desk.start()
  return {
    async close() {
      await listener.close()
      await desk.close()
    },
  }
}
