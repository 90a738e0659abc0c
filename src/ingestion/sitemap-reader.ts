import { Parser } from 'htmlparser2'
import { NotAFeed } from './feed/not-a-feed.ts'

/** A sitemap holds at most so many addresses (sitemaps.org/protocol.html); the rest is told in one rejection. */
export const MAX_ADDRESSES = 50_000
const MAX_DEPTH = 100

/** What stands in one url or sitemap element: the first of each, by the vocabulary's usual prefix. */
export interface SitemapEntry {
  line: number
  loc?: string
  lastmod?: string
  'news:title'?: string
  'news:publication_date'?: string
  'news:language'?: string
  'news:name'?: string
  'news:keywords'?: string
  'image:loc'?: string
}
type Field = Exclude<keyof SitemapEntry, 'line'>

const FIELDS: ReadonlySet<string> = new Set<Field>([
  'loc',
  'lastmod',
  'news:title',
  'news:publication_date',
  'news:language',
  'news:name',
  'news:keywords',
  'image:loc',
])

/** The usual prefix of a vocabulary by its address; null where it is none that is read. */
function usualPrefix(uri: string): string | null {
  const [, name] = /schemas\/sitemap-(news|image)\//i.exec(uri) ?? []
  if (name !== undefined) return `${name.toLowerCase()}:`
  return /schemas\/sitemap\/|sitemaps?\.org/i.test(uri) ? '' : null
}

/** The elements of a sitemap in their order. */
export interface Sitemap {
  /** Name of the outermost element, without prefix; empty where there is none. */
  root: string
  entries: SitemapEntry[]
  /** Line of the first that were too many. */
  beyond: number | null
}

/** Reads the elements of a sitemap as they come: it may be large, and what is broken in it costs no more than its place. */
class Reader implements Sitemap {
  readonly entries: SitemapEntry[] = []
  root = ''
  beyond: number | null = null
  readonly #prefixes = new Map([
    ['news', 'news:'],
    ['image', 'image:'],
  ])
  readonly #lines: (index: number) => number
  #entry: SitemapEntry | null = null
  #depth = 0
  #field: Field | null = null
  #text = ''

  constructor(lines: (index: number) => number) {
    this.#lines = lines
  }

  #nameOf(name: string): string {
    const colon = name.indexOf(':')
    if (colon === -1) return name
    const prefix = name.slice(0, colon)
    return `${this.#prefixes.get(prefix) ?? `${prefix}:`}${name.slice(colon + 1)}`
  }

  open(name: string, attributes: Record<string, string>, index: number): void {
    for (const [attribute, uri] of Object.entries(attributes)) {
      const prefix = attribute.startsWith('xmlns:') ? usualPrefix(uri) : null
      if (prefix !== null) this.#prefixes.set(attribute.slice(6), prefix)
    }
    // Deep nesting costs the parser time beyond all proportion, and no sitemap has it.
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new NotAFeed(`Elements are nested more than ${MAX_DEPTH} deep`)
    const usual = this.#nameOf(name)
    this.root ||= usual.replace(/^.*:/, '')
    if (usual === 'url' || usual === 'sitemap') {
      this.#entry = { line: this.#lines(index) }
      if (this.entries.length < MAX_ADDRESSES) this.entries.push(this.#entry)
      else this.beyond ??= this.#entry.line
    }
    this.#field = FIELDS.has(usual) ? (usual as Field) : null
    this.#text = ''
  }

  text(text: string): void {
    if (this.#field !== null) this.#text += text
  }

  close(name: string): void {
    this.#depth -= 1
    const usual = this.#nameOf(name)
    if (usual === 'url' || usual === 'sitemap') this.#entry = null
    const value = this.#text.trim()
    if (this.#entry !== null && this.#field === usual && value !== '') this.#entry[this.#field] ??= value
    this.#field = null
  }
}

/** Lines of growing places, counted once through. */
function lineCounter(text: string): (index: number) => number {
  let line = 1
  let counted = 0
  return (index) => {
    for (; counted < index; counted += 1) if (text.charCodeAt(counted) === 10) line += 1
    return line
  }
}

/** Reads a sitemap as it is written. */
export function readSitemap(text: string): Sitemap {
  const reader = new Reader(lineCounter(text))
  const parser: Parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes, parser.startIndex),
      ontext: (piece) => reader.text(piece),
      onclosetag: (name) => reader.close(name),
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: true },
  )
  parser.end(text)
  return reader
}
