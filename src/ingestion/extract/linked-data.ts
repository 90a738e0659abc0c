import type { PageIndex } from './page-index.ts'

/** Members of a linked-data object as they come. */
export type Thing = Record<string, unknown>

/** More characters of linked data on a page are not read: it takes a few thousand to describe an article. */
const MAX_DATA = 1_000_000
/** More objects than this are not looked at, nor deeper ones. */
const MAX_THINGS = 2_000
const MAX_LEVEL = 12

/** Articles, the more exact types first in worth; a page or a video only describes what holds an article. */
const ARTICLE = /^(?:\w*article|reportage\w*|report|blogposting|liveblogposting|socialmediaposting|posting|review)$/i
const PAGE = /^(?:webpage|itempage|aboutpage|videoobject)$/i

/** JSON with the sins of real pages: comments around it, line breaks in strings, commas before a closing bracket, a semicolon. */
function parseLoosely(source: string): unknown {
  const json = source
    .replace(/^\s*(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, '')
    .replace(/(?:-->|\/\*\s*\]\]>\s*\*\/|\/\/\s*\]\]>|\]\]>)\s*;?\s*$/, '')
    .trim()
    .replace(/;$/, '')
  const mends = [
    (text: string) => text,
    (text: string) => text.replace(/[\u0000-\u001F]+/g, ' '),
    (text: string) => text.replace(/[\u0000-\u001F]+/g, ' ').replace(/,\s*([}\]])/g, '$1'),
    (text: string) =>
      text
        .replace(/[\u0000-\u001F]+/g, ' ')
        .replace(/\\(?!["\\/bfnrtu])/g, '\\\\')
        .replace(/,\s*([}\]])/g, '$1'),
  ]
  for (const mend of mends) {
    try {
      return JSON.parse(mend(json))
    } catch {}
  }
  return rescued(json)
}

/** What still can be read of linked data that is no JSON: its strings of known names. */
function rescued(json: string): Thing | null {
  const type = /"@type"\s*:\s*\[?\s*"(\w{3,40})"/.exec(json)?.[1]
  if (!type) return null
  const found: Thing = { '@type': type }
  for (const name of ['headline', 'datePublished', 'dateModified', 'description', 'articleSection', 'inLanguage']) {
    const value = new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.){1,2000})"`).exec(json)?.[1]
    if (value !== undefined) found[name] = value.replace(/\\(["/\\])/g, '$1')
  }
  return found
}

const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The types of a thing. */
export const typesOf = ({ '@type': type }: Thing): string[] =>
  [type].flat().filter((name): name is string => typeof name === 'string')

/** Objects that stand for the page's own subject: lists of other articles are not entered. */
const ENTERED = new Set(['@graph', 'mainEntity', 'mainEntityOfPage', 'video', 'itemReviewed'])

function collect(value: unknown, out: Thing[], level: number): void {
  if (level > MAX_LEVEL || out.length >= MAX_THINGS) return
  if (Array.isArray(value)) for (const member of value) collect(member, out, level + 1)
  else if (isThing(value)) {
    out.push(value)
    for (const name of ENTERED) if (value[name] !== undefined) collect(value[name], out, level + 1)
  }
}

/** All objects of a page's linked data, in order. */
export function linkedThings(page: PageIndex): Thing[] {
  const out: Thing[] = []
  let left = MAX_DATA
  for (const { element } of page.tagged('script')) {
    if (!/ld\+json/i.test(element.getAttribute('type') ?? '')) continue
    const source = element.textContent
    left -= source.length
    if (left < 0) break
    collect(parseLoosely(source), out, 0)
  }
  return out
}

/** Text of a member: a string, the first of a list, or the name of an object. */
export function textIn(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() || null
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(textIn).find((text) => text !== null) ?? null
  if (isThing(value)) return textIn(value['@value'] ?? value.name ?? value.url ?? value['@id'])
  return null
}

/** Texts of a member that may be one or a list. */
export const textsIn = (value: unknown): string[] =>
  [value].flat().flatMap((member) => {
    const text = textIn(member)
    return text === null ? [] : [text]
  })

/** The article among some things, and what describes the page: the article that the page is about, where it has several. */
export function articleAmong(things: readonly Thing[], isThis: (thing: Thing) => boolean): Thing | null {
  const articles = things.filter((thing) => typesOf(thing).some((type) => ARTICLE.test(type)))
  const pages = things.filter((thing) => typesOf(thing).some((type) => PAGE.test(type)))
  const article = articles.find(isThis) ?? (articles.length === 1 ? articles[0] : articles.find(hasBody)) ?? null
  if (article === null && articles.length > 1) return articles.find((thing) => thing.headline !== undefined) ?? null
  return article ?? pages.find((page) => page.datePublished !== undefined) ?? pages[0] ?? null
}

const hasBody = (thing: Thing): boolean => thing.articleBody !== undefined

/** Names of the site's publisher and of the site itself. */
export const siteNamesIn = (things: readonly Thing[]): string[] =>
  things.flatMap((thing) => {
    const isSite = typesOf(thing).some((type) => /^(?:WebSite|\w*Organization)$/.test(type))
    return [...textsIn(thing.publisher), ...textsIn(thing.sourceOrganization), ...(isSite ? textsIn(thing.name) : [])]
  })
