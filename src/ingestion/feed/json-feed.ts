import { detectJsonFeed, type JsonFeed, parseJsonFeed } from 'feedsmith'
import type { ParsedDocument } from '../../entities/article-item.ts'
import { messageOf } from '../../errors.ts'
import { absoluteUrl } from '../urls.ts'
import { collect, MAX_ITEMS, type ReadItem, TOO_MANY } from './collect.ts'
import { isPicture } from './media.ts'
import { NotAFeed } from './not-a-feed.ts'
import { languageTag, lineOf, type RawItem } from './raw-item.ts'

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

/** Where the string that starts here ends, its closing quote included. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  for (; end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return end + 1
  }
  return text.length
}

/** Lines on which the members of the top-level array «items» start, in order. */
function itemLines(text: string): number[] {
  const lines: number[] = []
  let line = 1
  let depth = 0
  let key = ''
  let inItems = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!
    if (sign === '\n') line += 1
    else if (sign === '"') {
      const end = endOfString(text, at)
      if (depth === 1) key = text.slice(at + 1, end - 1)
      at = end - 1
    } else if (sign === '{' || sign === '[') {
      if (depth === 1) inItems = sign === '[' && key.toLowerCase() === 'items'
      if (depth === 2 && inItems) lines.push(line)
      depth += 1
    } else if (sign === '}' || sign === ']') depth -= 1
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
  const items: unknown[] = Array.isArray(document[itemsKey]) ? document[itemsKey] : []
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
  const read = items.slice(0, MAX_ITEMS).map((member, index): ReadItem => {
    const item = parseJsonFeed({ version: VERSION, items: [member] }).items?.[0]
    const line = lines.length === items.length ? lines[index]! : null
    return { line, raw: item ? fromJson(item, feed, base) : 'The item is not an object with anything in it' }
  })
  if (items.length > MAX_ITEMS) read.push({ line: lines[MAX_ITEMS] ?? null, raw: TOO_MANY })
  return collect(result, read, options.now)
}
