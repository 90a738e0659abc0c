import type { FeedRow } from '../../stores/feed-store.ts'
import { checkFeed, type FeedCheck } from './check.ts'
import { discover } from './discover.ts'
import type { DiscoverTools } from './probe.ts'

/** Feeds asked at once; of one host never more than two. */
const AT_ONCE = 8
const MAX_FOUND = 5

/**
 * Asks many feeds, each once. For those that are dead it looks what their sites have in their place: at a site once, however many of
 * its feeds are dead.
 * @param homepageOf where the site of a feed begins; null where that is not known
 * @param onChecked hears each result as it comes
 */
export async function checkAll(
  feeds: readonly FeedRow[],
  homepageOf: (feed: FeedRow) => string | null,
  tools: DiscoverTools,
  onChecked: (checks: ReadonlyMap<string, FeedCheck>) => void = () => {},
): Promise<ReadonlyMap<string, FeedCheck>> {
  const sites = new Map<string, Promise<string[]>>()
  const inItsPlace = async (feed: FeedRow): Promise<string[]> => {
    const site = homepageOf(feed) ?? `${new URL(feed.url).origin}/`
    const found = sites.get(site) ?? feedsOf(site, tools)
    sites.set(site, found)
    return (await found).filter((url) => url !== feed.url).slice(0, MAX_FOUND)
  }
  const checks = new Map<string, FeedCheck>()
  const waiting = [...feeds]
  const work = async (): Promise<void> => {
    for (let feed = waiting.shift(); feed !== undefined; feed = waiting.shift()) {
      const check = await checkFeed(feed, tools)
      checks.set(feed.id, check.state === 'dead' ? { ...check, found: await inItsPlace(feed) } : check)
      onChecked(checks)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return checks
}

async function feedsOf(site: string, tools: DiscoverTools): Promise<string[]> {
  const found = await discover(site, tools)
  return found.ok ? found.candidates.map(({ url }) => url) : []
}
