import { looksLikePageDump } from '../page/parse-page-dump.ts'
import type { ParseTask } from './parse-task.ts'

/** The first element that says what a document is stands within this many characters. */
const LOOKED_AT = 100_000
const ELEMENT =
  /<!--[\s\S]*?-->|<(?:[A-Za-z_][\w.-]*:)?(rss|rdf|feed|channel|urlset|sitemapindex|html|head|body|article)(?=[\s>/])|<!DOCTYPE\s+(html)/gi

/** What a document is, by what it holds: a page where nothing else shows. */
export function documentKind(text: string): Exclude<ParseTask['kind'], 'auto'> {
  if (/^[\s\uFEFF]*[{[]/.test(text)) return 'feed'
  if (looksLikePageDump(text)) return 'page-dump'
  for (const [, element, doctype] of text.slice(0, LOOKED_AT).matchAll(ELEMENT)) {
    const name = (element ?? doctype)?.toLowerCase()
    if (name === undefined) continue
    if (name === 'urlset' || name === 'sitemapindex') return 'sitemap'
    return /^(?:rss|rdf|feed|channel)$/.test(name) ? 'feed' : 'page'
  }
  return 'page'
}
