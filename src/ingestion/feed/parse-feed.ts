import type { ParsedDocument } from '../../entities/article-item.ts'
import type { FeedModel } from './feed-model.ts'
import { toArticle } from './raw-item.ts'
import { lineOf } from './raw-text.ts'
import { readFeed } from './read-feed.ts'

export { NotAFeed } from './not-a-feed.ts'

/** Where the feed came from, and the moment against which its dates are judged. */
export interface FeedOptions {
  url?: string | null
  now: Date
}

/** The articles of a feed, and what in it cannot be one. */
function documentOf({ title, link, items, ...feed }: FeedModel, now: Date): ParsedDocument {
  const { format, language, hints } = feed
  const document: ParsedDocument = {
    format,
    title: lineOf(title),
    homepage: link,
    language,
    hints,
    items: [],
    rejected: [],
  }
  for (const { line, raw } of items) {
    const item = typeof raw === 'string' ? raw : toArticle(raw, now)
    if (typeof item === 'string') document.rejected.push({ line, reason: item })
    else document.items.push({ item, line })
  }
  return document
}

/**
 * Reads RSS 0.90 to 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1. A broken item is one rejection. An item without a readable
 * date keeps its place; one without title and text is rejected. No entity that a document defines is ever expanded.
 * @throws {NotAFeed} for a document that is none of these
 */
export function parseFeed(text: string, options: FeedOptions): ParsedDocument {
  return documentOf(readFeed(text, options.url ?? null), options.now)
}
