import type { ParsedDocument } from '../entities/article-item.ts'
import { decode } from './charset.ts'
import { parseFeed } from './feed/parse-feed.ts'
import type { InputKind } from './input-file.ts'
import { parsePageDump } from './page/parse-page-dump.ts'

/** Parses a feed or page dump from its bytes; throws NotAFeed where a feed is none. */
export function parseDocument(
  bytes: Uint8Array,
  kind: Exclude<InputKind, 'records'>,
  now: Date,
  url: string | null = null,
): ParsedDocument {
  const { text } = decode(bytes, { kind: kind === 'feed' ? 'feed' : 'text' })
  return kind === 'feed' ? parseFeed(text, { url, now }) : parsePageDump(text, { now })
}
