import type { DataSource } from 'typeorm'
import { type Stores, transact } from '../stores/stores.ts'
import { newSource, type SiteFacts, sourceOfSite } from './discover/site.ts'
import type { OpmlFeed, OpmlList } from './opml.ts'
import { feedAddress } from './schedule/feed-address.ts'
import { absoluteUrl } from './urls.ts'

/** What an import of a list came to. */
export interface OpmlImported {
  added: number
  /** Feeds that were there, and feeds that the list names twice. */
  existing: number
  rejected: OpmlList['rejected']
}

type Entry = OpmlList['feeds'][number]

/** Entries that are stored in one transaction. */
const CHUNK = 50

/** Stores the feeds of a list without asking anybody for them; what cannot be is told, and the rest goes in. */
export async function importOpml(
  { feeds, rejected }: OpmlList,
  database: DataSource,
  onProgress: (done: number, total: number, errors: number) => void = () => {},
): Promise<OpmlImported> {
  const imported: OpmlImported = { added: 0, existing: 0, rejected: [...rejected] }
  for (let from = 0; from < feeds.length; from += CHUNK) {
    onProgress(from, feeds.length, imported.rejected.length)
    const chunk = await transact(database, (stores) => storeAll(feeds.slice(from, from + CHUNK), stores))
    imported.added += chunk.added
    imported.existing += chunk.existing
    imported.rejected.push(...chunk.rejected)
  }
  onProgress(feeds.length, feeds.length, imported.rejected.length)
  return imported
}

async function storeAll(entries: readonly Entry[], stores: Stores): Promise<OpmlImported> {
  const stored: OpmlImported = { added: 0, existing: 0, rejected: [] }
  for (const { line, ...feed } of entries) {
    const { kind, title, tags } = feed
    const address = feedAddress(feed.url)
    if (address === null) {
      stored.rejected.push({ line, title, reason: `«${feed.url.slice(0, 200)}» is no address of a feed` })
      continue
    }
    const known = await stores.feeds.byUrlKey(address.urlKey)
    const isThere = known !== null && known.removedAt === null
    const id = isThere
      ? null
      : await stores.feedRegistry.add({
          ...address,
          kind,
          title,
          tags,
          format: null,
          sourceId: await sourceOf(feed, stores),
        })
    if (id === null) stored.existing++
    else stored.added++
  }
  return stored
}

/** The source that the list names by its slug, else the one of the site; made where it is new. */
async function sourceOf(feed: OpmlFeed, { sources, sourceEditor }: Stores): Promise<string> {
  const facts: SiteFacts = {
    feedUrl: feed.url,
    name: feed.publisher ?? feed.title,
    // As it stands where it is one, so that a list that comes back is the list that went.
    homepage: feed.homepage !== null && isAddress(feed.homepage) ? feed.homepage : null,
    language: feed.language,
    country: feed.country,
  }
  if (feed.source === null) return await sourceOfSite(facts, sourceEditor)
  const named = await sources.bySlug(feed.source)
  return named?.id ?? (await sourceEditor.make(newSource(facts, feed.source)))
}

const isAddress = (text: string): boolean => /^https?:\/\//i.test(text) && absoluteUrl(text) !== null
