import type { Rejection } from '../../entities/article-item.ts'
import { type ParsedDate, parseDate } from '../dates.ts'
import type { Dateline, LineReader, PageLine } from './page-lines.ts'
import { readStamp } from './page-stamp.ts'
import { type PageTitle, titleAlone, titleAround } from './page-title.ts'

/** What stands on a page before its text. */
export interface PageHead extends PageTitle {
  source: string | null
  observedAt: string | null
  published: ParsedDate | null
  rejected: Rejection[]
}

interface FoundDateline extends Dateline {
  index: number
}

/** Reads source, stamp, date and title, whichever of them the page has, and passes over headlines of other pages before them. */
export function readHead(lines: readonly PageLine[], reader: LineReader, now: Date): PageHead {
  const rejected: Rejection[] = []
  const end = headEnd(lines, reader)
  const { source, observedAt, next: start } = readStamp(lines, end, reader, now, rejected)
  const dateline = findDateline(lines, start, end, reader)
  const title = dateline ? titleAround(lines, start, dateline.index, reader) : titleAlone(lines, start, end, reader)
  const published =
    dateline && dateline.index < title.next
      ? readDate(dateline.date, lines[dateline.index]!.number, now, rejected)
      : null
  const named = source ?? (published ? dateline!.source : null) ?? attribution(lines.slice(start, title.next), reader)
  return { ...title, source: named, observedAt, published, rejected }
}

/** The head cannot reach beyond the first marker of the page's lower half. */
function headEnd(lines: readonly PageLine[], reader: LineReader): number {
  const end = lines.findIndex((line) => {
    const kind = reader.marker(line.text)?.kind
    return kind !== undefined && kind !== 'published' && kind !== 'attribution'
  })
  return end === -1 ? lines.length : end
}

function attribution(lines: readonly PageLine[], reader: LineReader): string | null {
  const names = lines.map((line) => reader.marker(line.text)).filter((marker) => marker?.kind === 'attribution')
  return names.find((marker) => marker!.rest !== '')?.rest ?? null
}

function findDateline(
  lines: readonly PageLine[],
  start: number,
  end: number,
  reader: LineReader,
): FoundDateline | null {
  for (let index = start; index < end; index += 1) {
    const found = reader.dateline(lines[index]!.text)
    if (found) return { index, ...found }
  }
  return null
}

/** Reads a date of publication; one that cannot be read is recorded and left out. */
export function readDate(date: string, line: number, now: Date, rejected: Rejection[]): ParsedDate | null {
  const published = parseDate(date, now)
  if (published === null) rejected.push({ line, reason: 'the date of publication cannot be read' })
  return published
}
