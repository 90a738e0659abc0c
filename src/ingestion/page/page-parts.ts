import { titleKey } from '../../arabic/fold.ts'
import type { Rejection, RelatedItem } from '../../entities/article-item.ts'
import { PageBlocks } from './page-blocks.ts'
import { countWords, hasWords, type LineReader, type Marker, type PageLine } from './page-lines.ts'
import {
  type CutHeadlines,
  type NestedArticle,
  type ReadAlsoBlock,
  type ReadHeadlines,
  readHeadlines,
  readReadAlso,
} from './read-also-block.ts'

/** A line of several tags each on its own has few words. */
const TAG_WORDS = 6

/** What stands on a page from its text on. */
export interface PageParts {
  body: string[]
  attribution: { name: string; line: number } | null
  /** A date of publication printed below the title, as written. */
  date: { text: string; line: number } | null
  /** Lines under the tags' marker; null where there is none. */
  tagLines: string[] | null
  /** What a line of buttons in the text holds besides them. */
  buttons: string | null
  readAlso: RelatedItem[] | null
  nested: NestedArticle[]
  similar: RelatedItem[] | null
  rejected: Rejection[]
}

/** Walks through a page from its text on, one marker after the other. */
export class PartsReader {
  readonly #lines: readonly PageLine[]
  readonly #reader: LineReader
  readonly #cut: CutHeadlines
  readonly #markers: readonly (Marker | null)[]
  readonly #blocks: PageBlocks
  /** Where the last section begins that says that the main text was over before it. */
  readonly #lastCloser: number
  readonly #hasReadAlso: boolean
  readonly #seen = { readAlso: new Set<string>(), similar: new Set<string>() }
  /** The main text is over: a section came that stands behind it. */
  #closed = false
  readonly #parts: PageParts = {
    body: [],
    attribution: null,
    date: null,
    tagLines: null,
    buttons: null,
    readAlso: null,
    nested: [],
    similar: null,
    rejected: [],
  }

  constructor(lines: readonly PageLine[], reader: LineReader, cut: CutHeadlines) {
    this.#lines = lines
    this.#reader = reader
    this.#cut = cut
    this.#markers = lines.map((line) => reader.marker(line.text))
    this.#blocks = new PageBlocks(lines, this.#markers, reader)
    const { order } = reader.profile
    const closers: readonly string[] = order.slice(order.indexOf('body') + 1, order.indexOf('readAlso'))
    this.#lastCloser = this.#markers.findLastIndex((marker) => marker && closers.includes(marker.kind))
    this.#hasReadAlso = this.#markers.some((marker) => marker?.kind === 'readAlso')
  }

  read(): PageParts {
    for (let at = 0; at < this.#lines.length; ) {
      const marker = this.#markers[at]
      at = marker ? this.#readSection(marker, at) : this.#readText(at)
    }
    return this.#parts
  }

  #readText(at: number): number {
    const line = this.#lines[at]!
    const buttons = this.#reader.afterChrome(line.text)
    if (this.#closed && this.#reader.isBulleted(line.text)) return this.#readUnmarkedList(at)
    if (buttons !== null) this.#parts.buttons ||= buttons
    else if (titleKey(line.text) === '') return at + 1
    else if (!this.#closed) this.#parts.body.push(line.text)
    else this.#leave([line])
    return at + 1
  }

  /** A list behind the text that lost its marker: what a page shows last is similar headlines. */
  #readUnmarkedList(at: number): number {
    // Its first line may look like a marker as well: it is taken all the same, so that the reading goes on.
    const end = Math.max(this.#blocks.endOfList(at), at + 1)
    this.#addLinks('similar', readHeadlines(this.#lines.slice(at, end), this.#reader, this.#cut).links)
    return end
  }

  #readSection(marker: Marker, at: number): number {
    switch (marker.kind) {
      case 'published':
        this.#parts.date ??= { text: marker.rest, line: this.#lines[at]!.number }
        return at + 1
      case 'attribution':
        return this.#readAttribution(marker, at)
      case 'tags':
        return this.#readTags(marker, at)
      case 'readAlso':
      case 'similar':
      case 'related':
        return this.#readLinks(this.#roleOf(marker.kind), marker, at)
    }
  }

  #readAttribution(marker: Marker, at: number): number {
    const ownLine = marker.rest === '' && this.#markers[at + 1] === null
    const name = (ownLine ? this.#lines[at + 1]!.text : marker.rest).replace(/[\s.:،]+$/u, '')
    if (countWords(name) > this.#reader.profile.words.source) return this.#readText(at)
    if (hasWords(name)) this.#parts.attribution ??= { name, line: this.#lines[at]!.number }
    this.#close()
    return at + (ownLine ? 2 : 1)
  }

  /** Tags stand behind their marker, or under it: all on one line, or each on its own. */
  #readTags(marker: Marker, at: number): number {
    this.#parts.tagLines ??= []
    const lines = this.#parts.tagLines
    let next = at + 1
    if (marker.rest !== '') lines.push(marker.rest)
    else {
      if (this.#markers[next] === null) lines.push(this.#lines[next++]!.text)
      while (this.#markers[next] === null && countWords(this.#lines[next]!.text) <= TAG_WORDS) {
        lines.push(this.#lines[next++]!.text)
      }
    }
    this.#close()
    return next
  }

  #close(): void {
    this.#closed ||= this.#parts.body.length > 0
  }

  #readLinks(role: 'readAlso' | 'similar', marker: Marker, at: number): number {
    const first = marker.rest === '' ? [] : [{ ...this.#lines[at]!, text: marker.rest }]
    if (!this.#closed && first.length > 0 && role === 'readAlso') {
      this.#addLinks(role, [{ headline: marker.rest }])
      return at + 1
    }
    const end = this.#textResumes(at) ? this.#blocks.endOfHeadlines(at + 1) : this.#blocks.endOfBlock(at + 1)
    const block = [...first, ...this.#lines.slice(at + 1, end)].filter((line) => !this.#reader.marker(line.text))
    const { links, left, nested = null } = this.#readBlock(role, block)
    this.#addLinks(role, links)
    this.#leave(left)
    if (nested) this.#parts.nested.push(nested)
    this.#closed ||= !this.#textResumes(at)
    return end
  }

  #readBlock(role: 'readAlso' | 'similar', block: readonly PageLine[]): Partial<ReadAlsoBlock> & ReadHeadlines {
    return role === 'readAlso'
      ? readReadAlso(block, this.#reader, this.#cut)
      : readHeadlines(block, this.#reader, this.#cut)
  }

  /** A marker that is read either way takes the role that the page has no other marker for. */
  #roleOf(kind: 'readAlso' | 'similar' | 'related'): 'readAlso' | 'similar' {
    if (kind !== 'related') return kind
    return this.#hasReadAlso || this.#parts.readAlso !== null ? 'similar' : 'readAlso'
  }

  /** What closes the text is still to come, so that it goes on after these links. */
  #textResumes(at: number): boolean {
    return !this.#closed && this.#lastCloser > at
  }

  #addLinks(role: 'readAlso' | 'similar', links: readonly RelatedItem[]): void {
    for (const item of links) {
      const key = titleKey(item.headline)
      if (key === '' || this.#seen[role].has(key)) continue
      this.#seen[role].add(key)
      this.#parts[role] ??= []
      this.#parts[role].push(item)
    }
  }

  #leave(lines: readonly PageLine[]): void {
    for (const { number } of lines) {
      this.#parts.rejected.push({ line: number, reason: 'text after the end of the article, under no marker' })
    }
  }
}
