import type { ArticleItem, ParsedDocument } from '../../entities/article-item.ts'

/** A feed holds news, not an archive: what is beyond this is told in one rejection. */
const MAX_ITEMS = 5000

/** Reads the pieces of a document into its items and, where the reading gives a reason instead of an item, its rejections. */
export function collect<Piece extends { line: number | null }>(
  document: ParsedDocument,
  pieces: Piece[],
  read: (piece: Piece) => ArticleItem | string,
): ParsedDocument {
  for (const piece of pieces.slice(0, MAX_ITEMS)) {
    const item = read(piece)
    if (typeof item === 'string') document.rejected.push({ line: piece.line, reason: item })
    else document.items.push({ item, line: piece.line })
  }
  const beyond = pieces[MAX_ITEMS]
  if (beyond) {
    document.rejected.push({
      line: beyond.line,
      reason: `The feed has more than ${MAX_ITEMS} items; these are left out`,
    })
  }
  return document
}
