import { titleKey } from '../../arabic/fold.ts'
import { type ParsedDate, parseDate } from '../dates.ts'
import { clutterLine, innermost } from './clutter.ts'
import { type PageElement, shownText } from './dom.ts'
import type { Cut } from './related-blocks.ts'

/** Lines at the head of an article that only repeat what is known are looked for in so many of its first blocks. */
const HEAD_LINES = 8
const MAX_HEAD_LINE = 160

/** What is known of an article and would only be repeated in its text. */
export interface Known {
  title: string | null
  authors: readonly string[]
  now: Date
}

const SPOKEN = /^(?:blockquote|figcaption|figure)$/

/** Cuts lines that say nothing about the matter, and those at the head that repeat title, byline and date. */
export function cleanUp(root: PageElement, known: Known, cut: Cut): void {
  const titleKeys = known.title === null ? '' : titleKey(known.title)
  const authorKeys = new Set(known.authors.map(titleKey))
  let line = 0
  for (const element of innermost(root)) {
    if (element.parentNode === null && element !== root) continue
    const text = shownText(element)
    if (text === '') continue
    line++
    const reason = clutterLine(text)
    if (reason !== null) cut([element], reason)
    else if (line <= HEAD_LINES && text.length <= MAX_HEAD_LINE + (known.title?.length ?? 0)) {
      const key = titleKey(text)
      const isTitle = key !== '' && key === titleKeys
      if (isTitle) cut([element], 'TITLE')
      else if (!SPOKEN.test(element.localName) && authorKeys.has(bylineKey(text))) cut([element], 'BYLINE')
      else if (isDateline(text, known.now)) cut([element], 'DATE')
    }
  }
}

const bylineKey = (text: string): string =>
  titleKey(text.replace(/^(?:بقلم|كتبت?|إعداد|تقرير|by|par)\s*[:：/|-]?\s*/iu, ''))

const DATE_LABEL =
  /^(?:(?:تاريخ النشر|نشر(?:ت)?(?: في| بتاريخ)?|نُشر في|آخر تحديث|اخر تحديث|تم التحديث(?: في)?|published|posted|updated|last updated)\s*(?:on|في)?\s*[:：]?\s*)/iu

function isDateline(text: string, now: Date): ParsedDate | boolean {
  if (text.length > 100 || !/[\d\u0660-\u0669\u06F0-\u06F9]/.test(text)) return false
  return parseDate(text.replace(DATE_LABEL, ''), now) !== null
}
