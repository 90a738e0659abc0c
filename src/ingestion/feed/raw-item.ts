import { cleanLine, cleanText } from '../../arabic/clean.ts'
import type { ArticleItem } from '../../entities/article-item.ts'
import { parseDate } from '../dates.ts'
import { readHtml } from '../html-text.ts'
import { absoluteUrl } from '../urls.ts'

type Maybe = string | null | undefined

/** What the three families of feeds say of an item, each list in the order of trust, nothing interpreted yet. */
export interface RawItem {
  guid?: Maybe
  urls: Maybe[]
  title?: Maybe
  /** A teaser, or the whole text where there is no content: HTML or plain. */
  summary?: Maybe
  html?: Maybe
  text?: Maybe
  authors: Maybe[]
  tags: Maybe[]
  images: Maybe[]
  dates: Maybe[]
  languages: Maybe[]
  /** Where relative addresses of this item start. */
  base: string | null
}

/** A marked-up summary longer than this, in characters of text, is the article itself. */
const LONGEST_MARKED_TEASER = 400
/** Of what stands in an author's place, in characters. */
const LONGEST_NAME = 300

/** BCP 47 in its usual spelling, or null: «ar_EG» is ar-EG, «Arabic» is nothing. */
export function languageTag(raw: Maybe): string | null {
  try {
    return (raw && Intl.getCanonicalLocales(raw.trim().replaceAll('_', '-'))[0]) || null
  } catch {
    return null
  }
}

/** The first value that a reading accepts. */
export function firstOf<T>(values: Maybe[], read: (value: string) => T | null): T | null {
  for (const value of values) {
    const found = value ? read(value) : null
    if (found !== null) return found
  }
  return null
}

/** A bracket that opens no tag which writers put into a line: «كتاب <Dune>» keeps its title. */
const LITERAL_BRACKET =
  /<(?!!--|\/?(?:a|abbr|b|big|blockquote|br|center|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|ol|p|q|s|script|small|span|strong|style|sub|sup|table|td|tr|tt|u|ul)(?:\s|\/?>))/gi

/** One line of text out of what may be HTML; null where nothing is left. */
export function lineOf(raw: Maybe): string | null {
  return (raw && cleanLine(readHtml(raw.replace(LITERAL_BRACKET, '&lt;')).text)) || null
}

function distinct(values: Maybe[]): string[] {
  return [...new Set(values.map(lineOf))].filter((value) => value !== null)
}

/** A person's name without the address of the mailbox: «desk@example.org (مكتب التحرير)» is مكتب التحرير. */
function nameOf(raw: Maybe): string | null {
  const line = lineOf(raw)?.slice(0, LONGEST_NAME) ?? null
  if (line === null || !line.includes('@')) return line
  return line.replace(/[<([]?\S+@\S+?[>)\]]?(?=\s|$)/g, ' ').replace(/^[\s(<[]+|[\s)>\]]+$/g, '') || null
}

/**
 * Teaser and body. A summary beside a content is the teaser. A summary alone is the article's HTML if it has markup and more
 * than 400 characters of text, otherwise a teaser.
 */
function bodyOf(raw: RawItem): Pick<ArticleItem, 'excerpt' | 'html' | 'text'> {
  const html = raw.html && readHtml(raw.html).text !== '' ? raw.html.trim() : null
  const text = (raw.text && cleanText(raw.text)) || null
  const summary = raw.summary ? readHtml(raw.summary) : null
  const isWhole =
    html === null && text === null && summary?.marked === true && summary.text.length > LONGEST_MARKED_TEASER
  if (isWhole) return { excerpt: null, html: raw.summary!.trim(), text: null }
  return { excerpt: (summary && cleanLine(summary.text)) || null, html, text }
}

/** The article that an item tells of; the reason, as a sentence, where it tells of none. */
export function toArticle(raw: RawItem, now: Date): ArticleItem | string {
  const title = lineOf(raw.title)
  const body = bodyOf(raw)
  if (title === null && !body.excerpt && !body.html && !body.text) return 'The item has neither a title nor any text'
  const date = firstOf(raw.dates, (value) => parseDate(value, now))
  const absolute = (value: string) => absoluteUrl(value, raw.base)
  const shown = (value: string) => firstOf([readHtml(value).image], absolute)
  return {
    guid: raw.guid?.trim() || null,
    url: firstOf(raw.urls, absolute),
    title,
    ...body,
    authors: [...new Set(raw.authors.map(nameOf))].filter((name) => name !== null),
    tags: distinct(raw.tags),
    image: firstOf(raw.images, absolute) ?? firstOf([raw.html, raw.summary], shown),
    publishedAt: date?.at ?? null,
    publishedAtPrecision: date?.precision ?? null,
    language: firstOf(raw.languages, languageTag),
  }
}
