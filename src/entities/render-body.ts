import { balanceIsolates } from '../arabic/clean.ts'
import type { Block } from './delivered-article.ts'
import { blockMarkdown } from './render-markdown.ts'

export type BodyFormat = 'TEXT' | 'HTML' | 'MARKDOWN'

/** An excerpt made from the body is no longer than this; a first sentence that is longer is cut at a word. */
const MAX_EXCERPT = 300
/** Whole sentences that are no longer than this say too little: the next one is cut into. */
const MIN_EXCERPT = 80
/** A sentence with the signs that close it, or what is left of the text. */
const SENTENCE = /.*?[.!?؟۔…]+["'»”’)\]\u200E\u200F\u061C\u2069]*(?=\s|$)|.+$/gsu

function blockText({ kind, text, html, attribution }: Block): string {
  // What an image shows in words is its caption; its alternative text stands in for the image, and that is left out.
  if (kind === 'IMAGE') return html.includes('<figcaption') ? text : ''
  return [text, attribution === null ? '' : `— ${attribution}`].filter((part) => part !== '').join('\n')
}

/**
 * A body in one string: blocks parted by a blank line, of HTML by a line break. Who is quoted stands under the quote; TEXT has
 * no images, only captions.
 */
export function renderBody(blocks: readonly Block[], format: BodyFormat): string {
  if (format === 'HTML') return blocks.map((block) => block.html).join('\n')
  const render = format === 'TEXT' ? blockText : blockMarkdown
  return blocks
    .map(render)
    .filter((text) => text !== '')
    .join('\n\n')
}

/** The first sentences of the paragraphs, up to about 300 characters; null where there are no paragraphs. */
export function excerptOf(blocks: readonly Block[]): string | null {
  let excerpt = ''
  for (const { kind, text } of blocks) {
    if (kind !== 'PARAGRAPH') continue
    for (const [sentence] of text
      .slice(0, 10 * MAX_EXCERPT)
      .replace(/\s+/g, ' ')
      .matchAll(SENTENCE)) {
      const longer = `${excerpt} ${sentence.trim()}`.trim()
      if (longer.length > MAX_EXCERPT)
        return excerpt.length > MIN_EXCERPT ? excerpt : `${cutAtWord(longer, MAX_EXCERPT - 1)}…`
      excerpt = longer
    }
  }
  return excerpt === '' ? null : excerpt
}

/** The first characters of a text, whole words only; a first word that is longer is cut, but never within a surrogate pair. */
export function cutAtWord(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length + 1)
  const space = cut.search(/\s\S*$/)
  const kept = space > 0 ? cut.slice(0, space) : text.slice(0, length)
  return balanceIsolates(kept.replace(/[\uD800-\uDBFF]$/, '')).trimEnd()
}
