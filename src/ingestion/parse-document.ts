import type { ParsedDocument } from '../entities/article-item.ts'
import { decode } from './charset.ts'
import { parsePage } from './extract/parse-page.ts'
import { parseFeed } from './feed/parse-feed.ts'
import type { InputKind } from './input-file.ts'
import { parsePageDump } from './page/parse-page-dump.ts'

const CHARSET_KINDS = { feed: 'feed', page: 'html', 'page-dump': 'text' } as const

/** Parses a feed, page or page dump from its bytes; throws NotAFeed where a feed is none. */
export function parseDocument(
  bytes: Uint8Array,
  kind: Exclude<InputKind, 'records'>,
  now: Date,
  url: string | null = null,
  contentType: string | null = null,
): ParsedDocument {
  const { text } = decode(bytes, { contentType, kind: CHARSET_KINDS[kind] })
  if (kind === 'page') return parsePage(text, { url, now })
  return kind === 'feed' ? parseFeed(text, { url, now }) : parsePageDump(text, { now })
}
