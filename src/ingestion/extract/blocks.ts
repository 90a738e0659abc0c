import type { Block } from '../../entities/delivered-article.ts'
import { postAddress, splitAttribution } from './attribution.ts'
import { blockLanguage, directionOfLanguage } from './block-language.ts'
import { type Draft, draftHtml } from './draft.ts'
import { flow } from './flow.ts'
import { parseHtml } from './html-tree.ts'
import { clean, type Run, textOf } from './inline.ts'
import { gate, htmlProblem } from './sanitize.ts'

/** The language of the article: `und` where it is not known yet. */
export interface BlockOptions {
  language: string
}

const paragraph = (text: string): Draft => ({
  kind: 'PARAGRAPH',
  tag: 'p',
  attributes: {},
  lines: [text.split('\n').flatMap((line, index): Run[] => [...(index > 0 ? [BREAK] : []), { text: line, marks: [] }])],
  image: null,
})
const BREAK: Run = { text: '\n', marks: [] }

function wordsOf({ kind, lines, image }: Draft): { text: string; attribution: string | null } {
  const text = lines
    .map(textOf)
    .filter((line) => line !== '')
    .join('\n')
  if (kind === 'QUOTE' || kind === 'EMBED') return splitAttribution(text)
  return { text: text === '' ? (image?.alt ?? '') : text, attribution: null }
}

function addressOf({ kind, lines, image, attributes }: Draft): string | null {
  if (kind !== 'EMBED') return image?.src ?? null
  const hrefs = lines.flat().flatMap(({ marks }) => marks.flatMap(({ href }) => href ?? []))
  return postAddress(attributes.cite ? [...hrefs, attributes.cite] : hrefs)
}

/** A paragraph of nothing but text: there is nothing in it to look for. */
const PLAIN = /^<p>(?:[^<>&]|&(?:amp|lt|gt);)*<\/p>$/

function blockOf(draft: Draft, article: string): Block {
  const { text, attribution } = wordsOf(draft)
  const { lang = null, dir: _, ...attributes } = draft.attributes
  const { language, direction } = blockLanguage(text, article, lang)
  const own = {
    ...attributes,
    ...(language !== article && language !== 'und' && { lang: language }),
    ...(direction !== directionOfLanguage(article) && { dir: direction.toLowerCase() }),
  }
  const drafted = draftHtml({ ...draft, attributes: own })
  const html = PLAIN.test(drafted) ? drafted : gate(drafted)
  return { kind: draft.kind, text, html, language, direction, url: addressOf(draft), attribution }
}

const isFilled = ({ text, url }: Block): boolean => text !== '' || url !== null

/**
 * The blocks of a publisher's HTML in reading order, sanitised; text that stands loose between blocks is made paragraphs. Each
 * block's HTML stands on its own and says its language and direction where they are not the article's.
 * HTML that `htmlProblem` refuses has none.
 */
export function blocksOf(html: string, options: BlockOptions & { baseUrl: string | null }): Block[] {
  if (htmlProblem(html) !== null) return []
  return flow(parseHtml(html), options.baseUrl)
    .map((draft) => blockOf(draft, options.language))
    .filter(isFilled)
}

/** The paragraphs of a plain text: parted by blank lines, or where it has none by every line break. */
export function blocksOfText(text: string, options: BlockOptions): Block[] {
  const whole = clean(text)
  return whole
    .split(whole.includes('\n\n') ? '\n\n' : '\n')
    .map((part) => blockOf(paragraph(part.trim()), options.language))
    .filter(isFilled)
}
