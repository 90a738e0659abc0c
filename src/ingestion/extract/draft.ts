import type { BlockKind } from '../../entities/enums.ts'
import { escapeAttribute, htmlOf, type Run } from './inline.ts'

/** A block before its language is told. */
export interface Draft {
  kind: BlockKind
  /** The outer element: p, h1 to h6, ul, ol, blockquote, figure. */
  tag: string
  /** Of the outer element: lang, dir; of an embed also class and cite. */
  attributes: Readonly<Record<string, string>>
  /** Paragraphs of a quote or embed, items of a list, caption of an image; else one. */
  lines: Run[][]
  image: { src: string; alt: string } | null
}

const wrapped = (tag: string, lines: readonly Run[][]): string =>
  lines.map((line) => `<${tag}>${htmlOf(line)}</${tag}>`).join('')

/** The block as HTML that stands on its own. */
export function draftHtml({ kind, tag, attributes, lines, image }: Draft): string {
  const outer = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
  const open = `<${tag}${outer.join('')}>`
  if (kind === 'LIST') return `${open}${wrapped('li', lines)}</${tag}>`
  if (kind === 'QUOTE' || kind === 'EMBED') return `${open}${wrapped('p', lines)}</${tag}>`
  if (!image) return `${open}${lines.map(htmlOf).join('<br />')}</${tag}>`
  const picture = `<img src="${escapeAttribute(image.src)}" alt="${escapeAttribute(image.alt)}" />`
  return `${open}${picture}${wrapped('figcaption', lines)}</${tag}>`
}
