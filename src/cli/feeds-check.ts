import { openDiscovery } from '../app/open-discovery.ts'
import { encodeId } from '../entities/node-id.ts'
import type { FeedCheck } from '../ingestion/discover/check.ts'
import { checkAll } from '../ingestion/discover/check-all.ts'
import { Hosts } from '../ingestion/fetch/hosts.ts'
import type { FeedRow } from '../stores/feed-store.ts'
import { type CommandContext, EXIT } from './command.ts'
import { onFeeds, sourcesOf } from './feed-scope.ts'
import { table } from './feed-views.ts'
import { progressOn } from './progress.ts'

/** `sila feeds check`: asks every feed once, stores nothing, and says which are dead, moved or empty. */
export async function checkFeeds(context: CommandContext): Promise<number> {
  return await onFeeds(context, async ({ stores, config }) => {
    const feeds = await stores.feeds.all()
    const sources = await sourcesOf(feeds, stores)
    const discovery = openDiscovery(config)
    const progress = progressOn(process.stderr, 'check')
    const hosts = new Hosts()
    const tools = {
      ...discovery,
      fetch: (request: Parameters<typeof discovery.fetch>[0]) =>
        hosts.run(new URL(request.url).host, undefined, () => discovery.fetch(request)),
    }
    const onChecked = (checks: ReadonlyMap<string, FeedCheck>): void => {
      const dead = [...checks.values()].filter(({ state }) => state === 'dead').length
      progress.update(checks.size, feeds.length, dead)
    }
    let checks: ReadonlyMap<string, FeedCheck>
    try {
      checks = await checkAll(feeds, ({ sourceId }) => sources.get(sourceId)!.homepage, tools, onChecked)
    } finally {
      progress.stop()
      await discovery.close()
    }
    report(feeds, checks, context)
    return [...checks.values()].some(({ state }) => state === 'dead') ? EXIT.failed : EXIT.done
  })
}

function report(feeds: readonly FeedRow[], checks: ReadonlyMap<string, FeedCheck>, context: CommandContext): void {
  const results = feeds.map((feed) => ({ id: encodeId('fed', feed.id), url: feed.url, ...checks.get(feed.id)! }))
  const counts = { ok: 0, moved: 0, empty: 0, dead: 0, waits: 0 }
  for (const { state } of results) counts[state]++
  if (context.json) {
    context.print({ counts, feeds: results })
    return
  }
  const lines = results
    .filter(({ state }) => state !== 'ok')
    .map(({ id, url, state, detail, found }) => [
      id,
      state,
      [url, detail ?? '', ...(found.length > 0 ? [`there is: ${found.join(' ')}`] : [])].join('  '),
    ])
  if (lines.length > 0) context.write(table(['ID', 'STATE', 'ADDRESS, AND WHAT WAS FOUND'], lines))
  context.say(
    Object.entries(counts)
      .map(([state, count]) => `${count} ${state}`)
      .join(' · '),
  )
}
