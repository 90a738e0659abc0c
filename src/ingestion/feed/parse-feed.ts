import { type AtomFeed, parseAtomFeed, parseRdfFeed, parseRssFeed, type RdfFeed, type RssFeed } from 'feedsmith'
import type { ParsedDocument } from '../../entities/article-item.ts'
import { absoluteUrl } from '../urls.ts'
import { alternateOf } from './atom-entry.ts'
import { collect, MAX_ITEMS, type ReadItem, TOO_MANY } from './collect.ts'
import { parseJson } from './json-feed.ts'
import { firstOf, languageTag, lineOf } from './raw-item.ts'
import { type Inheritance, readItems } from './read-items.ts'
import { type SplitFeed, splitFeed } from './split-feed.ts'

export { NotAFeed } from './not-a-feed.ts'

/** Where the feed came from, and the moment against which its dates are judged. */
export interface FeedOptions {
  url?: string | null
  now: Date
}

/** What the feed says of itself. */
interface Channel extends Inheritance {
  title: string | null
  homepage: string | null
  language: string | null
}

/** Characters that XML 1.0 forbids (2.2), taken out one for one but for the line ends. */
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uFEFF]/g

function readEnvelope(split: SplitFeed): {
  rss?: RssFeed.Feed<string>
  rdf?: RdfFeed.Feed<string>
  atom?: AtomFeed.Feed<string>
} {
  try {
    if (split.dialect === 'rss') return { rss: parseRssFeed(split.envelope) }
    if (split.dialect === 'rdf') return { rdf: parseRdfFeed(split.envelope) }
    return { atom: parseAtomFeed(split.envelope) }
  } catch {
    // A feed that is broken around its items still has its items.
    return {}
  }
}

function channelOf(split: SplitFeed, url: string | null): Channel {
  const { rss, rdf, atom } = readEnvelope(split)
  const declared = split
    .inherited('xml:base')
    .reduce<string | null>((base, step) => absoluteUrl(step, base) ?? base, url)
  const link = rss?.link ?? rdf?.link ?? alternateOf(atom?.links ?? rss?.atom?.links)
  const homepage = link ? absoluteUrl(link, declared) : null
  const languages = [rss?.language, (rss ?? rdf ?? atom)?.dc?.languages?.[0], ...split.inherited('xml:lang').reverse()]
  // A relative link of RSS starts at the site; of Atom, where the document says or lies (RFC 3986, 5.1).
  const hasBase = split.inherited('xml:base').length > 0
  return {
    title: lineOf(rss?.title ?? rdf?.title ?? atom?.title?.value ?? (rss ?? rdf ?? atom)?.dc?.titles?.[0]),
    homepage,
    language: firstOf(languages, languageTag),
    base: hasBase || (split.dialect === 'atom' && declared) ? declared : (homepage ?? declared),
    authors: atom?.authors ?? [],
  }
}

/** Items in the order of the document, those with a fault of their own among them. */
function readPieces(split: SplitFeed, channel: Channel): ReadItem[] {
  const pieces = split.pieces.slice(0, MAX_ITEMS)
  const sources = pieces.filter(({ fault }) => fault === null).map(({ source }) => source)
  const found = readItems(split, sources, channel).values()
  const read: ReadItem[] = pieces.map(({ line, fault }) => ({ line, raw: fault ?? found.next().value! }))
  const beyond = split.pieces[MAX_ITEMS]
  return beyond ? [...read, { line: beyond.line, raw: TOO_MANY }] : read
}

/**
 * Reads RSS 0.90 to 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1. The document is cut at its items first, so that a
 * broken one is one rejection. An item without a readable date keeps its place; one without title and text
 * is rejected. No entity that a document defines is ever expanded.
 * @throws {NotAFeed} for a document that is none of these
 */
export function parseFeed(text: string, options: FeedOptions): ParsedDocument {
  const clean = text.replace(FORBIDDEN, '')
  if (/^\s*[{[]/.test(clean)) return parseJson(clean, options)
  const split = splitFeed(clean)
  const channel = channelOf(split, options.url ?? null)
  const { title, homepage, language } = channel
  const result: ParsedDocument = {
    format: split.dialect,
    title,
    homepage,
    language,
    items: [],
    rejected: [],
  }
  const read = readPieces(split, channel)
  for (const { raw } of read) if (typeof raw !== 'string') raw.languages.push(language)
  return collect(result, read, options.now)
}
