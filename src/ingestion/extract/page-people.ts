import { cleanLine } from '../../arabic/clean.ts'
import { titleKey } from '../../arabic/fold.ts'
import { closest, isText, namesOf, shownText } from './dom.ts'
import { type Thing, textsIn } from './linked-data.ts'
import type { Indexed, PageIndex } from './page-index.ts'
import type { PageMeta } from './page-meta.ts'

const LEAD =
  /^(?:بقلم(?: الكاتب(?:ة)?)?|كتبت?|كتب\s*[:/-]|الكاتب(?:ة)?|إعداد|اعداد|تقرير|تحرير|المحرر|حوار|متابعة|مراسلنا|by|written by|par|author|posted by)\s*[:：/|–-]?\s+(?=\S)/iu
const COLON_LEAD = /^(?:بقلم|كتبت?|الكاتب|إعداد|اعداد|تقرير|تحرير|by)\s*[:：/|–-]\s*/iu
const MAX_NAME = 60
const MAX_NAMES = 10
const NO_NAME =
  /^(?:admin|administrator|editor|webmaster|user|root|unknown|anonymous|null|undefined|المحرر|محرر|ادمن|مدير الموقع|الإدارة)$/iu

/** Names in a byline: without «by», parted at commas and «and». */
export function bylineNames(byline: string): string[] {
  let line = cleanLine(byline.replace(/<[^>]*>/g, ' '))
  line = line
    .replace(/^(?:and|et|و)\s+/i, '')
    .replace(COLON_LEAD, '')
    .replace(LEAD, '')
  // What follows a bar or a dash is a role, a place, a date.
  const [head = ''] = line.split(/\s*[|•·–—]\s*|\s-\s/)
  return head
    .split(/\s*[،,;؛&]\s*|\s+and\s+|\s+et\s+/i)
    .map((name) => name.replace(/^(?:and|et)\s+/i, '').trim())
    .filter(
      (name) =>
        /\p{L}/u.test(name) && name.length <= MAX_NAME && !/https?:|www\.|@\w+\.\w|[\d\u0660-\u0669]{3}/.test(name),
    )
    .filter((name) => !NO_NAME.test(name))
}

const isAddress = (text: string): boolean => /^(?:https?:)?\/\//i.test(text.trim())

const BYLINE =
  /(?:^|\s)(?:(?:article|post|entry|story|news|content)?[-_]*(?:byline|author|writer)(?:[-_]*(?:name|link|title))?|field--name-field-(?:author|writer))(?=$|\s)/

const isByline = ({ element, names, property, tag }: Indexed): boolean =>
  property.includes('author') ||
  BYLINE.test(names) ||
  (tag === 'a' && /\bauthor\b/.test(element.getAttribute('rel') ?? ''))

function* shown(page: PageIndex): Generator<string> {
  let left = 20
  for (const { element } of page.elements(isByline)) {
    if (left-- <= 0) return
    const isOther = closest(
      element,
      (outer) => /comment|related|sidebar|widget|footer/.test(namesOf(outer)) || outer.localName === 'aside',
    )
    if (isOther !== null) continue
    const inner = element.querySelector('[itemprop~="name"],a')
    yield shownText(inner !== null && shownText(inner) !== '' ? inner : element)
  }
}

/** A byline that nothing but its words marks: «By …», «بقلم …», alone on its line. */
const SPOKEN = /^(?:by|بقلم|كتبت?\s*[:：]|إعداد\s*[:：]?)\s+\p{L}[^.:؟?!]{2,60}$/iu
const LINE = /^(?:p|span|div|em|strong|small|address|h[3-6])$/

function* spoken(page: PageIndex): Generator<string> {
  let left = 400
  for (const { element } of page.elements(({ tag }) => LINE.test(tag))) {
    if (left-- <= 0) return
    const text = isText(element.firstChild) ? element.firstChild.data.trim() : ''
    if (text.length > 2 && text.length < 80 && SPOKEN.test(shownText(element))) yield shownText(element)
  }
}

/** The names on the byline: of linked data, the head, or what is printed, whichever comes first; the site itself is no author. */
export function pageAuthors(page: PageIndex, meta: PageMeta): string[] {
  const sites = new Set(meta.siteNames.map(titleKey))
  const people = (found: Iterable<string>): string[] => {
    const byKey = new Map<string, string>()
    for (const text of found) {
      if (isAddress(text) || text.length > 200) continue
      for (const name of bylineNames(text)) {
        const key = titleKey(name)
        if (key !== '' && !sites.has(key) && !byKey.has(key)) byKey.set(key, name)
      }
    }
    return [...byKey.values()].slice(0, MAX_NAMES)
  }
  const told = [
    () => [meta.article.author].flat().flatMap((author) => textsIn((author as Thing | null) ?? null)),
    () => textsIn(meta.article.creator),
    () => [...meta.values('author'), ...meta.values('article:author_name')],
    () =>
      [
        'parsely-author',
        'dc.creator',
        'dcterms.creator',
        'byl',
        'sailthru.author',
        'article:author',
        'cxenseparse:author',
      ].flatMap((name) => meta.values(name)),
  ]
  for (const source of told) {
    const found = people(source())
    if (found.length > 0) return found
  }
  for (const bylines of [shown, spoken]) {
    for (const byline of bylines(page)) {
      const found = people([byline])
      if (found.length > 0) return found
    }
  }
  return []
}
