import { randomUUID } from 'node:crypto'
import { openWorkPlace, type WorkPlace } from '../bench/work-place.ts'
import { openDesk } from '../src/app/open-desk.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { AppError } from '../src/errors.ts'
import { clean } from '../src/ingestion/clean.ts'
import { Delivery } from '../src/ingestion/deliver.ts'
import { readLines } from '../src/ingestion/input-file.ts'
import { articleRecords } from '../src/ingestion/records.ts'
import { InboxStore } from '../src/stores/inbox-store.ts'

const QUIET = { info: () => {}, warn: () => {} }
/** The log of changes outlives every measure. */
const FOR_EVER = 1e9

/** One line of a file of articles, and what became of it. */
export interface CorpusLine {
  /** From 1. */
  line: number
  /** Of the record; its line where it has none. */
  id: string
  url: string | null
  item: ArticleItem | null
  /** The row of the article that it became or belongs to; null of a line that was rejected. */
  articleId: string | null
  reason: string | null
}

/** Articles in a store of their own, admitted by the desk that the server runs. */
export interface Corpus {
  place: WorkPlace
  lines: CorpusLine[]
  close(): Promise<void>
}

/**
 * Takes the articles of a file into a store of its own: in the order in which they were published where every line says when,
 * else in the order of the lines.
 * @param prepare what is changed in an article before it comes
 */
export async function admitCorpus(
  file: string,
  say: (text: string) => void,
  prepare: (item: ArticleItem) => ArticleItem = (item) => item,
): Promise<Corpus> {
  const now = new Date()
  const lines: CorpusLine[] = []
  let number = 0
  for await (const record of articleRecords(readLines(file), now)) {
    number = record.line ?? number + 1
    const item = 'item' in record ? record.item : null
    const named = { line: number, id: item?.guid ?? String(number), url: item?.url ?? null }
    lines.push({ ...named, item, articleId: null, reason: 'reason' in record ? record.reason : null })
  }
  if (lines.length === 0) throw new AppError('BAD_USER_INPUT', `there is no article in ${file}`)
  say(`sila: ${lines.length} articles of ${file}`)
  const place = await openWorkPlace()
  const desk = openDesk({ database: place.db, url: place.url }, { changesKeptSeconds: FOR_EVER }, QUIET)
  try {
    await deliver(place, arrivals(lines), now, prepare)
  } finally {
    await desk.close()
  }
  return { place, lines, close: () => place.close() }
}

function arrivals(lines: readonly CorpusLine[]): CorpusLine[] {
  const read = lines.filter(({ item }) => item !== null)
  const dateOf = ({ item }: CorpusLine) => (item!.publishedAt ? Date.parse(item!.publishedAt) : null)
  if (read.some((line) => dateOf(line) === null)) return read
  return read.toSorted((a, b) => dateOf(a)! - dateOf(b)! || a.line - b.line)
}

async function deliver(
  { db }: WorkPlace,
  lines: readonly CorpusLine[],
  now: Date,
  prepare: (item: ArticleItem) => ArticleItem,
): Promise<void> {
  const delivered: CorpusLine[] = []
  const delivery = new Delivery(new InboxStore(db.manager), ({ place, articleId, outcome, reason }) => {
    const line = delivered[place]!
    if (outcome === 'REJECTED') line.reason = reason
    else line.articleId = articleId
  })
  const channel = `files:${randomUUID()}`
  for (const line of lines) {
    const cleaned = clean(prepare(line.item!), { now })
    if (!cleaned.ok) {
      line.reason = cleaned.reason
      continue
    }
    delivered.push(line)
    const source = line.item!.source ? { name: line.item!.source } : {}
    const payload = { source, article: cleaned.article }
    await delivery.add({ kind: 'ARTICLE', channel, payload, rawPayloadId: null })
  }
  await delivery.finish()
}
