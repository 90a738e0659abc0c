import { generateOpml } from 'feedsmith'
import { Parser } from 'htmlparser2'
import { countryCode } from '../entities/country.ts'
import { FeedKind } from '../entities/enums.ts'
import { AppError } from '../errors.ts'

/** A feed as a list of subscriptions gives it. */
export interface OpmlFeed {
  url: string
  kind: FeedKind
  title: string | null
  /** Of its site. */
  homepage: string | null
  language: string | null
  country: string | null
  /** Folders from the outermost, then categories; each once. */
  tags: string[]
  /** Slug and name of its source: attributes of ours, for a list that comes back. */
  source: string | null
  publisher: string | null
}

/** What stands in a list, with the lines of its file. */
export interface OpmlList {
  feeds: (OpmlFeed & { line: number })[]
  rejected: { line: number; title: string | null; reason: string }[]
}

/** Entries that are read; the rest of a longer list is one rejection. */
const MAX_FEEDS = 10_000
const MAX_TAGS = 20
const MAX_TAG = 100
const MAX_TEXT = 200
const OURS = ['country', 'kind', 'source', 'publisher'] as const
const SLUG = /^[^_\s]{1,100}$/

/**
 * Reads OPML 1.0 to 2.0. Folders become tags, those within each other one each. What is no feed is told with its line, and the
 * rest goes in; so does all before the end of a file that was cut.
 * @throws {AppError} BAD_USER_INPUT for a file that is no OPML
 */
export function readOpml(text: string): OpmlList {
  const list: OpmlList = { feeds: [], rejected: [] }
  const folders: (string | null)[] = []
  const lineOf = lineCounter(text)
  let isOpml = false
  const parser: Parser = new Parser(
    {
      onopentag(name, given) {
        isOpml ||= name.toLowerCase() === 'opml'
        if (name.toLowerCase() !== 'outline') return
        const attributes = Object.fromEntries(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]))
        const title = line(attributes.text) ?? line(attributes.title)
        const url = line(attributes.xmlurl, 4_000)?.replace(/^feed:(?:\/\/(?!\/)|(?=https?:))/i, (scheme) =>
          scheme.endsWith('//') ? 'http://' : '',
        )
        folders.push(url === undefined ? title : null)
        const at = lineOf(parser.startIndex)
        if (url !== undefined) add(list, { ...feedOf(url, title, attributes, folders), line: at })
        else if (/^(?:rss|atom|feed)$/i.test(attributes.type ?? '')) {
          list.rejected.push({ line: at, title, reason: 'The entry has no xmlUrl' })
        }
      },
      onclosetag(name, isImplied) {
        if (name.toLowerCase() === 'outline') folders.pop()
        if (name.toLowerCase() === 'opml' && isImplied) {
          list.rejected.push({ line: lineOf(text.length), title: null, reason: 'The file ends before its list does' })
        }
      },
    },
    { xmlMode: true },
  )
  parser.end(text)
  if (!isOpml) throw new AppError('BAD_USER_INPUT', 'The file is no OPML: it has no element opml')
  return list
}

function add(list: OpmlList, feed: OpmlFeed & { line: number }): void {
  if (list.feeds.length < MAX_FEEDS) list.feeds.push(feed)
  else if (list.feeds.length + list.rejected.length === MAX_FEEDS)
    list.rejected.push({
      line: feed.line,
      title: null,
      reason: `Of a list ${MAX_FEEDS} feeds are taken; the rest is left out`,
    })
}

function feedOf(
  url: string,
  title: string | null,
  attributes: Readonly<Record<string, string>>,
  folders: readonly (string | null)[],
): OpmlFeed {
  const kind = attributes.kind?.toUpperCase() ?? ''
  const source = line(attributes.source)
  return {
    url,
    kind: Object.hasOwn(FeedKind, kind) ? (kind as FeedKind) : 'FEED',
    title,
    homepage: line(attributes.htmlurl, 2_000),
    language: line(attributes.language),
    country: countryCode(attributes.country ?? ''),
    tags: tagsOf([...folders, ...categories(attributes.category ?? '')]),
    source: source !== null && SLUG.test(source) ? source : null,
    publisher: line(attributes.publisher),
  }
}

/** OPML 2.0: categories by commas, each a word or a path that begins with a slash. */
const categories = (text: string): string[] =>
  text.split(',').flatMap((category) => (/^\s*\//.test(category) ? category.split('/') : [category]))

/** Tags in one spelling, so that a list that was written reads as it was: no comma, no slash at the beginning. */
function tagsOf(words: readonly (string | null)[]): string[] {
  const tags = words.flatMap((word) => line(word?.replace(/\s*,\s*/g, '، ').replace(/^[\s/]+/, ''), MAX_TAG) ?? [])
  return [...new Set(tags)].slice(0, MAX_TAGS)
}

/** One line of text without what XML forbids; null where there is nothing. */
function line(text: string | null | undefined, longest = MAX_TEXT): string | null {
  const clean = (text ?? '')
    .replace(/[\s\p{Cc}\uFFFE\uFFFF]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed()
  return clean.trim() || null
}

/** Tells the line of a place; places come in order. */
function lineCounter(text: string): (index: number) => number {
  let [lines, counted] = [1, 0]
  return (index) => {
    for (let at = text.indexOf('\n', counted); at !== -1 && at < index; at = text.indexOf('\n', counted)) {
      lines++
      counted = at + 1
    }
    return lines
  }
}

/**
 * Writes a list in OPML 2.0: a folder for each first tag, the other tags as categories. The same feeds give the same bytes,
 * whatever order they come in.
 */
export function writeOpml(feeds: readonly OpmlFeed[]): string {
  const folders = new Map<string, OpmlFeed[]>()
  for (const feed of [...feeds].sort(inOrder)) {
    const [folder = ''] = tagsOf(feed.tags)
    folders.set(folder, [...(folders.get(folder) ?? []), feed])
  }
  type Outline = ReturnType<typeof outline>
  const outlines = [...folders].flatMap<Outline | { text: string; outlines: Outline[] }>(([folder, inside]) =>
    folder === '' ? inside.map(outline) : [{ text: folder, outlines: inside.map(outline) }],
  )
  const document = { head: { title: 'Sila' }, body: { outlines } }
  if (outlines.length === 0) return EMPTY
  return generateOpml(document, { extraOutlineAttributes: OURS }).replace(/\n*$/, '\n')
}

const EMPTY = `<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
  <head>
    <title>Sila</title>
  </head>
  <body/>
</opml>
`

function inOrder(a: OpmlFeed, b: OpmlFeed): number {
  const keys = ({ tags, title, url }: OpmlFeed) => [tagsOf(tags)[0] ?? '', line(title) ?? url, url]
  const [one, other] = [keys(a), keys(b)]
  const differs = one.findIndex((key, index) => key !== other[index])
  return differs === -1 ? 0 : one[differs]! < other[differs]! ? -1 : 1
}

function outline({ url, kind, title, homepage, language, country, tags, source, publisher }: OpmlFeed) {
  const [, ...others] = tagsOf(tags)
  const text = line(title) ?? url
  return {
    text,
    title: text,
    type: 'rss',
    xmlUrl: url,
    htmlUrl: homepage ?? undefined,
    language: language ?? undefined,
    category: others.length === 0 ? undefined : others.join(','),
    country: country ?? undefined,
    kind: kind === 'FEED' ? undefined : kind.toLowerCase(),
    source: source ?? undefined,
    publisher: line(publisher) ?? undefined,
  }
}
