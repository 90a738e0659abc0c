import { Relay, type RelayOptions } from '../../src/relay/relay.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { Listener } from '../../src/stores/listener.ts'
import { LOG_CHANNEL } from '../../src/stores/record-writer.ts'
import type { TestDatabase } from './database.ts'

/** A relay without a desk: it works from the start, woken as the desk's is. */
export function startRelay(
  { db, url }: Pick<TestDatabase, 'db' | 'url'>,
  events: string,
  more: Partial<RelayOptions> = {},
): Relay {
  const relay = new Relay({
    log: new ChangeStore(db.manager),
    url: events,
    keptSeconds: 3_600,
    isHolder: () => true,
    info: () => {},
    warn: () => {},
    ...more,
  })
  const listener = new Listener(url)
  listener.hear([LOG_CHANNEL], () => relay.wake())
  relay.start()
  const close = relay.close.bind(relay)
  relay.close = async () => {
    await listener.close()
    await close()
  }
  return relay
}
