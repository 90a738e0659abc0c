import { basename } from 'node:path'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { AppError } from '../src/errors.ts'
import { inputKind, readDocument, readLines } from '../src/ingestion/input-file.ts'
import { parseDocument } from '../src/ingestion/parse-document.ts'
import { readRecord } from '../src/ingestion/records.ts'
import { grouped } from './grouped.ts'

/** One line of a file of articles, and what became of it. */
export interface CorpusLine {
  /** From 1. */
  line: number
  /** Of the record; its line where it has none. */
  id: string
  url: string | null
  /** Null of a line that is no article. */
  item: ArticleItem | null
  /** The row of the article that it became or belongs to; null of a line that was rejected. */
  articleId: string | null
  reason: string | null
}

/** The lines of a file of article records, `.gz` read as it is, in their order; those that are no article too. */
export async function readCorpus(file: string): Promise<CorpusLine[]> {
  const now = new Date()
  const lines: CorpusLine[] = []
  let number = 0
  for await (const text of readLines(file)) {
    const record = readRecord(text, ++number, now)?.read
    if (record === undefined) continue
    const { id, url } = namesIn(text)
    const read = 'item' in record ? { item: record.item, reason: null } : { item: null, reason: record.reason }
    lines.push({ line: number, id: id ?? String(number), url, articleId: null, ...read })
  }
  if (lines.length === 0) throw new AppError('BAD_USER_INPUT', `there is no article in ${file}`)
  dateUndated(lines)
  return lines
}

/** The articles of a page dump, page or feed, each under the name of the file and its line. */
export async function readPage(file: string): Promise<CorpusLine[]> {
  const kind = inputKind(file)
  if (kind === null || kind === 'records') throw new AppError('BAD_USER_INPUT', `${file} is no page, page dump or feed`)
  const { items } = parseDocument(await readDocument(file), kind, new Date())
  return items.map(({ item, line }, index) => ({
    line: line ?? index + 1,
    id: `${basename(file)}:${line ?? index + 1}`,
    url: item.url ?? null,
    item,
    articleId: null,
    reason: null,
  }))
}

/** What a line calls itself, also one that is refused. */
function namesIn(text: string): { id: string | null; url: string | null } {
  try {
    const { id, guid, url } = JSON.parse(text.replace(/^\uFEFF/, ''))
    const named = id ?? guid
    return {
      id: typeof named === 'string' || typeof named === 'number' ? String(named) : null,
      url: typeof url === 'string' ? url : null,
    }
  } catch {
    return { id: null, url: null }
  }
}

/** An article without a date came after the one on the line before it, and at its time; before the first date at that. */
function dateUndated(lines: readonly CorpusLine[]): void {
  let latest = lines.map(({ item }) => item?.publishedAt).find(Boolean) ?? null
  for (const { item } of lines) {
    if (item === null) continue
    if (item.publishedAt) latest = item.publishedAt
    else item.observedAt ??= latest
  }
}

/** When an article came, in milliseconds since 1970; 0 where no line says when. */
export const cameAt = ({ item }: CorpusLine): number => Date.parse(item?.publishedAt ?? item?.observedAt ?? '') || 0

/** The articles in the order in which they came: by their dates, of one date and without any by the lines. */
export function arrivals(lines: readonly CorpusLine[]): CorpusLine[] {
  return lines.filter(({ item }) => item !== null).sort((a, b) => cameAt(a) - cameAt(b))
}

/** What an article says below its title, one paragraph a line. */
export const bodyOf = ({ item }: CorpusLine): string => item?.text ?? item?.excerpt ?? ''

/** The lines by the row that they became. */
export function linesByArticle(lines: readonly CorpusLine[]): Map<string, CorpusLine[]> {
  const admitted = lines.filter(({ articleId }) => articleId !== null)
  return grouped(admitted, ({ articleId }) => articleId!)
}

/** The rows by the addresses that the lines give. */
export function articlesByUrl(lines: readonly CorpusLine[]): Map<string, string> {
  const byUrl = new Map<string, string>()
  for (const { url, articleId } of lines) {
    if (url !== null && articleId !== null && !byUrl.has(url)) byUrl.set(url, articleId)
  }
  return byUrl
}
