import { createHash } from 'node:crypto'
import { titleKey } from '../../arabic/fold.ts'
import type { ArticleItem, ParsedDocument, Rejection } from '../../entities/article-item.ts'
import { canonicalJson } from '../../entities/canonical-json.ts'
import type { DeliveredArticle } from '../../entities/delivered-article.ts'
import { canonicalUrl } from '../urls.ts'
import type { ParsedArticle, ParsedPage } from './parse-task.ts'

/** An item of a document with what became of it. */
export interface CleanItem {
  item: ArticleItem
  line: number | null
  article: DeliveredArticle
}

const hash = (...parts: string[]): string => createHash('sha256').update(parts.join('\u0000')).digest('hex')

/**
 * The hash of everything that an item says. When it was seen is not part of it; and a date ahead of the clock, which cleaning
 * sets back to now, counts as it is written: else the item would be another at every poll.
 */
function digestOf({ item, article: { observedAt: _, ...article } }: CleanItem): string {
  return hash(canonicalJson({ ...article, publishedAt: article.publishedAt === null ? null : item.publishedAt }))
}

/** GUIDs that a feed gives to items of different addresses: they name nothing. */
function sharedGuids(items: readonly CleanItem[]): Set<string> {
  const addressOf = new Map<string, string>()
  const shared = new Set<string>()
  for (const { article } of items) {
    if (article.guid === null || article.url === null) continue
    const known = addressOf.get(article.guid)
    if (known === undefined) addressOf.set(article.guid, article.url)
    else if (known !== article.url) shared.add(article.guid)
  }
  return shared
}

function keyOf({ guid, url, title }: DeliveredArticle, shared: ReadonlySet<string>): string {
  if (guid !== null && !(shared.has(guid) && url !== null)) return hash('guid', guid)
  return url === null ? hash('title', titleKey(title) || title) : hash('url', url)
}

/** Gives each item its key and digest. Of several items with one key the first stays: a feed puts the latest on top. */
export function nameArticles(items: readonly CleanItem[]): { articles: ParsedArticle[]; rejected: Rejection[] } {
  const shared = sharedGuids(items)
  const byKey = new Map<string, ParsedArticle>()
  const rejected: Rejection[] = []
  for (const clean of items) {
    const { item, line, article } = clean
    const key = keyOf(article, shared)
    const first = byKey.get(key)
    if (first === undefined)
      byKey.set(key, { article, source: item.source ?? null, line, key, digest: digestOf(clean) })
    else
      rejected.push({
        line,
        reason: `The same item stands ${first.line === null ? 'before' : `in line ${first.line}`}`,
      })
  }
  return { articles: [...byKey.values()], rejected }
}

/** Gives each page of a sitemap its canonical address, and its key and digest as an article of that address has them. */
export function namePages(pages: NonNullable<ParsedDocument['pages']>): ParsedPage[] {
  const byKey = new Map<string, ParsedPage>()
  for (const { item, line } of pages) {
    const url = item.url ? canonicalUrl(item.url) : null
    if (url === null) continue
    const key = hash('url', url)
    const named = { ...item, url }
    if (!byKey.has(key)) byKey.set(key, { item: named, line, key, digest: hash(canonicalJson(named)) })
  }
  return [...byKey.values()]
}
