import type { DeliveredArticle } from '../entities/delivered-article.ts'
import type { Source } from '../entities/source.ts'
import type { Identity } from '../linking/identify.ts'
import { addressKey, contentDigest, guidKey, headlineKey } from '../linking/keys.ts'
import { earlier, publication } from './publication.ts'

/** One article as it came, and from where. */
export interface Delivered {
  item: DeliveredArticle
  source: Source
  channel: string
  rawPayloadId: string | null
}

/** An item with what its decisions need worked out. */
export interface Subject extends Delivered {
  identity: Identity
  observedAt: Date
  digest: string
}

/** Works out what an item is identified by. */
export function subjectOf(delivered: Delivered, at: Date): Subject {
  const { item, source, channel } = delivered
  const observedAt = earlier(new Date(item.observedAt ?? at), at)
  const identity = {
    sourceId: source.id,
    addressKey: item.url === null ? null : addressKey(item.url),
    guidKey: item.guid === null ? null : guidKey(channel, item.guid),
    channel,
    titleKey: headlineKey(item.title),
    ...publication(item, observedAt),
  }
  return { ...delivered, identity, observedAt, digest: contentDigest({ ...item, observedAt: null }) }
}
