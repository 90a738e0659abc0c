import { Parser } from 'htmlparser2'
import { cleanText } from '../arabic/clean.ts'

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

const isPixel = (attributes: Record<string, string>): boolean =>
  [attributes.width, attributes.height].some((size) => size !== undefined && Number.parseInt(size, 10) <= 2)

function readOnce(html: string): HtmlText {
  let text = ''
  let marked = false
  let image: string | null = null
  let silent = 0
  const parser = new Parser({
    onopentag(name, attributes) {
      if (SILENT.has(name)) silent += 1
      if (!VOID_OR_PICTURE.has(name)) marked = true
      if (name === 'img' && image === null && !isPixel(attributes)) {
        const address = attributes.src?.startsWith('data:') === false ? attributes.src : attributes['data-src']
        image = address?.trim() || null
      }
      if (PARAGRAPHS.has(name)) text += '\n\n'
      else if (LINES.has(name)) text += '\n'
      else if (name === 'td' || name === 'th') text += ' '
    },
    ontext(data) {
      if (silent === 0) text += data.replace(/\s+/g, ' ')
    },
    onclosetag(name) {
      if (SILENT.has(name)) silent -= 1
      if (PARAGRAPHS.has(name)) text += '\n\n'
    },
  })
  parser.end(html)
  return { text: cleanText(text), marked, image }
}

/** Reads HTML or plain text as a person would see it; HTML that was escaped twice is unescaped once more. */
export function readHtml(html: string): HtmlText {
  if (!/[<&]/.test(html)) return { text: cleanText(html), marked: false, image: null }
  const once = readOnce(html)
  return !once.marked && ESCAPED_MARKUP.test(once.text) ? readOnce(once.text) : once
}
