import { fold, titleKey } from '../../arabic/fold.ts'
import { STOP_WORDS } from '../../arabic/stop-words.ts'
import { tokenize } from '../../arabic/tokens.ts'
import type { Rejection } from '../../entities/article-item.ts'
import { type ParsedDate, parseDate } from '../dates.ts'
import { countWords, hasWords, type LineReader, type PageLine } from './page-lines.ts'

/** What stands on a page before its text. */
export interface PageHead {
  source: string | null
  observedAt: string | null
  published: ParsedDate | null
  title: string | null
  /** Line of the title, or else of the first text. */
  line: number | null
  /** Lines of text that stand before the date. */
  opening: PageLine[]
  /** Index of the first line after the head. */
  next: number
  rejected: Rejection[]
}

interface Dateline {
  index: number
  source: string | null
  date: string
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
  return {
    source: source ?? (published ? dateline!.source : null),
    observedAt,
    published,
    rejected,
    ...title,
  }
}

/** The head cannot reach beyond the first marker of the page's lower half. */
function headEnd(lines: readonly PageLine[], reader: LineReader): number {
  const end = lines.findIndex((line) => {
    const kind = reader.marker(line.text)?.kind
    return kind !== undefined && kind !== 'published' && kind !== 'attribution'
  })
  return end === -1 ? lines.length : end
}

function readStamp(
  lines: readonly PageLine[],
  end: number,
  reader: LineReader,
  now: Date,
  rejected: Rejection[],
): Pick<PageHead, 'source' | 'observedAt' | 'next'> {
  const index = lines.findIndex((line, at) => at < end && reader.isStampLike(line.text))
  const sourceIndex = index === -1 ? lines.findIndex((line) => !reader.isLeadingChrome(line)) : index - 1
  const source = sourceName(lines[sourceIndex], index !== -1 && sourceIndex === 0, reader)
  if (index === -1) return { source, observedAt: null, next: source === null ? 0 : sourceIndex + 1 }
  const observedAt = stampTime(lines[index]!.text, reader)
  if (observedAt === null) rejected.push({ line: lines[index]!.number, reason: 'the stamp of the page cannot be read' })
  const isLate = observedAt !== null && Date.parse(observedAt) > now.getTime()
  if (isLate) rejected.push({ line: lines[index]!.number, reason: 'the stamp of the page lies in the future' })
  return { source, observedAt: isLate ? null : observedAt, next: index + 1 }
}

/** A source names itself in few words and with letters, a colon after them unless it stands where nothing else can. */
function sourceName(line: PageLine | undefined, isFirst: boolean, reader: LineReader): string | null {
  if (!line || reader.marker(line.text) || countWords(line.text) > reader.profile.words.source) return null
  const name = line.text.replace(/\s*[:：]+$/u, '')
  return (isFirst || name !== line.text) && hasWords(name) ? name : null
}

function stampTime(line: string, reader: LineReader): string | null {
  const parts = reader.profile.stamp.exec(fold(line))?.groups
  if (!parts) return null
  const { year, month, day, hour, minute, second = '00', zone = 'z' } = parts
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : 'Z'
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const asUtc = new Date(`${local}Z`)
  // Date takes 31 February for the third of March.
  if (Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(local)) return null
  const time = new Date(local + offset)
  return Number.isNaN(time.getTime()) ? null : time.toISOString().replace('.000Z', 'Z')
}

function findDateline(lines: readonly PageLine[], start: number, end: number, reader: LineReader): Dateline | null {
  for (let index = start; index < end; index += 1) {
    const found = datelineAt(lines, index, reader)
    if (found) return found
  }
  return null
}

/** The date that a line gives, after a marker or in a sentence. */
function datelineAt(lines: readonly PageLine[], index: number, reader: LineReader): Dateline | null {
  const text = lines[index]!.text
  for (const pattern of reader.profile.datelines) {
    const groups = pattern.exec(text)?.groups
    if (groups?.date) return { index, source: groups.source ?? null, date: groups.date }
  }
  const marker = reader.marker(text)
  return marker?.kind === 'published' ? { index, source: null, date: marker.rest } : null
}

