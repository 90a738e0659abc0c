import type { EntityManager } from 'typeorm'
import type { Discovery, FeedCandidate } from '../../entities/discovery.ts'
import { feedTaken, noFeed } from '../../entities/registry-error.ts'
import type { UserError } from '../../entities/user-error.ts'
import { FeedRegistry } from '../../stores/feed-registry.ts'
import { FeedStore } from '../../stores/feed-store.ts'
import { SourceEditor } from '../../stores/source-editor.ts'
import { feedAddress } from '../schedule/feed-address.ts'
import { discover } from './discover.ts'
import type { DiscoverTools } from './probe.ts'
import { factsOf, sourceOfSite } from './site.ts'

/** What became of a wish to add a feed: the id of its row, or what is to be mended. */
export type FeedAdded = { ok: true; feedId: string } | { ok: false; error: UserError }

/** Finds the feeds of addresses and stores them. */
export class FeedDesk {
  constructor(
    private readonly manager: EntityManager,
    private readonly tools: DiscoverTools,
  ) {}

  /** What a page or feed address would bring. Stores nothing. */
  async preview(url: string): Promise<Discovery> {
    return await discover(url, this.tools)
  }

  /** Stores the feed of an address under a source (the id of its row), or one made for its site. */
  async add(url: string, sourceId: string | null): Promise<FeedAdded> {
    if (await this.isThere(url)) return { ok: false, error: feedTaken() }
    const found = await this.preview(url)
    if (!found.ok) return { ok: false, error: noFeed(found) }
    return await this.store(found.candidates[0]!, sourceId)
  }

  /** Whether a feed of this very address is there and not removed. */
  async isThere(url: string): Promise<boolean> {
    const address = feedAddress(url)
    const known = address === null ? null : await new FeedStore(this.manager).byUrlKey(address.urlKey)
    return known !== null && known.removedAt === null
  }

  /** Stores a candidate. */
  async store(candidate: FeedCandidate, sourceId: string | null): Promise<FeedAdded> {
    if (await this.isThere(candidate.url)) return { ok: false, error: feedTaken() }
    const { url, urlKey, host, kind, format, title } = candidate
    const feedId = await new FeedRegistry(this.manager).add({
      sourceId: sourceId ?? (await sourceOfSite(factsOf(candidate), new SourceEditor(this.manager))),
      url,
      urlKey,
      host,
      kind,
      format,
      title,
      tags: [],
    })
    return feedId === null ? { ok: false, error: feedTaken() } : { ok: true, feedId }
  }
}
