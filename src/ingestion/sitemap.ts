import type { ArticleItem, ParsedDocument } from '../entities/article-item.ts'
import { parseDate } from './dates.ts'
import { internalSubsetAt } from './feed/doctype.ts'
import { type FeedOptions, NotAFeed } from './feed/parse-feed.ts'
import { firstOf, languageTag, lineOf } from './feed/raw-text.ts'
import { lineAt } from './feed/xml-tags.ts'
import { MAX_ADDRESSES, readSitemap, type Sitemap, type SitemapEntry } from './sitemap-reader.ts'
import { absoluteUrl } from './urls.ts'

/** Of which so many are taken, the newest by their dates. */
const MAX_TAKEN = 5_000

function toItem(entry: SitemapEntry, url: string, now: Date): ArticleItem {
  const title = lineOf(entry['news:title'])
  const date = firstOf([entry['news:publication_date'], entry.lastmod], (value) => parseDate(value, now))
  return {
    guid: null,
    url,
    title,
    tags: (entry['news:keywords'] ?? '').split(/[,،]/).flatMap((word) => lineOf(word) ?? []),
    image: absoluteUrl(entry['image:loc'] ?? '', url),
    publishedAt: date?.at ?? null,
    publishedAtPrecision: date?.precision ?? null,
    language: languageTag(entry['news:language']),
  }
}

/** The newest of what has come to be too much, in the order of the document. */
function newest(pages: NonNullable<ParsedDocument['pages']>): typeof pages {
  if (pages.length <= MAX_TAKEN) return pages
  const byDate = [...pages].sort((a, b) => (b.item.publishedAt ?? '').localeCompare(a.item.publishedAt ?? ''))
  const taken = new Set(byDate.slice(0, MAX_TAKEN))
  return pages.filter((page) => taken.has(page))
}

function asIndex({ entries, beyond }: Sitemap, base: string | null): ParsedDocument {
  const rejected: ParsedDocument['rejected'] = []
  const sitemaps = entries.flatMap(({ loc, line }) => {
    const url = absoluteUrl(loc ?? '', base)
    if (url === null) rejected.push({ line, reason: 'The sitemap has no address that can be read' })
    return url ?? []
  })
  if (beyond !== null) rejected.push(tooMany(beyond))
  return { format: 'sitemap-index', title: null, homepage: null, language: null, items: [], sitemaps, rejected }
}

const tooMany = (line: number) => ({
  line,
  reason: `The sitemap has more than ${MAX_ADDRESSES} addresses; those from here on are left out`,
})

/**
 * Reads a sitemap (sitemaps.org), with Google's news and image elements. An address with a news title is an item, one without
 * is a page that has to be read first: of these the 5,000 newest are given. Several publications in one document make each
 * item name its own.
 * @throws {NotAFeed} for a document that is no sitemap, or defines entities
 */
export function parseSitemap(text: string, { url, now }: FeedOptions): ParsedDocument {
  const subset = internalSubsetAt(text)
  if (subset !== -1)
    throw new NotAFeed(
      `The DOCTYPE in line ${lineAt(text, subset)} defines entities of its own; they are never expanded`,
    )
  const sitemap = readSitemap(text)
  const { root, entries } = sitemap
  if (root === 'sitemapindex') return asIndex(sitemap, url ?? null)
  if (root !== 'urlset') throw new NotAFeed('The document holds no urlset or sitemapindex element')
  const names = new Set(entries.flatMap((entry) => lineOf(entry['news:name']) ?? []))
  const document: ParsedDocument & Required<Pick<ParsedDocument, 'pages'>> = {
    format: entries.some((entry) => entry['news:title'] !== undefined) ? 'news-sitemap' : 'sitemap',
    title: names.size === 1 ? [...names][0]! : null,
    homepage: null,
    language: firstOf(
      entries.map((entry) => entry['news:language']),
      languageTag,
    ),
    items: [],
    pages: [],
    rejected: [],
  }
  for (const entry of entries) {
    const { line } = entry
    const address = absoluteUrl(entry.loc ?? '', url)
    const item = address === null ? null : toItem(entry, address, now)
    if (item === null) document.rejected.push({ line, reason: 'The item has no address that can be read' })
    else if (item.title === null) document.pages.push({ item, line })
    else document.items.push({ item: names.size > 1 ? { ...item, source: lineOf(entry['news:name']) } : item, line })
  }
  if (document.pages.length > MAX_TAKEN)
    document.rejected.push({
      line: null,
      reason: `Of ${document.pages.length} pages the ${MAX_TAKEN} newest are taken`,
    })
  document.pages = newest(document.pages)
  if (sitemap.beyond !== null) document.rejected.push(tooMany(sitemap.beyond))
  return document
}
