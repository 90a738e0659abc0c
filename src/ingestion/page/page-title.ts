import { titleKey } from '../../arabic/fold.ts'
import { STOP_WORDS } from '../../arabic/stop-words.ts'
import { tokenize } from '../../arabic/tokens.ts'
import type { LineReader, PageLine } from './page-lines.ts'

/** The title of a page and what is found with it. */
export interface PageTitle {
  title: string | null
  /** Line of the title, or else of the first text. */
  line: number | null
  /** Lines of text that stand before the date. */
  opening: PageLine[]
  /** Index of the first line after the title, or after date and title. */
  next: number
}

/** The title before the date, after it, or both; two prints that differ are one title, the longer. */
export function titleAround(lines: readonly PageLine[], start: number, date: number, reader: LineReader): PageTitle {
  const before = lines.slice(start, date).filter((line) => !reader.isLeadingChrome(line) && !reader.marker(line.text))
  const after = titleCandidate(lines[date + 1], reader)
  const nearest = titleCandidate(before.at(-1), reader)
  if (nearest && after && isSameTitle(nearest.text, after.text, reader)) {
    return { ...longer(nearest, after), opening: [], next: date + 2 }
  }
  if (before.length === 0) {
    const last = lines[date - 1]
    const ofChrome = last && date > start ? headlineOfChrome(last, reader) : ''
    if (
      after &&
      (ofChrome === '' || isSameTitle(ofChrome, after.text, reader) || !reader.isParagraph(lines[date + 2]?.text ?? ''))
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

/** The title of a page without a date: its first headline, or the first that stands twice in a row. */
export function titleAlone(lines: readonly PageLine[], start: number, end: number, reader: LineReader): PageTitle {
  let at = start
  while (at < end && (reader.isLeadingChrome(lines[at]!) || reader.marker(lines[at]!.text))) at += 1
  at = repeatedTitle(lines, at, end, reader) ?? at
  const title = at < end ? titleCandidate(lines[at], reader) : null
  if (title === null) {
    const ofChrome = at > start ? headlineOfChrome(lines[at - 1]!, reader) : ''
    if (ofChrome !== '') return { title: ofChrome, line: lines[at - 1]!.number, opening: [], next: at }
    return { title: null, line: lines[at]?.number ?? null, opening: [], next: at }
  }
  const again = at + 1 < end ? titleCandidate(lines[at + 1], reader) : null
  if (again && isSameTitle(title.text, again.text, reader))
    return { ...longer(title, again), opening: [], next: at + 2 }
  return { title: title.text, line: title.number, opening: [], next: at + 1 }
}

/** A title may stand last among the headlines of other pages. */
function headlineOfChrome(line: PageLine, reader: LineReader): string {
  return reader.isLeadingChrome(line) ? reader.lastHeadline(line) : ''
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

/** Two prints of one title: the same key, or headlines of like length that share most words of the shorter. */
function isSameTitle(first: string, second: string, reader: LineReader): boolean {
  if (titleKey(first) === titleKey(second)) return true
  if (reader.isParagraph(second)) return false
  const [shorter, other] = [contentWords(first), contentWords(second)].sort((a, b) => a.size - b.size)
  const common = [...shorter!].filter((word) => other!.has(word)).length
  return common >= 3 && common >= 0.6 * shorter!.size && other!.size <= 2 * shorter!.size
}

function contentWords(text: string): Set<string> {
  return new Set(
    tokenize(text)
      .map((token) => token.folded)
      .filter((word) => !STOP_WORDS.has(word)),
  )
}
