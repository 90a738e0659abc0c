import type { ParsedDocument } from '../../entities/article-item.ts'
import { decode } from '../charset.ts'
import { clean } from '../clean.ts'
import { extractPage } from '../extract/extract-page.ts'
import { internalSubsetAt } from '../feed/doctype.ts'
import { NotAFeed, parseFeed } from '../feed/parse-feed.ts'
import { lineAt } from '../feed/xml-tags.ts'
import { parsePageDump } from '../page/parse-page-dump.ts'
import { parseSitemap } from '../sitemap.ts'
import { documentKind } from './document-kind.ts'
import { type CleanItem, nameArticles, namePages } from './name-articles.ts'
import type { ExtractOutcome, ExtractTask, ParseOutcome, ParseTask } from './parse-task.ts'

const CHARSET_KIND = { feed: 'feed', sitemap: 'feed', page: 'html', 'page-dump': 'text', auto: 'html' } as const

function readDocument(text: string, kind: ParseTask['kind'], task: ParseTask): ParsedDocument {
  const now = new Date(task.now)
  switch (kind) {
    case 'auto':
      return readDocument(text, documentKind(text), task)
    case 'feed':
    case 'sitemap': {
      const subset = internalSubsetAt(text)
      if (subset !== -1)
        throw new RefusedDocument(`The DOCTYPE in line ${lineAt(text, subset)} defines entities of its own`)
      return (kind === 'feed' ? parseFeed : parseSitemap)(text, { url: task.url, now })
    }
    case 'page': {
      const page = extractPage(text, { url: task.url, now, profile: task.profile ?? null, item: null })
      const items = [{ item: page.item, line: null }]
      return { format: 'page', title: null, homepage: null, language: null, items, rejected: [] }
    }
    case 'page-dump':
      return parsePageDump(text, { now })
  }
}

/** The document as a whole is not read, for a reason that a sentence says. */
class RefusedDocument extends Error {
  override readonly name = 'RefusedDocument'
}

/** Reads a payload from bytes to cleaned, named articles. Runs in a worker: it may take long and hold much. */
export function readPayload(task: ParseTask): ParseOutcome {
  const { text, charset } = decode(task.bytes, { contentType: task.contentType, kind: CHARSET_KIND[task.kind] })
  try {
    const { items, pages, ...document } = readDocument(text, task.kind, task)
    const rejected = [...document.rejected]
    const taken: CleanItem[] = []
    for (const { item, line } of items) {
      const cleaned = clean(item, { now: new Date(task.now) })
      if (cleaned.ok) taken.push({ item, line, article: cleaned.article })
      else rejected.push({ line, reason: cleaned.reason })
    }
    const named = nameArticles(taken)
    rejected.push(...named.rejected)
    const { articles } = named
    const payload = { ...document, charset, hints: document.hints ?? null, articles, rejected }
    return { ok: true, payload: pages ? { ...payload, pages: namePages(pages) } : payload }
  } catch (error) {
    if (error instanceof NotAFeed) return { ok: false, code: 'NOT_A_FEED', reason: error.message }
    if (error instanceof RefusedDocument) return { ok: false, code: 'REFUSED', reason: error.message }
    throw error
  }
}

/** Reads the article of a page, with what its feed said of it. Runs in a worker. */
export function readPageArticle(task: ExtractTask): ExtractOutcome {
  const { text, charset } = decode(task.bytes, { contentType: task.contentType, kind: 'html' })
  const now = new Date(task.now)
  const { item, removed, isTeaser } = extractPage(text, {
    url: task.url,
    now,
    profile: task.profile,
    item: task.item,
  })
  const cleaned = clean(item, { now })
  if (!cleaned.ok) return { ok: false, code: 'REFUSED', reason: cleaned.reason }
  return { ok: true, article: cleaned.article, removed, isTeaser, charset }
}
