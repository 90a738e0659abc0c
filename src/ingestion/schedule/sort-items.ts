import type { DeliveredArticle } from '../../entities/delivered-article.ts'
import type { DisplayPolicy } from '../../entities/enums.ts'
import type { SourceReference } from '../../entities/inbox.ts'
import type { SourceProfile } from '../../entities/source-profile.ts'
import type { NewPageTask } from '../../stores/page-task-store.ts'
import type { ParsedArticle, ParsedPage } from '../worker/parse-task.ts'

/** A body with less text than this is a teaser, in characters. */
const FULL_TEXT = 500
/** Pages that one poll of a sitemap has fetched, the newest; the others count as seen. */
const PAGES_A_POLL = 200

/** What a feed gives to each of its items. */
export interface FeedContext {
  id: string
  sourceSlug: string
  display: DisplayPolicy
  profile: SourceProfile | null
  tags: readonly string[]
}

/** An item on its way to the desk. */
export interface Delivered {
  channel: string
  payload: { source: SourceReference; article: DeliveredArticle }
}

/** When an item says that it was published. */
export type Dated = Pick<DeliveredArticle, 'publishedAt' | 'publishedAtPrecision'>

/** The items of a body that have to go somewhere, oldest first. */
export interface SortedItems {
  /** At once to the desk. */
  deliver: Delivered[]
  /** After their pages. */
  pages: NewPageTask[]
  /** Those that the feed had never shown. */
  fresh: Dated[]
}

/** The channel of a feed: GUIDs are its own. */
export const feedChannel = (feedId: string): string => `feed:${feedId}`

/** Whether the feed's word is not enough, and the page itself is to be read. */
export function wantsPage(article: DeliveredArticle, feed: Pick<FeedContext, 'display' | 'profile'>): boolean {
  if (article.url === null || feed.profile?.fullText === 'NEVER') return false
  if (feed.profile?.fullText === 'ALWAYS') return true
  const length = (article.blocks ?? []).reduce((sum, { text }) => sum + text.length, 0)
  return feed.display === 'FULL' && length < FULL_TEXT
}

/**
 * The items oldest first. Feeds put the latest on top, so the order is turned around; where dates say otherwise they win, and
 * an item without one stays with the one below it.
 */
export function oldestFirst(articles: readonly ParsedArticle[]): ParsedArticle[] {
  let latest = ''
  return [...articles]
    .reverse()
    .map((parsed) => {
      latest = parsed.article.publishedAt ?? latest
      return { parsed, at: latest === '' ? 0 : Date.parse(latest) }
    })
    .sort((a, b) => a.at - b.at)
    .map(({ parsed }) => parsed)
}

/** Tells what of a body is new or says something else than before, and where it goes. */
export function sortItems(
  articles: readonly ParsedArticle[],
  seen: ReadonlyMap<string, string>,
  feed: FeedContext,
): SortedItems {
  const sorted: SortedItems = { deliver: [], pages: [], fresh: [] }
  for (const { article: said, source, key, digest } of oldestFirst(articles)) {
    const known = seen.get(key)
    if (known === digest) continue
    const article = { ...said, taggings: [...said.taggings, ...editorTags(feed.tags)] }
    const item = { channel: feedChannel(feed.id), payload: { source: sourceOf(source, feed), article } }
    if (known === undefined) sorted.fresh.push(article)
    if (wantsPage(article, feed)) sorted.pages.push({ ...item, url: article.url!, host: new URL(article.url!).host })
    else sorted.deliver.push(item)
  }
  return sorted
}

/** Tells which addresses of a sitemap are new, as items of which only the address is known; the newest last. */
export function sortPages(
  pages: readonly ParsedPage[],
  seen: ReadonlyMap<string, string>,
  feed: FeedContext,
): NewPageTask[] {
  return pages
    .filter(({ key, digest }) => seen.get(key) !== digest)
    .map(({ item }) => item)
    .sort((a, b) => (a.publishedAt ?? '').localeCompare(b.publishedAt ?? ''))
    .slice(-PAGES_A_POLL)
    .map(({ url, language }) => {
      const article: DeliveredArticle = {
        ...NOTHING_KNOWN,
        url,
        language: language ?? NOTHING_KNOWN.language,
        taggings: editorTags(feed.tags),
      }
      const payload = { source: sourceOf(null, feed), article }
      return { channel: feedChannel(feed.id), payload, url, host: new URL(url).host }
    })
}

/** When a sitemap was told of a change is not when the article was published: its page says that. */
const NOTHING_KNOWN: DeliveredArticle = {
  guid: null,
  url: null,
  title: '',
  excerpt: null,
  blocks: null,
  language: 'ar',
  direction: 'RTL',
  authors: null,
  taggings: [],
  image: null,
  publishedAt: null,
  publishedAtPrecision: 'OBSERVED',
  observedAt: null,
  readAlso: null,
  similar: null,
}

const editorTags = (labels: readonly string[]): DeliveredArticle['taggings'] =>
  labels.map((label) => ({ label, origin: 'EDITOR', confidence: 1 }))

/** A document of several publications names each item's own; any other speaks for the feed's source. */
const sourceOf = (named: string | null, { sourceSlug }: FeedContext): SourceReference =>
  named === null ? { slug: sourceSlug } : { name: named }
