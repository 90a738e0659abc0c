import { cleanLine } from '../arabic/clean.ts'
import type { ArticleItem } from '../entities/article-item.ts'
import type { Block, DeliveredArticle, ImageValue } from '../entities/delivered-article.ts'
import { cutAtWord } from '../entities/render-body.ts'
import { cleanDates } from './clean-dates.ts'
import { articleDirection, articleLanguage, languageTag, tellingText } from './clean-language.ts'
import { cleanAuthors, cleanLinks, cleanTaggings, MAX_EXCERPT, MAX_TITLE } from './clean-lists.ts'
import { blocksOf, blocksOfText } from './extract/blocks.ts'
import { plainLine } from './extract/plain-text.ts'
import { htmlProblem } from './extract/sanitize.ts'
import { absoluteUrl, canonicalUrl } from './urls.ts'

/** A title made of the text's first words is no longer than this many words and characters. */
const TITLE_WORDS = 12
const MADE_TITLE = 120
/** Blocks that begin after this many bytes of text are left out: the cut is at the border of a block. */
const MAX_BODY_BYTES = 1_000_000
/** A longer identifier is left out: cut, two items could share it. */
const MAX_GUID = 1_000

export type Cleaned = { ok: true; article: DeliveredArticle } | { ok: false; reason: string }

const filled = (text: string): string | null => (text === '' ? null : text)

function withinBody(blocks: Block[]): Block[] {
  let bytes = 0
  const end = blocks.findIndex(({ text }) => {
    bytes += Buffer.byteLength(text)
    return bytes > MAX_BODY_BYTES
  })
  return end === -1 ? blocks : blocks.slice(0, end)
}

/** The body of the HTML, else of the text; null where neither holds a block. */
function bodyOf(item: ArticleItem, baseUrl: string | null, language: string): Block[] | null {
  const fromHtml = item.html ? blocksOf(item.html, { baseUrl, language }) : []
  const blocks = fromHtml.length > 0 ? fromHtml : blocksOfText(item.text ?? '', { language })
  return blocks.length > 0 ? withinBody(blocks) : null
}

function firstWords(blocks: readonly Block[] | null, excerpt: string | null): string {
  const text = blocks?.find((block) => block.text !== '')?.text ?? excerpt ?? ''
  return cutAtWord(cleanLine(text).split(' ', TITLE_WORDS).join(' '), MADE_TITLE)
}

function imageOf(address: string | null | undefined, base: string | null): ImageValue | null {
  // Not canonical: an address of a picture may be signed, and nobody compares it.
  const url = address ? absoluteUrl(address, base) : null
  return url === null ? null : { url, alt: null, caption: null, credit: null, width: null, height: null }
}

function guidOf(guid: string | null | undefined): string | null {
  const clean = cleanLine(guid ?? '')
  return clean.length > MAX_GUID ? null : filled(clean)
}

/**
 * An item as a source gave it, made an article that the desk can take: text cleaned, HTML sanitised, addresses canonical,
 * dates possible, everything bounded. Refused where there is nothing to call it by, or its HTML is too large.
 */
export function clean(item: ArticleItem, context: { now: Date }): Cleaned {
  const problem = htmlProblem(item.html ?? '')
  if (problem !== null) return { ok: false, reason: problem }
  const url = item.url ? canonicalUrl(item.url) : null
  const given = cutAtWord(cleanLine(item.title ?? ''), MAX_TITLE)
  if (given === '' && item.url && url === null)
    return { ok: false, reason: `no title, and no usable url: ${item.url.slice(0, 200)}` }

  const declared = languageTag(item.language)
  const excerpt = filled(cutAtWord(plainLine(item.excerpt ?? ''), MAX_EXCERPT))
  const draft = bodyOf(item, url, declared ?? 'ar')
  const title = given === '' ? firstWords(draft, excerpt) : given
  if (title === '') return { ok: false, reason: 'no title and no text' }

  const telling = tellingText(title, draft, excerpt)
  const language = articleLanguage(telling, declared)
  const article: DeliveredArticle = {
    guid: guidOf(item.guid),
    url,
    title,
    excerpt,
    blocks: language === (declared ?? 'ar') ? draft : bodyOf(item, url, language),
    language,
    direction: articleDirection(telling, language),
    authors: cleanAuthors(item.authors),
    taggings: cleanTaggings(item),
    image: imageOf(item.image, url),
    ...cleanDates(item, context.now),
    readAlso: cleanLinks(item.readAlso, url),
    similar: cleanLinks(item.similar, url),
  }
  return { ok: true, article }
}
