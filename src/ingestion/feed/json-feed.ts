import { detectJsonFeed, type JsonFeed, ParseError, parseJsonFeed } from 'feedsmith'
import { messageOf } from '../../errors.ts'
import { absoluteUrl } from '../urls.ts'
import { type FeedModel, MAX_ITEMS, type ReadItem, TOO_MANY } from './feed-model.ts'
import { hintsOf } from './hints.ts'
import { isPicture } from './media.ts'
import { NotAFeed } from './not-a-feed.ts'
import type { RawItem } from './raw-item.ts'
import { languageTag } from './raw-text.ts'

const VERSION = 'https://jsonfeed.org/version/1.1'

/** An item of JSON Feed; its authors and language are the feed's where it names none. */
export function fromJson(item: JsonFeed.Item<string>, feed: JsonFeed.Feed<string>, base: string | null): RawItem {
  return {
    guid: item.id,
    urls: [item.url, item.external_url],
    title: item.title,
    summary: item.summary,
    html: item.content_html,
    text: item.content_text,
    authors: item.authors ?? feed.authors ?? [],
    tags: item.tags ?? [],
    images: [
      item.image,
      item.banner_image,
      ...(item.attachments ?? []).filter(({ url, mime_type: type }) => isPicture({ url, type })).map(({ url }) => url),
    ],
    published: [item.date_published],
    updated: [item.date_modified],
    languages: [item.language, feed.language],
    base,
    textBase: null,
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

/** By its version as the specification has it or as a number, or, with one of its own making, by its title and items. */
function isFeed(document: unknown): boolean {
  if (typeof document !== 'object' || document === null) return false
  const { version, items } = document as Record<string, unknown>
  const isNumbered = /^1(?:\.\d)?$/.test(String(version)) && Array.isArray(items)
  const unversioned: unknown = { ...document, version: undefined }
  return isNumbered || detectJsonFeed(document) || detectJsonFeed(unversioned)
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

function hubsOf(feed: JsonFeed.Feed<string>) {
  const { feed_url: self, next_url: next, hubs = [] } = feed
  const webSub = hubs.filter(({ type }) => type === undefined || /^websub$/i.test(type))
  return [
    ...webSub.map(({ url }) => ({ rel: 'hub', href: url })),
    { rel: 'self', href: self },
    { rel: 'next', href: next },
  ]
}

/** The feed without its items, which may be nothing at all. */
function feedOf(document: Record<string, unknown>): JsonFeed.Feed<string> {
  try {
    return parseJsonFeed(document)
  } catch (error) {
    if (error instanceof ParseError) return { title: '', items: [] }
    throw error
  }
}

/** JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). */
export function readJsonFeed(text: string, url: string | null): FeedModel {
  const document = readJson(text)
  const itemsKey = Object.keys(document).find((key) => key.toLowerCase() === 'items') ?? 'items'
  const items: unknown[] = Array.isArray(document[itemsKey]) ? document[itemsKey] : []
  const feed = feedOf({ ...document, version: VERSION, [itemsKey]: [] })
  const link = absoluteUrl(feed.home_page_url ?? '', url)
  // Members that are no objects start with no bracket, and then the lines cannot be told apart.
  const lines = itemLines(text)
  const read = items.slice(0, MAX_ITEMS).map((member, index): ReadItem => {
    const item = parseJsonFeed({ version: VERSION, items: [member] }).items?.[0]
    const line = lines.length === items.length ? lines[index]! : null
    return { line, raw: item ? fromJson(item, feed, link ?? url) : 'The item is not an object with anything in it' }
  })
  if (items.length > MAX_ITEMS) read.push({ line: lines[MAX_ITEMS] ?? null, raw: TOO_MANY })
  return {
    format: 'json-feed',
    title: feed.title ?? null,
    link,
    language: languageTag(feed.language),
    updated: null,
    hints: hintsOf({ links: hubsOf(feed) }, url),
    items: read,
  }
}
