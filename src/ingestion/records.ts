import type { ArticleItem, ParsedDocument, Rejection, RelatedItem } from '../entities/article-item.ts'
import { parseDate } from './dates.ts'
import { checkFields, type Fields, isGiven, lineText, parseFields, Refused, unknownNames } from './record-fields.ts'
import { canonicalUrl } from './urls.ts'

/** An article of a file of records, with its line. */
export interface RecordItem {
  item: ArticleItem
  line: number
}
/** A corpus that kept its authors' secret writes a key in place of the name. */
const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

function dateOf(fields: Fields, now: Date): Pick<ArticleItem, 'publishedAt' | 'publishedAtPrecision'> {
  const raws = [fields.publishedAt, fields.publishedRaw].filter((raw) => typeof raw === 'string')
  const date = raws.map((raw) => parseDate(raw, now)).find((read) => read !== null)
  if (!date) return { publishedAt: null, publishedAtPrecision: null }
  const precision = (fields.publishedAtPrecision as ArticleItem['publishedAtPrecision']) ?? date.precision
  const at = precision === 'DAY' ? `${date.at.slice(0, 10)}T00:00:00Z` : date.at
  return { publishedAt: at, publishedAtPrecision: precision }
}

/** A body keeps one paragraph a line; a text parts them with an empty one. */
const paragraphs = (body: string): string =>
  body
    .split(/\s*\n\s*/)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')

function toItem(fields: Fields, now: Date): ArticleItem {
  const string = (name: string): string | null => (isGiven(fields[name]) ? (fields[name] as string) : null)
  const strings = (name: string): string[] | null => (isGiven(fields[name]) ? (fields[name] as string[]) : null)
  const related = (name: string) => (isGiven(fields[name]) ? { [name]: fields[name] as RelatedItem[] } : {})
  const url = string('url')
  const author = string('author')
  const category = string('category')
  const body = string('body')
  const item: ArticleItem = {
    guid: string('guid') ?? string('id'),
    url: url !== null && canonicalUrl(url) !== null ? url : null,
    title: string('title'),
    excerpt: string('excerpt') ?? string('summary'),
    html: string('html'),
    text: string('text') ?? (body === null ? null : paragraphs(body)),
    authors: strings('authors') ?? (author && !UUID.test(author) ? [author] : []),
    tags: [...new Set([...(category ? [category] : []), ...(strings('tags') ?? [])])],
    image: string('image'),
    ...dateOf(fields, now),
    language: string('language'),
    ...related('readAlso'),
    ...related('similar'),
    source: string('source'),
    observedAt: parseDate(string('observedAt') ?? '', now)?.at ?? null,
    menuTags: strings('menuTags'),
  }
  if (![item.title, item.excerpt, item.html, item.text].some((text) => text?.trim())) {
    throw new Refused('The record has neither a title nor any text')
  }
  return item
}

/** What was read of a line, the names it has that nothing reads, and the fields whose value could not be used. */
interface ReadLine {
  read: RecordItem | Rejection
  unknown: string[]
  unusable: string[]
}

/** Values that the article lost, since no date or address could be read from them. */
function unusableFields(fields: Fields, item: ArticleItem): string[] {
  const readFrom = {
    url: item.url,
    publishedAt: item.publishedAt,
    // Both name one date, so that the first of them speaks for it.
    ...(isFilled(fields.publishedAt) ? {} : { publishedRaw: item.publishedAt }),
    observedAt: item.observedAt,
  }
  return Object.entries(readFrom).flatMap(([name, read]) => (isFilled(fields[name]) && !read ? [name] : []))
}

const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''

/** One line of a file of records; null if blank. */
export function readRecord(line: string | Uint8Array, number: number, now: Date): ReadLine | null {
  let unknown: string[] = []
  try {
    const text = typeof line === 'string' ? line : lineText(line)
    const json = text.replace(/^\uFEFF/, '').trim()
    if (json === '') return null
    const fields = parseFields(json)
    unknown = unknownNames(fields)
    checkFields(fields)
    const item = toItem(fields, now)
    return { read: { item, line: number }, unknown, unusable: unusableFields(fields, item) }
  } catch (error) {
    if (error instanceof Refused) return { read: { line: number, reason: error.message }, unknown, unusable: [] }
    throw error
  }
}

const NEEDED: Readonly<Record<string, string>> = { url: 'an http or https address' }

/** Words one warning a kind over all lines: of names when they are first met, of values at the end, with their count. */
class Warnings {
  readonly #unknown = new Set<string>()
  readonly #unusable = new Map<string, { first: number; count: number }>()

  constructor(private readonly warn: (warning: string) => void) {}

  add({ unknown, unusable }: ReadLine, line: number): void {
    for (const name of unknown) {
      if (this.#unknown.has(name)) continue
      this.#unknown.add(name)
      this.warn(`The field ${JSON.stringify(name)} is not read (first in line ${line})`)
    }
    for (const name of unusable) {
      const { first, count } = this.#unusable.get(name) ?? { first: line, count: 0 }
      this.#unusable.set(name, { first, count: count + 1 })
    }
  }

  finish(): void {
    for (const [name, { first, count }] of this.#unusable) {
      const lines = `${count} ${count === 1 ? 'line' : 'lines'}`
      const needed = NEEDED[name] ?? 'a date that can be read'
      this.warn(`The field "${name}" is not ${needed} in ${lines}, and is left out (first in line ${first})`)
    }
  }
}

/**
 * Articles out of JSON lines, one at a time in order: the fields of ArticleInput, or corpus records
 * `{id, title, summary, body, source, url, publishedAt, publishedRaw, category, author, tags}`. A date or address that
 * cannot be read is null; a line that cannot is one rejection. Lines of bytes are UTF-8, or Arabic in windows-1256.
 * @param warn told once of each field that nothing reads, and at the end of each whose values were left out
 */
export async function* articleRecords(
  lines: AsyncIterable<string | Uint8Array>,
  now: Date,
  warn: (warning: string) => void = () => {},
): AsyncGenerator<RecordItem | Rejection> {
  const warnings = new Warnings(warn)
  let number = 0
  try {
    for await (const line of lines) {
      number += 1
      const record = readRecord(line, number, now)
      if (record === null) continue
      warnings.add(record, number)
      yield record.read
    }
  } finally {
    warnings.finish()
  }
}

/** `articleRecords` of a text that is at hand. */
export function parseArticleRecords(text: string, now: Date): ParsedDocument & { warnings: string[] } {
  const document = {
    format: 'articles',
    title: null,
    homepage: null,
    language: null,
    items: [],
    rejected: [],
    warnings: [],
  }
  const result: ParsedDocument & { warnings: string[] } = document
  const warnings = new Warnings((warning) => result.warnings.push(warning))
  for (const [index, line] of text.split('\n').entries()) {
    const record = readRecord(line, index + 1, now)
    if (record === null) continue
    warnings.add(record, index + 1)
    if ('reason' in record.read) result.rejected.push(record.read)
    else result.items.push(record.read)
  }
  warnings.finish()
  return result
}
