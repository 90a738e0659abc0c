import { cleanText } from '../arabic/clean.ts'
import { type HtmlNode, parseHtml } from './extract/html-tree.ts'

/** What a piece of HTML says to a reader, and whether it is more than plain text. */
export interface HtmlText {
  /** Paragraphs, with an empty line between them. */
  text: string
  /** It holds elements that shape text (not a picture or a line break alone). */
  marked: boolean
  /** Address of the first picture that is not a counting pixel, as written. */
  image: string | null
}

const PARAGRAPHS = new Set(
  'p div section article header footer aside nav main blockquote pre ul ol dl table figure figcaption h1 h2 h3 h4 h5 h6 hr form'.split(
    ' ',
  ),
)
const LINES = new Set(['br', 'li', 'tr', 'dt', 'dd'])
const SILENT = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'iframe',
  'object',
  'svg',
  'head',
  'select',
  'textarea',
])
const VOID_OR_PICTURE = new Set(['br', 'img', 'wbr'])
/** Tags that show through as text once the entities are decoded: the source escaped its HTML twice. */
const ESCAPED_MARKUP = /<\/?(?:p|br|div|span|a|img|strong|b|i|em|u|ul|ol|li|h[1-6]|table|font)(?:\s[^<>]*)?\/?>/i

const isPixel = (attributes: Readonly<Record<string, string>>): boolean =>
  [attributes.width, attributes.height].some((size) => size !== undefined && Number.parseInt(size, 10) <= 2)

/** Reads a tree in its order; it is never deep, so the walk may recurse. */
class Reading {
  text = ''
  marked = false
  image: string | null = null

  visit(nodes: readonly HtmlNode[]): void {
    for (const node of nodes) {
      if (typeof node === 'string') {
        this.text += node.replace(/\s+/g, ' ')
        continue
      }
      const { tag, attributes, children } = node
      if (!VOID_OR_PICTURE.has(tag)) this.marked = true
      if (tag === 'img') this.#picture(attributes)
      const isParagraph = PARAGRAPHS.has(tag)
      if (isParagraph) this.text += '\n\n'
      else if (LINES.has(tag)) this.text += '\n'
      else if (tag === 'td' || tag === 'th') this.text += ' '
      if (!SILENT.has(tag)) this.visit(children)
      if (isParagraph) this.text += '\n\n'
    }
  }

  #picture(attributes: Readonly<Record<string, string>>): void {
    if (this.image !== null || isPixel(attributes)) return
    const address = attributes.src?.startsWith('data:') === false ? attributes.src : attributes['data-src']
    this.image = address?.trim() || null
  }
}

function readOnce(html: string): HtmlText {
  const reading = new Reading()
  reading.visit(parseHtml(html))
  return { text: cleanText(reading.text), marked: reading.marked, image: reading.image }
}

/** Reads HTML or plain text as a person would see it; HTML that was escaped twice is unescaped once more. */
export function readHtml(html: string): HtmlText {
  if (!/[<&]/.test(html)) return { text: cleanText(html), marked: false, image: null }
  const once = readOnce(html)
  return !once.marked && ESCAPED_MARKUP.test(once.text) ? readOnce(once.text) : once
}
