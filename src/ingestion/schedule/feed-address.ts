import type { FeedAddress } from '../../entities/discovery.ts'
import { canonicalUrl, urlKey } from '../urls.ts'

/** An address as a feed is kept under it: as given, compared without what does not tell two feeds apart; null for none of ours. */
export function feedAddress(url: string): FeedAddress | null {
  const canonical = canonicalUrl(url)
  return canonical === null ? null : { url, urlKey: urlKey(canonical), host: new URL(url).host }
}
