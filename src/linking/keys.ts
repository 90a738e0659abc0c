import { createHash } from 'node:crypto'
import { titleKey } from '../arabic/fold.ts'

/** 128 bits of SHA-256: short enough for an index, long enough that two names never meet. */
const digest = (kind: string, ...parts: string[]): string =>
  createHash('sha256')
    .update([kind, ...parts].join('\u0000'))
    .digest('base64url')
    .slice(0, 22)

/** The key of a canonical address. Scheme and a leading `www.` do not tell two articles apart. */
export function addressKey(canonicalUrl: string): string {
  return digest('address', canonicalUrl.replace(/^https?:\/\/(?:www\.)?/i, ''))
}

/** The key of a GUID, which means something only within the channel that gave it. */
export function guidKey(channel: string, guid: string): string {
  return digest('guid', channel, guid)
}

/** The key of a title or headline: equal for two prints of it. A title without letters or digits stands for itself. */
export function headlineKey(headline: string): string {
  return digest('headline', titleKey(headline) || headline)
}

/** The digest of everything that a channel said of an article. */
export function contentDigest(content: unknown): string {
  return digest('content', JSON.stringify(content))
}
