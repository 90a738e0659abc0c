import type { ArticleItem } from '../../entities/article-item.ts'
import { type ParsedDate, parseDate } from '../dates.ts'
import { isText, shownText } from './dom.ts'
import { textIn } from './linked-data.ts'
import type { Indexed, PageIndex } from './page-index.ts'
import type { PageMeta } from './page-meta.ts'

const META = (
  'article:published_time og:article:published_time article:published og:published_time datepublished ' +
  'parsely-pub-date rnews:datepublished publication_date publicationdate publish_date publish-date publishdate pubdate ' +
  'date.published originalpublicationdate sailthru.date cxenseparse:recs:publishtime bt:pubdate article_date_original ' +
  'dcterms.created dcterms.issued dcterms.date dc.date.issued dc.date.created dc.date date created_time timestamp displaydate'
).split(' ')
const DAY_MS = 86_400_000
const DATE_NAMES = /date|time|publish|posted|stamp|meta|تاريخ/
const UPDATED = /updat|modif|edited/
/** A dateline is no longer than this. */
const MAX_DATELINE = 120
const PRINTED = /^(?:span|div|p|li|small|em|td|b|strong|h[2-6])$/
/** Elements looked at for a printed date. */
const MAX_LOOKED_AT = 3_000
const LABEL =
  /^(?:(?:تاريخ النشر|نشر في|نُشر في|نشر بتاريخ|نشرت في|تم النشر|آخر تحديث|اخر تحديث|published|posted|updated|last updated)\s*(?:on|في|:|：)?\s*:?\s*)/iu
const IN_ADDRESS =
  /\/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/_-]|$)|\/((?:19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?:[/_-]|$)/

export type PageDate = Pick<ArticleItem, 'publishedAt' | 'publishedAtPrecision'>

/** A date as printed on a page: as it is, without its label, or a part of its line that bars or dots set off. */
export function printedDate(text: string, now: Date): ParsedDate | null {
  if (text.length > MAX_DATELINE || !/[\d\u0660-\u0669\u06F0-\u06F9]/.test(text)) return null
  const bare = text.replace(LABEL, '')
  const whole = parseDate(bare, now)
  if (whole !== null) return whole
  const parts = bare.split(/\s*[|•·–—]\s*|\s+-\s+/)
  return parts.length < 2 ? null : (parts.map((part) => parseDate(part.replace(LABEL, ''), now)).find(Boolean) ?? null)
}

const isTime = ({ tag, property }: Indexed): boolean => tag === 'time' || property.includes('datePublished')

function markedDate(page: PageIndex, now: Date): ParsedDate | null {
  const found: { date: ParsedDate; worth: number }[] = []
  let left = 30
  for (const { element, names, property } of page.elements(isTime)) {
    if (left-- <= 0) break
    const raw = element.getAttribute('datetime') ?? element.getAttribute('content') ?? shownText(element)
    const date = parseDate(raw, now) ?? printedDate(shownText(element), now)
    if (date === null || UPDATED.test(names) || /modified/i.test(property)) continue
    const isMarked = /datepublished/i.test(property) || element.getAttribute('pubdate') !== null
    const isNamed = /publish|entry-date|post-date|posted/.test(names)
    found.push({ date, worth: (isMarked ? 2 : 0) + (isNamed ? 1 : 0) })
  }
  return found.sort((a, b) => b.worth - a.worth)[0]?.date ?? null
}

/** The date that a reader sees: in an element named after it, before the first that is printed elsewhere. */
function seenDate(page: PageIndex, now: Date): ParsedDate | null {
  let left = MAX_LOOKED_AT
  let other: ParsedDate | null = null
  for (const { element, names } of page.elements(({ tag }) => PRINTED.test(tag))) {
    if (left-- <= 0) break
    const isNamed = DATE_NAMES.test(names) && !UPDATED.test(names)
    if (!isNamed && other !== null) continue
    const isSmall = isText(element.firstChild) && element.firstChild.nextSibling === null
    if (!isNamed && !isSmall) continue
    const text = shownText(element)
    if (text.length > MAX_DATELINE) continue
    const date = printedDate(text, now)
    if (date === null) continue
    if (isNamed) return date
    other ??= date
  }
  return other
}

function addressDate(url: string | null, now: Date): ParsedDate | null {
  const found = IN_ADDRESS.exec(url === null ? '' : new URL(url).pathname)
  if (!found) return null
  const [year, month, day] = found.slice(1).filter((part) => part !== undefined)
  return parseDate(`${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`, now)
}

/** A printed date, unless the address says another day: then what is printed is the day of an update, or today. */
function printedOrAddressed(printed: ParsedDate | null, addressed: ParsedDate | null): ParsedDate | null {
  if (printed === null || addressed === null) return printed ?? addressed
  const apart = Math.abs(Date.parse(printed.at) - Date.parse(addressed.at))
  return apart <= 2 * DAY_MS ? printed : addressed
}

/** When a page says that it was published: linked data, head, marks, what is printed, the address, in this order. */
export function pageDate(page: PageIndex, meta: PageMeta, context: { now: Date; url: string | null }): PageDate {
  const { now } = context
  const read = (text: string | null) => (text === null ? null : parseDate(text, now))
  const date =
    read(textIn(meta.article.datePublished)) ??
    META.flatMap((name) => meta.values(name)).reduce<ParsedDate | null>((found, raw) => found ?? read(raw), null) ??
    read(textIn(meta.article.dateCreated)) ??
    markedDate(page, now) ??
    printedOrAddressed(seenDate(page, now), addressDate(context.url, now)) ??
    read(textIn(meta.article.uploadDate))
  return date === null
    ? { publishedAt: null, publishedAtPrecision: null }
    : { publishedAt: date.at, publishedAtPrecision: date.precision }
}
