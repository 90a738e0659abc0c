import sanitizeHtml from 'sanitize-html'
import { draftHtml } from './draft.ts'
import { flow } from './flow.ts'
import { parseHtml } from './html-tree.ts'

/** More bytes of HTML than this are refused, not cut: a cut page would be taken for the publisher's text. */
export const MAX_HTML_BYTES = 2_000_000

const LANGUAGE = ['lang', 'dir']
/** What may stand in the HTML of a block, whatever the code before it lets through. */
const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: (
    'p h1 h2 h3 h4 h5 h6 ul ol li blockquote figure figcaption img ' + 'a strong em sub sup q code cite br'
  ).split(' '),
  allowedAttributes: {
    ...Object.fromEntries(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'figure'].map((t) => [t, LANGUAGE])),
    blockquote: ['cite', ...LANGUAGE],
    a: ['href', 'rel'],
    img: ['src', 'alt'],
  },
  allowedClasses: { blockquote: ['twitter-tweet', 'instagram-media', 'tiktok-embed'] },
  allowedSchemes: ['http', 'https'],
  allowProtocolRelative: false,
}

/** HTML of a block with nothing but the elements, attributes and schemes that a body may have. */
export const gate = (html: string): string => sanitizeHtml(html, ALLOWED)

/** Why the HTML is not taken at all; null where it is. */
export function htmlProblem(html: string): string | null {
  const bytes = Buffer.byteLength(html)
  return bytes > MAX_HTML_BYTES ? `html of ${bytes} bytes, over ${MAX_HTML_BYTES}` : null
}

export type Sanitized = { ok: true; html: string } | { ok: false; reason: string }

/**
 * A publisher's HTML as safe HTML: paragraphs, headings, lists, quotes and figures in reading order, each on a line, with
 * absolute http(s) addresses only. Sanitising twice changes nothing.
 */
export function sanitize(html: string, options: { baseUrl: string | null }): Sanitized {
  const reason = htmlProblem(html)
  if (reason !== null) return { ok: false, reason }
  const blocks = flow(parseHtml(html), options.baseUrl).map((draft) => gate(draftHtml(draft)))
  return { ok: true, html: blocks.join('\n') }
}
