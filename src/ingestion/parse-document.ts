import type { ParsedDocument } from '../entities/article-item.ts'
import { decode } from './charset.ts'
import { parsePage } from './extract/parse-page.ts'
import { parseFeed } from './feed/parse-feed.ts'
import type { InputKind } from './input-file.ts'
import { parsePageDump } from './page/parse-page-dump.ts'

const CHARSET_KINDS = { feed: 'feed', page: 'html', 'page-dump': 'text' } as const

/** Control characters and unreadable bytes: text has hardly any, other files a twentieth of their bytes and more. */
const UNREADABLE = /[\u0000-\u0008\u000E-\u001F\u007F\uFFFD]/g
const MOST_UNREADABLE = 0.02

function isText(text: string): boolean {
  const head = text.slice(0, 100_000)
  return (head.match(UNREADABLE)?.length ?? 0) <= head.length * MOST_UNREADABLE
}

/** Parses a feed, page or page dump from its bytes; throws NotAFeed where a feed is none, and where a dump is no text. */
export function parseDocument(
  bytes: Uint8Array,
  kind: Exclude<InputKind, 'records'>,
  now: Date,
  url: string | null = null,
  contentType: string | null = null,
): ParsedDocument {
  const { text } = decode(bytes, { contentType, kind: CHARSET_KINDS[kind] })
  if (kind === 'page') return parsePage(text, { url, now })
  if (kind === 'feed') return parseFeed(text, { url, now })
  if (!isText(text)) throw new Error('this is no text: it is full of control characters and unreadable bytes')
  return parsePageDump(text, { now })
}
