import type { FeedCandidate } from '../entities/discovery.ts'
import { encodeId } from '../entities/node-id.ts'
import type { FeedRow } from '../stores/feed-store.ts'
import type { SourceRow } from '../stores/source-store.ts'

/** Items of a feed that are shown before it is stored. */
const SHOWN_ITEMS = 5

/** A feed as commands print it, under the names that the API uses. */
export const feedView = (feed: FeedRow, source: SourceRow) => ({
  id: encodeId('fed', feed.id),
  url: feed.url,
  source: source.slug,
  title: feed.title,
  format: feed.format,
  tags: feed.tags,
  health: feed.health,
  lastFetchedAt: feed.lastFetchedAt,
  nextFetchAt: feed.health === 'PAUSED' || feed.goneAt !== null ? null : feed.nextFetchAt,
  lastNewArticleAt: feed.lastNewArticleAt,
  intervalSeconds: feed.intervalSeconds,
  consecutiveFailures: feed.consecutiveFailures,
  lastStatus: feed.lastStatus,
  lastError: feed.lastError,
})

/** A table for a terminal: columns as wide as what stands in them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)))
  const write = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()
  return `${[head, ...rows].map(write).join('\n')}\n`
}

/** A moment without its milliseconds, or a dash. */
export const moment = (at: Date | null): string => at?.toISOString().replace(/\.\d+Z$/, 'Z') ?? '–'

/** What a candidate would bring, for a reader who decides. */
export function candidateText({ url, title, format, items }: FeedCandidate, others: readonly FeedCandidate[]): string {
  const shown = items
    .slice(0, SHOWN_ITEMS)
    .map((item) => `  • ${item.title}${item.publishedAt === null ? '' : `  (${moment(item.publishedAt)})`}`)
  const more = others.map((other) => `  ${other.url}  ${other.title ?? ''}`.trimEnd())
  return [
    `${title ?? '(no title)'}  [${format}]`,
    url,
    ...(shown.length > 0 ? shown : ['  (it has no items at present)']),
    ...(more.length > 0 ? ['There too:', ...more] : []),
  ].join('\n')
}
