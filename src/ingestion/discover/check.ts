import type { FeedKind } from '../../entities/enums.ts'
import type { FeedRow } from '../../stores/feed-store.ts'
import type { Fetched } from '../fetch/fetched.ts'
import type { ParseTask } from '../worker/parse-task.ts'
import type { DiscoverTools } from './probe.ts'

/** How a feed is found. A feed whose publisher asked to wait is not asked. */
export interface FeedCheck {
  state: 'ok' | 'moved' | 'empty' | 'dead' | 'waits'
  detail: string | null
  /** Where its publisher sends it for good. */
  movedTo: string | null
  /** Of a dead one: feeds that its site has instead. */
  found: string[]
}

const PARSED_AS: Readonly<Record<FeedKind, ParseTask['kind']>> = { FEED: 'feed', SITEMAP: 'sitemap', PAGE: 'auto' }

/** Asks a feed once, as a poll would, and stores nothing. */
export async function checkFeed(feed: FeedRow, tools: DiscoverTools): Promise<FeedCheck> {
  if (feed.earliestFetchAt !== null && feed.earliestFetchAt > tools.now()) {
    return told('waits', `the publisher asked not to be asked before ${feed.earliestFetchAt.toISOString()}`)
  }
  const { url, etag, lastModified } = feed
  const fetched = await tools.fetch({ url, purpose: 'feed', etag, lastModified })
  return await judge(feed, fetched, tools)
}

const told = (state: FeedCheck['state'], detail: string | null, movedTo: string | null = null): FeedCheck => ({
  state,
  detail,
  movedTo,
  found: [],
})

async function judge(feed: FeedRow, fetched: Fetched, tools: DiscoverTools): Promise<FeedCheck> {
  if (fetched.kind === 'failed') return told('dead', `${fetched.code}: ${fetched.reason}`)
  if (fetched.kind === 'refused') return told('dead', fetched.reason)
  const { movedTo } = fetched
  const read = fetched.kind === 'unchanged' ? null : await itemsOf(feed, fetched, tools)
  if (typeof read === 'string') return told('dead', read, movedTo)
  if (movedTo !== null) return told('moved', `permanently redirected to ${movedTo}`, movedTo)
  return read === 0 ? told('empty', 'it has no items') : told('ok', null)
}

/** How many items there are; a sentence where it cannot be read. */
async function itemsOf(
  { kind }: FeedRow,
  answer: Extract<Fetched, { kind: 'fresh' }>,
  tools: DiscoverTools,
): Promise<number | string> {
  const parsed = await tools.parse({
    bytes: answer.body,
    contentType: answer.headers['content-type'] ?? null,
    kind: PARSED_AS[kind],
    url: answer.url,
    now: tools.now().getTime(),
  })
  return parsed.ok ? parsed.payload.articles.length + (parsed.payload.pages?.length ?? 0) : parsed.reason
}
