import { fold } from '../../arabic/fold.ts'
import type { Rejection } from '../../entities/article-item.ts'
import { countWords, hasWords, type LineReader, type PageLine } from './page-lines.ts'

/** Who a page says it is from, when it was rendered, and the index of the first line after both. */
export interface PageStamp {
  source: string | null
  observedAt: string | null
  next: number
}

/** Reads the stamp among the first `end` lines and the source before it; without a stamp, the source in the first line. */
export function readStamp(
  lines: readonly PageLine[],
  end: number,
  reader: LineReader,
  now: Date,
  rejected: Rejection[],
): PageStamp {
  const text = lines.findIndex((line) => reader.isParagraph(line.text) && !reader.isLeadingChrome(line))
  const index = lines
    .slice(0, text === -1 ? end : Math.min(text, end))
    .findIndex((line) => reader.isStampLike(line.text))
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
  if (!line || countWords(line.text) > reader.profile.words.source) return null
  const marker = reader.marker(line.text)
  if (marker) return marker.kind === 'attribution' && hasWords(marker.rest) ? marker.rest : null
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
