import type { ArticleItem, ParsedDocument, Rejection, RelatedItem } from '../entities/article-item.ts'
import { parseDate } from './dates.ts'
import { type Fields, isGiven, Refused, readFields, unknownNames } from './record-fields.ts'

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
  const author = string('author')
  const category = string('category')
  const body = string('body')
  const item: ArticleItem = {
    guid: string('guid') ?? string('id'),
    url: string('url'),
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

/** One line of a file of records: its article and the names it has that nothing reads; or why it is refused; null if blank. */
export function readRecord(
  line: string,
  number: number,
  now: Date,
): (RecordItem & { unknown: string[] }) | Rejection | null {
  const json = line.replace(/^\uFEFF/, '').trim()
  if (json === '') return null
  try {
    const fields = readFields(json)
    return { item: toItem(fields, now), line: number, unknown: unknownNames(fields) }
  } catch (error) {
    if (error instanceof Refused) return { line: number, reason: error.message }
    throw error
  }
}

/** Collects the unread names of all lines and words one warning a name. */
function unknownFields(): { add: (names: string[], line: number) => string[] } {
  const seen = new Set<string>()
  const add = (names: string[], line: number): string[] => {
    const fresh = names.filter((name) => !seen.has(name))
    for (const name of fresh) seen.add(name)
    return fresh.map((name) => `The field ${JSON.stringify(name)} is not read (first in line ${line})`)
  }
  return { add }
}

/**
 * Articles out of JSON lines, one at a time in order: the fields of ArticleInput, or corpus records
 * `{id, title, summary, body, source, url, publishedAt, publishedRaw, category, author, tags}`. A date that cannot be read
 * is null; a line that cannot is one rejection.
 * @param warn told once of each field that nothing reads
 */
export async function* articleRecords(
  lines: AsyncIterable<string>,
  now: Date,
  warn: (warning: string) => void = () => {},
): AsyncGenerator<RecordItem | Rejection> {
  const unread = unknownFields()
  let number = 0
  for await (const line of lines) {
    number += 1
    const read = readRecord(line, number, now)
    if (read === null) continue
    if ('reason' in read) yield read
    else {
      unread.add(read.unknown, number).forEach(warn)
      yield { item: read.item, line: read.line }
    }
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
  const unread = unknownFields()
  for (const [index, line] of text.split('\n').entries()) {
    const read = readRecord(line, index + 1, now)
    if (read === null) continue
    if ('reason' in read) result.rejected.push(read)
    else {
      result.warnings.push(...unread.add(read.unknown, index + 1))
      result.items.push({ item: read.item, line: read.line })
    }
  }
  return result
}
