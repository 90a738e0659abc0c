import { cleanLine } from '../arabic/clean.ts'
import { fold, titleKey } from '../arabic/fold.ts'
import type { ArticleItem, RelatedItem } from '../entities/article-item.ts'
import type { DeliveredArticle, DeliveredLink } from '../entities/delivered-article.ts'
import type { TaggingOrigin } from '../entities/enums.ts'
import { cutAtWord } from '../entities/render-body.ts'
import { plainLine } from './extract/plain-text.ts'
import { canonicalUrl } from './urls.ts'

/** Headlines and excerpts of links are cut at a word, as those of articles are. */
export const MAX_TITLE = 1_000
export const MAX_EXCERPT = 2_000
/** Authors beyond the last are left out, a longer name is cut at a word. */
const MAX_AUTHORS = 20
const MAX_AUTHOR = 200
/** Tags beyond the last are left out, and so is a longer one: it is a sentence, not a tag. */
const MAX_TAGS = 50
const MAX_TAG = 100
/** Links beyond the last are left out. */
const MAX_LINKS = 50
/** A menu says what the site has, hardly what the article is about. */
const MENU_CONFIDENCE = 0.3

/** The first of all that share a key, in order; without a key they are left out. */
function firstOfEach<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const byKey = new Map<string, T>()
  for (const value of values) {
    const key = keyOf(value)
    if (key !== '' && !byKey.has(key)) byKey.set(key, value)
  }
  return [...byKey.values()]
}

/** Names on the byline as printed, each once; null stays null. */
export function cleanAuthors(authors: readonly string[] | null | undefined): string[] | null {
  if (!authors) return null
  const names = authors.map((author) => cutAtWord(cleanLine(author), MAX_AUTHOR))
  return firstOfEach(names, fold).slice(0, MAX_AUTHORS)
}

function labels(tags: readonly string[] | null | undefined): string[] {
  const clean = (tags ?? []).map(cleanLine).filter((tag) => /\p{L}/u.test(tag) && tag.length <= MAX_TAG)
  return firstOfEach(clean, fold).slice(0, MAX_TAGS)
}

/** A menu that was printed without separators, in pieces that are short enough for tags. */
function pieces(menu: string): string[] {
  const head = cutAtWord(cleanLine(menu), MAX_TAG)
  const rest = cleanLine(menu).slice(head.length).trim()
  return rest === '' ? [head] : [head, ...pieces(rest)]
}

/** The publisher's tags, then the words of its menu, each under its first spelling; digits and signs alone are no tag. */
export function cleanTaggings({ tags, menuTags }: ArticleItem): DeliveredArticle['taggings'] {
  const from = (words: string[], origin: TaggingOrigin, confidence: number) =>
    words.map((label) => ({ label, origin, confidence }))
  const all = [
    ...from(labels(tags), 'PUBLISHER', 1),
    ...from(labels(menuTags?.flatMap(pieces)), 'SITE_MENU', MENU_CONFIDENCE),
  ]
  return firstOfEach(all, ({ label }) => fold(label))
}

function cleanLink(item: RelatedItem, base: string | null): DeliveredLink {
  const excerpt = cutAtWord(plainLine(item.excerpt ?? ''), MAX_EXCERPT)
  return {
    headline: cutAtWord(cleanLine(item.headline ?? ''), MAX_TITLE),
    url: item.url ? canonicalUrl(item.url, base) : null,
    excerpt: excerpt === '' ? null : excerpt,
    concatenated: item.concatenated ?? false,
  }
}

/**
 * Headlines beside an article in the order of the page. One without a headline is dropped, and so is the second of one
 * headline and address; null stays null, an empty list stays empty.
 */
export function cleanLinks(
  items: readonly RelatedItem[] | null | undefined,
  base: string | null,
): DeliveredLink[] | null {
  if (!items) return null
  const links = items.map((item) => cleanLink(item, base)).filter(({ headline }) => headline !== '')
  return firstOfEach(links, ({ headline, url }) => `${titleKey(headline) || headline} ${url ?? ''}`).slice(0, MAX_LINKS)
}
