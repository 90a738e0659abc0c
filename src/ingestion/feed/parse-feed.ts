import {
  type AtomFeed,
  ParseError,
  parseAtomFeed,
  parseRdfFeed,
  parseRssFeed,
  type RdfFeed,
  type RssFeed,
} from 'feedsmith'
import type { ArticleItem, ParsedDocument } from '../../entities/article-item.ts'
import { messageOf } from '../../errors.ts'
import { absoluteUrl } from '../urls.ts'
import { alternateOf, fromAtom } from './atom-entry.ts'
import { collect } from './collect.ts'
import { parseJson } from './json-feed.ts'
import { firstOf, languageTag, lineOf, toArticle } from './raw-item.ts'
import { fromRdf, fromRss } from './rss-item.ts'
import { type SplitFeed, splitFeed } from './split-feed.ts'

export { NotAFeed } from './not-a-feed.ts'

/** Where the feed came from, and the moment against which its dates are judged. */
export interface FeedOptions {
  url?: string | null
  now: Date
}

/** What the feed says of itself and hands down to its items. */
interface Channel {
  title: string | null
  homepage: string | null
  language: string | null
  base: string | null
  authors: AtomFeed.Person[]
}

/** Characters that XML 1.0 forbids (2.2), taken out one for one but for the line ends. */
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uFEFF]/g
const EMPTY = 'The item holds nothing that can be read'
const FORMATS = { rss: 'rss', atom: 'atom', rdf: 'rdf' } as const

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

function readItem(split: SplitFeed, source: string, channel: Channel, now: Date): ArticleItem | string {
  const document = split.wrap(source)
  const baseOf = (own: string | undefined) => (own ? (absoluteUrl(own, channel.base) ?? channel.base) : channel.base)
  if (split.dialect === 'atom') {
    const entry = parseAtomFeed(document).entries?.[0]
    return entry ? toArticle(fromAtom(entry, channel.authors, baseOf(entry.xml?.base)), now) : EMPTY
  }
  if (split.dialect === 'rdf') {
    const item = parseRdfFeed(document).items?.[0]
    return item ? toArticle(fromRdf(item, baseOf(item.xml?.base)), now) : EMPTY
  }
  const item = parseRssFeed(document).items?.[0]
  return item ? toArticle(fromRss(item, baseOf(item.xml?.base)), now) : EMPTY
}

/**
 * Reads RSS 0.90 to 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1. The document is cut at its items first and each is read
 * alone, so that a broken one is one rejection. An item without a readable date keeps its place; one without title and text
 * is rejected. No entity that a document defines is ever expanded.
 * @throws {NotAFeed} for a document that is none of these
 */
export function parseFeed(text: string, options: FeedOptions): ParsedDocument {
  const clean = text.replace(FORBIDDEN, '')
  if (/^\s*[{[]/.test(clean)) return parseJson(clean, options)
  const split = splitFeed(clean)
  const channel = channelOf(split, options.url ?? null)
  const { title, homepage, language } = channel
  const result: ParsedDocument = { format: FORMATS[split.dialect], title, homepage, language, items: [], rejected: [] }
  return collect(result, split.pieces, ({ source, fault }) => {
    const article = fault ?? attempt(source, (item) => readItem(split, item, channel, options.now))
    return typeof article === 'string' ? article : { ...article, language: article.language ?? language }
  })
}

/** Signs of comparison and quotation that XML would take for tags. */
const STRAY_BRACKET = /<(?![A-Za-z_/!?])/g

function attempt(source: string, read: (source: string) => ArticleItem | string): ArticleItem | string {
  try {
    return read(source)
  } catch (error) {
    if (error instanceof ParseError) return EMPTY
    const repaired = source.replace(STRAY_BRACKET, '&lt;')
    if (repaired !== source) return attempt(repaired, read)
    const cause = error instanceof Error && error.cause ? error.cause : error
    return `The item is not well-formed: ${messageOf(cause)}`
  }
}
