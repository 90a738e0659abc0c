import type { ParsedDocument } from '../../entities/article-item.ts'
import { type RawItem, toArticle } from './raw-item.ts'

/** A feed holds news, not an archive: what is beyond this is told in one rejection. */
export const MAX_ITEMS = 5000
export const TOO_MANY = `The feed has more than ${MAX_ITEMS} items; those from here on are left out`

/** An item of a feed, or the sentence that says why it cannot be read, with its line. */
export interface ReadItem {
  line: number | null
  raw: RawItem | string
}

/** Adds to a document its articles and what cannot be one. */
export function collect(document: ParsedDocument, read: ReadItem[], now: Date): ParsedDocument {
  for (const { line, raw } of read) {
    const item = typeof raw === 'string' ? raw : toArticle(raw, now)
    if (typeof item === 'string') document.rejected.push({ line, reason: item })
    else document.items.push({ item, line })
  }
  return document
}
