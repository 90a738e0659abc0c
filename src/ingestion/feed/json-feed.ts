import { detectJsonFeed, type JsonFeed, parseJsonFeed } from 'feedsmith'
import type { ParsedDocument } from '../../entities/article-item.ts'
import { messageOf } from '../../errors.ts'
import { absoluteUrl } from '../urls.ts'
import { isPicture } from './media.ts'
import { NotAFeed } from './not-a-feed.ts'
import { languageTag, lineOf, type RawItem, toArticle } from './raw-item.ts'

const VERSION = 'https://jsonfeed.org/version/1.1'

function fromJson(item: JsonFeed.Item<string>, feed: JsonFeed.Feed<string>, base: string | null): RawItem {
  return {
    guid: item.id,
    urls: [item.url, item.external_url],
    title: item.title,
    summary: item.summary,
    html: item.content_html,
    text: item.content_text,
    authors: (item.authors ?? feed.authors)?.map(({ name }) => name) ?? [],
    tags: item.tags ?? [],
    images: [
      item.image,
      item.banner_image,
      ...(item.attachments ?? []).filter(({ url, mime_type: type }) => isPicture({ url, type })).map(({ url }) => url),
    ],
    dates: [item.date_published, item.date_modified],
    languages: [item.language, feed.language],
    base,
  }
}

/** Lines on which the members of the top-level array «items» start, in order. */
export function itemLines(text: string): number[] {
  const lines: number[] = []
  let line = 1
  let depth = 0
  let key = ''
  let inItems = false
  for (const [token] of text.matchAll(/\n|"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '\n') line += 1
    else if (token.startsWith('"')) key = depth === 1 ? token : key
    else if (token === '{' || token === '[') {
      if (depth === 1) inItems = key.toLowerCase() === '"items"' && token === '['
      if (depth === 2 && inItems) lines.push(line)
      depth += 1
    } else depth -= 1
  }
  return lines
}

/** By its version as the specification has it, or, with a version of its own making, by its title and items. */
function isFeed(document: unknown): boolean {
  if (typeof document !== 'object' || document === null) return false
  const unversioned: unknown = { ...document, version: undefined }
  return detectJsonFeed(document) || detectJsonFeed(unversioned)
}

function readJson(text: string): Record<string, unknown> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw new NotAFeed(`The document is broken JSON: ${messageOf(error)}`)
  }
  if (isFeed(document)) return document as Record<string, unknown>
  throw new NotAFeed(
    'The document is JSON, but no JSON Feed: it has neither a jsonfeed.org version nor a title with items',
  )
}

/** JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). */
export function parseJson(text: string, options: { url?: string | null; now: Date }): ParsedDocument {
  const document = readJson(text)
  const itemsKey = Object.keys(document).find((key) => key.toLowerCase() === 'items') ?? 'items'
  const items = Array.isArray(document[itemsKey]) ? document[itemsKey] : []
  const feed = parseJsonFeed({ ...document, version: VERSION, [itemsKey]: [] })
  const base = absoluteUrl(feed.home_page_url ?? '', options.url) ?? options.url ?? null
  const result: ParsedDocument = {
    format: 'json-feed',
    title: lineOf(feed.title),
    homepage: absoluteUrl(feed.home_page_url ?? '', options.url),
    language: languageTag(feed.language),
    items: [],
    rejected: [],
  }
  // Members that are no objects start with no bracket, and then the lines cannot be told apart.
  const lines = itemLines(text)
  for (const [index, member] of items.entries()) {
    const line = lines.length === items.length ? lines[index]! : null
    const item = parseJsonFeed({ version: VERSION, items: [member] }).items?.[0]
    const article = item
      ? toArticle(fromJson(item, feed, base), options.now)
      : 'The item is not an object with anything in it'
    if (typeof article === 'string') result.rejected.push({ line, reason: article })
    else result.items.push({ item: article, line })
  }
  return result
}
