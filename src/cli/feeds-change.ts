import { type CommandContext, EXIT } from './command.ts'
import { type FeedScope, feedsNamed, onFeeds, sourcesOf } from './feed-scope.ts'
import { feedView } from './feed-views.ts'

/** What is done to a feed. */
export type FeedChange = 'pause' | 'resume' | 'remove'

/** `sila feeds pause|resume|remove FEED…`: by id or address; those that there are not are told, the others are changed. */
export async function changeFeeds(
  change: FeedChange,
  names: readonly string[],
  context: CommandContext,
): Promise<number> {
  return await onFeeds(context, async (scope) => {
    const { found, missing } = await feedsNamed(names, scope.stores)
    for (const { id } of found) await scope.stores.feedRegistry[change](id)
    await printFeeds(
      found.map(({ id }) => id),
      scope,
      context,
    )
    return sayMissing(missing, context)
  })
}

/** Prints feeds as they are now. */
export async function printFeeds(ids: readonly string[], { stores }: FeedScope, context: CommandContext) {
  const feeds = await stores.feeds.byIds(ids)
  const sources = await sourcesOf(feeds, stores)
  context.print({ feeds: feeds.map((feed) => feedView(feed, sources.get(feed.sourceId)!)) })
}

/** Says which names lead to no feed; the exit code for it. */
export function sayMissing(missing: readonly string[], context: CommandContext): number {
  for (const name of missing) context.say(`sila: there is no feed ${name}`)
  return missing.length > 0 ? EXIT.failed : EXIT.done
}