/** Reads a date of publication; one that cannot be read is recorded and left out. */
export function readDate(date: string, line: number, now: Date, rejected: Rejection[]): ParsedDate | null {
  const published = parseDate(date, now)
  if (published === null) rejected.push({ line, reason: 'the date of publication cannot be read' })
  return published
}

type Title = Pick<PageHead, 'title' | 'line' | 'opening' | 'next'>

/** The title before the date, after it, or both; two prints that differ are one title, the longer. */
function titleAround(lines: readonly PageLine[], start: number, date: number, reader: LineReader): Title {
  const before = lines.slice(start, date).filter((line) => !reader.isLeadingChrome(line))
  const after = titleCandidate(lines[date + 1], reader)
  const nearest = titleCandidate(before.at(-1), reader)
  if (nearest && after && isSameTitle(nearest.text, after.text)) {
    return { ...longer(nearest, after), opening: [], next: date + 2 }
  }
  if (before.length === 0) {
    const last = lines[date - 1]
    const ofChrome = last && date > start ? reader.lastHeadline(last) : ''
    if (
      after &&
      (ofChrome === '' || isSameTitle(ofChrome, after.text) || !reader.isParagraph(lines[date + 2]?.text ?? ''))
    ) {
      return { title: after.text, line: after.number, opening: [], next: date + 2 }
    }
    if (ofChrome !== '') return { title: ofChrome, line: last!.number, opening: [], next: date + 1 }
    return { title: null, line: lines[date + 1]?.number ?? null, opening: [], next: date + 1 }
  }
  const written = before.some((line) => reader.isParagraph(line.text))
  // Many short lines before the date are other pages' headlines; few are the title and what explains it.
  const titleAt = !written && before.length > 3 ? before.length - 1 : 0
  const title = titleCandidate(before[titleAt], reader)
  const opening = before.slice(title ? titleAt + 1 : titleAt)
  return { title: title?.text ?? null, line: before[titleAt]!.number, opening, next: date + 1 }
}

function titleAlone(lines: readonly PageLine[], start: number, end: number, reader: LineReader): Title {
  let at = start
  while (at < end && reader.isLeadingChrome(lines[at]!)) at += 1
  at = repeatedTitle(lines, at, end, reader) ?? at
  const title = at < end ? titleCandidate(lines[at], reader) : null
  if (title === null) {
    const ofChrome = at > start ? reader.lastHeadline(lines[at - 1]!) : ''
    if (ofChrome !== '') return { title: ofChrome, line: lines[at - 1]!.number, opening: [], next: at }
    return { title: null, line: lines[at]?.number ?? null, opening: [], next: at }
  }
  const again = at + 1 < end ? titleCandidate(lines[at + 1], reader) : null
  if (again && isSameTitle(title.text, again.text)) return { ...longer(title, again), opening: [], next: at + 2 }
  return { title: title.text, line: title.number, opening: [], next: at + 1 }
}

/** Where, before the first written text, one headline stands twice in a row. */
function repeatedTitle(lines: readonly PageLine[], start: number, end: number, reader: LineReader): number | null {
  for (let at = start; at + 1 < end && !reader.isParagraph(lines[at]!.text); at += 1) {
    const key = titleKey(lines[at]!.text)
    if (key.length > 3 && key === titleKey(lines[at + 1]!.text)) return at
  }
  return null
}

function titleCandidate(line: PageLine | undefined, reader: LineReader): PageLine | null {
  if (!line || !reader.couldBeTitle(line.text) || reader.marker(line.text)) return null
  return reader.afterChrome(line.text) === null ? line : null
}

function longer(first: PageLine, second: PageLine): { title: string; line: number } {
  return { title: second.text.length > first.text.length ? second.text : first.text, line: first.number }
}

/** Two prints of one title: the same key, or most words of the shorter in the longer. */
function isSameTitle(first: string, second: string): boolean {
  if (titleKey(first) === titleKey(second)) return true
  const [shorter, other] = [contentWords(first), contentWords(second)].sort((a, b) => a.size - b.size)
  const common = [...shorter!].filter((word) => other!.has(word)).length
  return common >= 3 && common >= 0.6 * shorter!.size
}

function contentWords(text: string): Set<string> {
  return new Set(
    tokenize(text)
      .map((token) => token.folded)
      .filter((word) => !STOP_WORDS.has(word)),
  )
}
