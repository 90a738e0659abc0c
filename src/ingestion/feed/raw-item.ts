import { cleanLine, cleanText } from '../../arabic/clean.ts'
import type { ArticleItem } from '../../entities/article-item.ts'
import { parseDate } from '../dates.ts'
import { readHtml } from '../html-text.ts'
import { absoluteUrl } from '../urls.ts'
import { closed, firstOf, languageTag, lineOf, type Maybe, nameOf, type Person } from './raw-text.ts'

/** Against what the relative addresses of an item are resolved. */
export interface ItemBases {
  base: string | null
  /** The same, if the document itself says so (xml:base) and not where it was found. */
  declared: string | null
}

/** What the three families of feeds say of an item, each list in the order of trust, nothing interpreted yet. */
export interface RawItem {
  guid?: Maybe
  urls: Maybe[]
  title?: Maybe
  /** A teaser, or the whole text where there is no content: HTML or plain. */
  summary?: Maybe
  html?: Maybe
  text?: Maybe
  authors: Person[]
  tags: Maybe[]
  images: Maybe[]
  published: Maybe[]
  updated: Maybe[]
  languages: Maybe[]
  /** Where relative addresses of this item start. */
  base: string | null
  /** Where those in its HTML start, if that is certain; otherwise it is for whoever shows it to decide. */
  textBase: string | null
}

/** A marked-up summary longer than this, in characters of text, is the article itself. */
const LONGEST_MARKED_TEASER = 400

function distinct(values: Maybe[]): string[] {
  return [...new Set(values.map(lineOf))].filter((value) => value !== null)
}

/** A relative address in quotes, of a link or a picture. */
const RELATIVE =
  /(<(?:a|img|video|audio|source|iframe|blockquote|q)\b[^<>]*?\s(?:href|src|cite|poster)\s*=\s*)(["'])(?!#|[a-z][a-z\d+.-]*:)([^"'<>]*)\2/gi

/** HTML with its relative addresses resolved. */
export function resolveAddresses(html: string, base: string | null): string {
  if (base === null || !html.includes('<')) return html
  return html.replace(RELATIVE, (whole, before: string, quote: string, address: string) => {
    const url = absoluteUrl(address, base)
    return url === null ? whole : `${before}${quote}${url.replaceAll('&', '&amp;')}${quote}`
  })
}

/** Summary and content, the addresses in their HTML resolved where the document says against what. */
export function textsOf({ summary, html, text, textBase }: RawItem): Pick<RawItem, 'summary' | 'html' | 'text'> {
  const resolved = (markup: Maybe): Maybe => markup && resolveAddresses(closed(markup), textBase)
  return { summary: resolved(summary), html: resolved(html), text }
}

/** Address of the article that an item tells of. */
export const addressOf = ({ urls, base }: RawItem): string | null => firstOf(urls, (value) => absoluteUrl(value, base))

/** A letter or digit in front of all tags or behind one; and elements whose content nobody sees. */
const SEEN = /^[^<&]*[\p{L}\p{N}]|>[^<&]*[\p{L}\p{N}]/u
const UNSEEN = /<(?:script|style|noscript|template|iframe|object|svg|head|select|textarea)\b|<!/i
const PICTURE = /(?:<|&lt;)img\b/i

/** Whether HTML says anything to a reader; most does at once, and needs no reading. */
const saysSomething = (html: string): boolean => (SEEN.test(html) && !UNSEEN.test(html)) || readHtml(html).text !== ''

/**
 * Teaser and body. A summary beside a content is the teaser. A summary alone is the article's HTML if it has markup and more
 * than 400 characters of text, otherwise a teaser.
 */
function bodyOf(raw: ReturnType<typeof textsOf>): Pick<ArticleItem, 'excerpt' | 'html' | 'text'> {
  const html = raw.html && saysSomething(raw.html) ? raw.html.trim() : null
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
  const texts = textsOf(raw)
  const body = bodyOf(texts)
  if (title === null && !body.excerpt && !body.html && !body.text) return 'The item has neither a title nor any text'
  const date = firstOf([...raw.published, ...raw.updated], (value) => parseDate(value, now))
  const absolute = (value: string) => absoluteUrl(value, raw.base)
  const shown = (value: string) => (PICTURE.test(value) ? firstOf([readHtml(value).image], absolute) : null)
  return {
    guid: raw.guid?.trim() || null,
    url: addressOf(raw),
    title,
    ...body,
    authors: [...new Set(raw.authors.map(({ name }) => nameOf(name)))].filter((name) => name !== null),
    tags: distinct(raw.tags),
    image: firstOf(raw.images, absolute) ?? firstOf([texts.html, texts.summary], shown),
    publishedAt: date?.at ?? null,
    publishedAtPrecision: date?.precision ?? null,
    language: firstOf(raw.languages, languageTag),
  }
}
