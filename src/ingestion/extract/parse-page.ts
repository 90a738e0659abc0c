import type { ParsedDocument } from '../../entities/article-item.ts'
import { extractPage } from './extract-page.ts'

/** A publisher's page as a document of one article; what the site calls itself stands for the document's title. */
export function parsePage(html: string, context: { url: string | null; now: Date }): ParsedDocument {
  const { item, siteName } = extractPage(html, context)
  const document = {
    format: 'page',
    title: siteName,
    homepage: item.url ? new URL(item.url).origin : null,
    language: item.language ?? null,
  }
  if (!item.title && !item.text) {
    return { ...document, items: [], rejected: [{ line: null, reason: 'no article: neither a title nor any text' }] }
  }
  return { ...document, items: [{ item, line: null }], rejected: [] }
}
