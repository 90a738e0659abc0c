import { type CommandContext, EXIT } from './command.ts'
import { onFeeds, sourcesOf } from './feed-scope.ts'
import { feedView, moment, table } from './feed-views.ts'

/** `sila feeds list`: every feed with how it does, and what is wrong with it in full. */
export async function listFeeds(context: CommandContext): Promise<number> {
  return await onFeeds(context, async ({ stores }) => {
    const rows = await stores.feeds.all()
    const sources = await sourcesOf(rows, stores)
    const feeds = rows.map((row) => feedView(row, sources.get(row.sourceId)!))
    if (context.json) context.print({ feeds })
    else {
      const lines = feeds.map((feed) => [
        feed.id,
        feed.health,
        moment(feed.nextFetchAt),
        feed.source,
        feed.lastError === null ? feed.url : `${feed.url}  ${feed.lastStatus ?? ''} ${feed.lastError}`.trimEnd(),
      ])
      context.write(table(['ID', 'HEALTH', 'NEXT POLL', 'SOURCE', 'ADDRESS, AND WHAT IS WRONG'], lines))
    }
    return EXIT.done
  })
}
