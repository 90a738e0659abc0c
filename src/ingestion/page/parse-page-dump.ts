import { titleKey } from '../../arabic/fold.ts'
import { languageOf } from '../../arabic/language.ts'
import type { ArticleItem, ParsedDocument, Rejection } from '../../entities/article-item.ts'
import type { ParsedDate } from '../dates.ts'
import { headlineCutter } from './headline-cutter.ts'
import { bodyHtml } from './page-body.ts'
import { type PageHead, readDate, readHead } from './page-head.ts'
import { hasWords, LineReader, readLines } from './page-lines.ts'
import { type PageParts, PartsReader } from './page-parts.ts'
import { AGGREGATOR_PAGE, type PageProfile } from './profile.ts'
import type { NestedArticle } from './read-also-block.ts'
import { segmentTags } from './segment-tags.ts'

/** The clock against which dates are judged, how the page is made, and titles that its run-together lines may hold. */
export interface PageDumpOptions {
  now: Date
  profile?: PageProfile
  knownTitles?: readonly string[]
}

/**
 * Reads the text of an aggregator's page: the article first, then each article that the page prints whole under its read-also
 * marker. Headlines alone become links of the article that they stand under.
 */
export function parsePageDump(text: string, options: PageDumpOptions): ParsedDocument {
  const profile = options.profile ?? AGGREGATOR_PAGE
  const reader = new LineReader(profile)
  const lines = readLines(text)
  const head = readHead(lines, reader, options.now)
  const cut = headlineCutter(lines, reader, options.knownTitles ?? [])
  const parts = new PartsReader(lines.slice(head.next), reader, cut).read()
  const rejected: Rejection[] = [...head.rejected, ...parts.rejected]
  const document: ParsedDocument = {
    format: 'page-dump',
    title: null,
    homepage: null,
    language: null,
    items: [],
    rejected,
  }
  const item = mainItem(head, parts, profile, options.now, rejected)
  if (item === null) {
    rejected.push({ line: lines[0]?.number ?? null, reason: 'no article on the page' })
    return document
  }
  const language = languageOf(`${item.title ?? ''}\n${parts.body.join('\n')}`)
  document.language = language === 'und' ? null : language
  const nested = parts.nested.map((article) => ({
    item: nestedItem(article, profile, head.observedAt),
    line: article.line,
  }))
  document.items = [{ item, line: head.line ?? lines[0]!.number }, ...nested]
  rejected.sort((first, second) => (first.line ?? 0) - (second.line ?? 0))
  return document
}

function mainItem(
  head: PageHead,
  parts: PageParts,
  profile: PageProfile,
  now: Date,
  rejected: Rejection[],
): ArticleItem | null {
  const source = head.source ?? parts.attribution?.name ?? null
  if (parts.attribution && source !== null && titleKey(parts.attribution.name) !== titleKey(source)) {
    rejected.push({ line: parts.attribution.line, reason: 'another source than the one at the top of the page' })
  }
  const late = head.published === null && parts.date ? readDate(parts.date.text, parts.date.line, now, rejected) : null
  const title = head.title === null ? null : withoutSource(head.title, source)
  const printed = [...head.opening.map((line) => line.text), ...parts.body]
  const paragraphs =
    head.title !== null && titleKey(printed[0] ?? '') === titleKey(head.title) ? printed.slice(1) : printed
  const isPlaced = source !== null || head.observedAt !== null || head.published !== null || parts.readAlso !== null
  if (!paragraphs.some(hasWords) && (title === null || !isPlaced)) return null
  const tagLine = parts.tagLines?.join('\n') ?? parts.buttons
  const tagged = tagLine ? segmentTags(tagLine, { title, body: paragraphs }) : null
  return {
    ...shared(head.observedAt, head.published ?? late),
    source,
    title,
    excerpt: null,
    html: bodyHtml(paragraphs, profile),
    tags: tagged?.tags ?? null,
    menuTags: tagged?.menuTags ?? null,
    readAlso: parts.readAlso,
    similar: parts.similar,
  }
}

function nestedItem(article: NestedArticle, profile: PageProfile, observedAt: string | null): ArticleItem {
  return {
    ...shared(observedAt, null),
    // The page names no source for it, and the main article's would be wrong.
    source: null,
    title: article.title,
    excerpt: article.excerpt,
    html: bodyHtml(article.paragraphs, profile),
    tags: article.tags,
    menuTags: article.menuTags,
    readAlso: null,
    similar: article.similar,
  }
}

function shared(observedAt: string | null, published: ParsedDate | null): ArticleItem {
  return { observedAt, publishedAt: published?.at ?? null, publishedAtPrecision: published?.precision ?? null }
}

/** A title without the name of its source behind it; any other ending belongs to it. */
function withoutSource(title: string, source: string | null): string {
  const ending = /^(.*\S)\s+[-–—|]\s+(\S.*)$/u.exec(title)
  const isSource = ending && source !== null && titleKey(ending[2]!) === titleKey(source)
  return isSource ? ending[1]! : title
}

const MARKERS_ENOUGH = 2
const LOOKED_AT = 200_000

/** Is this the text of an aggregator's page: a stamp and a marker, or two kinds of markers, and no markup. */
export function looksLikePageDump(text: string): boolean {
  const start = text.slice(0, LOOKED_AT)
  if (/^[\s\uFEFF]*(?:<|\{|\[\s*[[{"\d])/u.test(start)) return false
  const reader = new LineReader(AGGREGATOR_PAGE)
  const signs = new Set<string>()
  for (const line of readLines(start)) {
    const kind = reader.marker(line.text)?.kind
    if (reader.dateline(line.text)) signs.add('published')
    else if (kind) signs.add(kind)
    else if (reader.isStamp(line.text)) signs.add('stamp')
  }
  return signs.size >= MARKERS_ENOUGH
}
