import { shownText } from './dom.ts'
import { articleAmong, linkedThings, siteNamesIn, type Thing, textIn } from './linked-data.ts'
import type { PageIndex } from './page-index.ts'

/** What a page says about itself in its head and marks, unread: names in lower case, values in order. */
export interface PageMeta {
  /** The article of its linked data; empty where there is none. */
  article: Thing
  values(name: string): string[]
  /** The first value of the first name that has one. */
  first(...names: string[]): string | null
  siteNames: string[]
  canonical: string | null
  language: string | null
  /** The `title` element. */
  title: string
}

/** More meta elements than this are not read. */
const MAX_META = 500

function metaValues(page: PageIndex): Map<string, string[]> {
  const values = new Map<string, string[]>()
  let left = MAX_META
  for (const { element } of page.tagged('meta')) {
    if (left-- <= 0) break
    const content = (element.getAttribute('content') ?? '').trim()
    if (content === '') continue
    for (const attribute of ['property', 'name', 'itemprop', 'http-equiv']) {
      for (const name of (element.getAttribute(attribute) ?? '').toLowerCase().split(/\s+/)) {
        if (name !== '') values.set(name, [...(values.get(name) ?? []), content])
      }
    }
  }
  return values
}

/** Reads head, linked data and Open Graph of a page. */
export function readMeta(page: PageIndex, isThis: (thing: Thing) => boolean): PageMeta {
  const values = metaValues(page)
  const things = linkedThings(page)
  const first = (...names: string[]): string | null => {
    for (const name of names) {
      const value = values.get(name)?.[0]
      if (value !== undefined) return value
    }
    return null
  }
  const article = articleAmong(things, isThis) ?? {}
  const html = page.document.documentElement
  const title = page.first('title')
  const canonical = page
    .first('link', (element) => /^canonical$/i.test(element.getAttribute('rel') ?? ''))
    ?.getAttribute('href')
  const named = [first('og:site_name', 'application-name', 'al:android:app_name', 'dc.publisher')]
  return {
    article,
    values: (name) => values.get(name) ?? [],
    first,
    siteNames: [...named.filter((name) => name !== null), ...siteNamesIn(things)],
    canonical: canonical?.trim() || first('og:url'),
    language:
      html.getAttribute('lang') ??
      html.getAttribute('xml:lang') ??
      textIn(article.inLanguage) ??
      first('content-language', 'og:locale', 'language', 'dc.language'),
    title: title === null ? '' : shownText(title),
  }
}
