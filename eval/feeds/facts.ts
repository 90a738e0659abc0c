import { parseFeed } from 'feedsmith'
import { fromAtom } from '../../src/ingestion/feed/atom-entry.ts'
import { channelOf } from '../../src/ingestion/feed/channel.ts'
import { fromJson } from '../../src/ingestion/feed/json-feed.ts'
import { addressOf, type RawItem, textsOf } from '../../src/ingestion/feed/raw-item.ts'
import { firstOf, type Maybe, type Person } from '../../src/ingestion/feed/raw-text.ts'
import { readFeedBytes } from '../../src/ingestion/feed/read-feed.ts'
import { fromRdf, fromRss } from '../../src/ingestion/feed/rss-item.ts'
import type { FeedCase } from './expectation.ts'

/** What a parser found in an entry; the names are those of the expectations. */
export interface EntryFacts {
  title: Maybe
  link: Maybe
  id: Maybe
  summary: Maybe
  content: Maybe
  author: Person[]
  published: Maybe
  updated: Maybe
  tags: Maybe[]
}

/** What a parser found in a feed. */
export interface FeedFacts {
  encoding: string | null
  title: Maybe
  link: Maybe
  language: Maybe
  updated: Maybe
  /** Of ours: the family, and how many characters could not be read. */
  format?: string
  replaced?: number
  /** A sentence where an entry could not be read. */
  entries: (EntryFacts | string)[]
}

function entryFacts(raw: RawItem): EntryFacts {
  const { summary, html, text } = textsOf(raw)
  const content = html ?? text
  return {
    title: raw.title,
    link: addressOf(raw),
    id: raw.guid,
    // Suites expect the content where a feed gives no summary of its own.
    summary: summary ?? content,
    content,
    author: raw.authors,
    // As for an article, the update stands for a publication that is not told.
    published: firstOf([...raw.published, ...raw.updated], (value) => value),
    updated: firstOf(raw.updated, (value) => value),
    tags: raw.tags,
  }
}

/** What the server reads of a feed, before it makes articles of it. */
export function factsOf({ bytes, contentType, url }: FeedCase): FeedFacts {
  const { charset, items, ...feed } = readFeedBytes(bytes, { contentType, url })
  return {
    ...feed,
    encoding: charset,
    entries: items.map(({ raw }) => (typeof raw === 'string' ? raw : entryFacts(raw))),
  }
}

/** What feedsmith alone reads of a feed taken as UTF-8, its values under the same names by the same mapping. */
export function feedsmithFacts({ bytes, url }: FeedCase): FeedFacts {
  const { format, feed } = parseFeed(new TextDecoder().decode(bytes))
  const base = { base: url, declared: null }
  if (format === 'json') {
    const entries = (feed.items ?? []).map((item) => entryFacts(fromJson(item, feed, url)))
    return {
      encoding: null,
      title: feed.title,
      link: feed.home_page_url,
      language: feed.language,
      updated: null,
      entries,
    }
  }
  const channel = channelOf({ [format]: feed })
  const items =
    format === 'atom'
      ? (feed.entries ?? []).map((entry) => fromAtom(entry, feed.authors ?? [], base))
      : format === 'rdf'
        ? (feed.items ?? []).map((item) => fromRdf(item, base))
        : (feed.items ?? []).map((item) => fromRss(item, base))
  const language = firstOf(channel.languages, (value) => value)
  return { encoding: null, ...channel, language, entries: items.map(entryFacts) }
}
