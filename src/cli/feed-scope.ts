import { type OpenStore, openStore } from '../app/open-store.ts'
import type { Config } from '../config.ts'
import { decodeId } from '../entities/node-id.ts'
import { feedAddress } from '../ingestion/schedule/feed-address.ts'
import type { Logger } from '../ops/log.ts'
import type { FeedRow } from '../stores/feed-store.ts'
import { SampleStore } from '../stores/sample-store.ts'
import type { SourceRow } from '../stores/source-store.ts'
import { createStores, type Stores } from '../stores/stores.ts'
import type { CommandContext } from './command.ts'

/** What a command about feeds works with. */
export interface FeedScope {
  stores: Stores
  store: OpenStore
  config: Config
  log: Logger
}

/** Does work on the own database, beside a running server or without one. */
export async function onFeeds<T>(context: CommandContext, work: (scope: FeedScope) => Promise<T>): Promise<T> {
  const config = context.config()
  const log = context.log(config)
  const store = await openStore(config, log)
  try {
    return await work({ stores: createStores(store.database.manager), store, config, log })
  } finally {
    await store.close()
  }
}

/** The feeds of ids or addresses, and which of these name none. */
export async function feedsNamed(
  names: readonly string[],
  { feeds }: Stores,
): Promise<{ found: FeedRow[]; missing: string[] }> {
  const found = new Map<string, FeedRow>()
  const missing: string[] = []
  for (const name of names) {
    const id = decodeId(name)
    const address = feedAddress(name)
    const [row] =
      id?.prefix === 'fed'
        ? await feeds.byIds([id.id])
        : [address === null ? null : await feeds.byUrlKey(address.urlKey)]
    if (row && row.removedAt === null) found.set(row.id, row)
    else missing.push(name)
  }
  return { found: [...found.values()], missing }
}

/** The sources of feeds, by the ids of their rows. */
export async function sourcesOf(feeds: readonly FeedRow[], { sources }: Stores): Promise<Map<string, SourceRow>> {
  const rows = await sources.byIds([...new Set(feeds.map(({ sourceId }) => sourceId))])
  return new Map(rows.map((row) => [row.id, row]))
}

/** Says how the bundled sample is got rid of, where it is still there. */
export async function offerToClear({ store }: FeedScope, context: CommandContext): Promise<void> {
  if ((await new SampleStore(store.database.manager).countPublished()) === 0) return
  context.say('sila: the store still holds the sample; `sila demo --clear` withdraws it')
}
