import { type Decoded, decode } from '../charset.ts'
import { absoluteUrl } from '../urls.ts'
import { channelOf, readEnvelope } from './channel.ts'
import { type FeedModel, MAX_ITEMS, type ReadItem, TOO_MANY } from './feed-model.ts'
import { hintsOf } from './hints.ts'
import { readJsonFeed } from './json-feed.ts'
import { modernize } from './modernize.ts'
import { firstOf, languageTag } from './raw-text.ts'
import { type Inheritance, readItems } from './read-items.ts'
import { type SplitFeed, splitFeed } from './split-feed.ts'

/** Characters that XML 1.0 forbids (2.2), taken out one for one but for the line ends. */
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uFEFF]/g

/** What the feed says of itself, and what it hands down to its items. */
function readChannel(split: SplitFeed, url: string | null): Omit<FeedModel, 'items'> & { handsDown: Inheritance } {
  const { title, languages, updated, authors, ...channel } = channelOf(readEnvelope(split))
  const bases = split.inherited('xml:base')
  const declared = bases.reduce<string | null>((base, step) => absoluteUrl(step, base) ?? base, url)
  // A channel of the Channel Definition Format is linked by an attribute.
  const href = channel.link ?? split.inherited('href').at(-1)
  const link = href ? absoluteUrl(href, declared) : null
  // A relative link of RSS starts at the site; of Atom, where the document says or lies (RFC 3986, 5.1).
  const isDeclared = bases.length > 0 || split.dialect === 'atom'
  const base = (isDeclared && declared) || (link ?? declared)
  return {
    format: split.dialect,
    title,
    link,
    language: firstOf([...languages, ...split.inherited('xml:lang').reverse()], languageTag),
    updated,
    hints: hintsOf(channel, declared),
    handsDown: { base, declared: bases.length > 0 ? declared : null, authors },
  }
}

/** Items in the order of the document, those with a fault of their own among them. */
function readPieces(split: SplitFeed, handsDown: Inheritance): ReadItem[] {
  const pieces = split.pieces.slice(0, MAX_ITEMS)
  const sources = pieces.filter(({ fault }) => fault === null).map(({ source }) => modernize(split.dialect, source))
  const found = readItems(split, sources, handsDown).values()
  const read: ReadItem[] = pieces.map(({ line, fault }) => ({ line, raw: fault ?? found.next().value! }))
  const beyond = split.pieces[MAX_ITEMS]
  return beyond ? [...read, { line: beyond.line, raw: TOO_MANY }] : read
}

/**
 * Reads a feed of any family. The document is cut at its items first, so that a broken one is one fault in the list.
 * @throws {NotAFeed} for a document that is none
 */
export function readFeed(text: string, url: string | null): FeedModel {
  const clean = text.replace(FORBIDDEN, '')
  if (/^\s*[{[]/.test(clean)) return readJsonFeed(clean, url)
  const split = splitFeed(clean)
  const { handsDown, ...channel } = readChannel(split, url)
  const items = readPieces(split, handsDown)
  for (const { raw } of items) if (typeof raw !== 'string') raw.languages.push(channel.language)
  return { ...channel, items }
}

/** Reads a feed from its bytes and the headers with which it came. */
export function readFeedBytes(
  bytes: Uint8Array,
  { contentType, url }: { contentType?: string | null; url?: string | null } = {},
): FeedModel & Omit<Decoded, 'text'> {
  const { text, ...decoded } = decode(bytes, { contentType, kind: 'feed' })
  return { ...readFeed(text, url ?? null), ...decoded }
}
