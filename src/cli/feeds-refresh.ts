import { setTimeout as sleep } from 'node:timers/promises'
import { openDesk } from '../app/open-desk.ts'
import { openIngestion } from '../app/open-ingestion.ts'
import type { FeedRow } from '../stores/feed-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { type FeedScope, feedsNamed, onFeeds } from './feed-scope.ts'
import { printFeeds, sayMissing } from './feeds-change.ts'
import { progressOn } from './progress.ts'

const LOOK_MS = 250
/** A publisher who asked to be left alone for longer is not waited for. */
const PATIENCE_MS = 60_000

/** `sila feeds refresh [FEED…]`: polls them now, politeness kept, and returns when it is done; all of them where none is named. */
export async function refreshFeeds(names: readonly string[], context: CommandContext): Promise<number> {
  return await onFeeds(context, async (scope) => {
    const { found, missing } =
      names.length === 0
        ? { found: await scope.stores.feeds.all(), missing: [] }
        : await feedsNamed(names, scope.stores)
    const polled = found.filter(({ health, goneAt }) => health !== 'PAUSED' && goneAt === null)
    await scope.stores.feedRegistry.refresh(polled.map(({ id }) => id))
    const left = await waitForPolls(polled, scope)
    for (const { url, health } of found.filter((feed) => !polled.includes(feed))) {
      context.say(
        `sila: ${url} is ${health === 'PAUSED' ? 'paused' : 'gone (410)'}; \`sila feeds resume\` polls it again`,
      )
    }
    for (const { url, nextFetchAt } of left) {
      context.say(`sila: ${url} waits until ${nextFetchAt.toISOString()}, as its publisher asked`)
    }
    await printFeeds(
      found.map(({ id }) => id),
      scope,
      context,
    )
    const failing = (await scope.stores.feeds.byIds(polled.map(({ id }) => id))).filter(hasFailed)
    return Math.max(sayMissing(missing, context), failing.length > 0 ? EXIT.failed : EXIT.done)
  })
}

/** Waits until feeds were polled, by whichever process, this one among them. Gives those whose publishers want to wait. */
async function waitForPolls(before: readonly FeedRow[], { stores, store, config, log }: FeedScope): Promise<FeedRow[]> {
  if (before.length === 0) return []
  // Whoever waits stands for pollers and desk as well: there may be no server.
  const desk = openDesk(store, config, log)
  const ingestion = await openIngestion(store, config, log)
  const progress = progressOn(process.stderr, 'refresh')
  const fetchedAt = new Map(before.map(({ id, lastFetchedAt }) => [id, lastFetchedAt?.getTime()]))
  const ids = [...fetchedAt.keys()]
  try {
    for (;;) {
      const now = await stores.feeds.byIds(ids)
      const polled = now.filter(({ id, lastFetchedAt }) => lastFetchedAt?.getTime() !== fetchedAt.get(id))
      const rest = now.filter((feed) => !polled.includes(feed) && isStillOurs(feed))
      const later = rest.filter(({ nextFetchAt }) => nextFetchAt.getTime() > Date.now() + PATIENCE_MS)
      const failed = polled.filter(hasFailed).length
      progress.update(now.length - rest.length, now.length - later.length, failed)
      if (rest.length === later.length) return later
      await sleep(LOOK_MS)
    }
  } finally {
    progress.stop()
    await ingestion.close()
    await desk.close()
  }
}

/** Paused or removed meanwhile, it will not be polled. */
const isStillOurs = ({ health, goneAt }: FeedRow): boolean => health !== 'PAUSED' && goneAt === null

const hasFailed = ({ consecutiveFailures }: FeedRow): boolean => consecutiveFailures > 0
