import { Tokenizer } from 'htmlparser2'
import { parseHTML } from 'linkedom'
import type { PageDocument } from './dom.ts'
import { type HtmlNode, parseHtml } from './html-tree.ts'
import { escapeAttribute, escapeHtml } from './inline.ts'

/** More characters of a page are left out: what follows so much is never the article. */
const MAX_PAGE = 8_000_000
/** A page with more elements open at once is read through the bounded tree. Real pages stay far below. */
const MAX_OPEN = 200
/** A page with more tags is cut through the bounded tree, which is read up to so many elements. The longest of real pages have half. */
const MAX_TAGS = 80_000
/** Pieces of text: each sign that could open a tag, each entity begins one. */
const MAX_TEXTS = 200_000
const MAX_BOUNDED = 12_000
/** Elements that never stay open. */
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/
/** Their text is data, and passes as it is. */
const RAW = /^(?:script|style|title)$/
const LINKED_DATA = /^\s*application\/(?:\w+\+)?ld\+json/i

/** Attributes that reading a page needs; of the others a page has thousands. Those of pictures are all kept: any may hold the address. */
const KEPT =
  /^(?:id|class|href|src|srcset|alt|title|lang|xml:lang|dir|rel|name|property|content|itemprop|type|datetime|pubdate|role|hidden|aria-hidden|aria-modal|colspan|rowspan|width|height|summary|datatable|cite|http-equiv|data-(?:src|srcset|original|lazy-src|instgrm-permalink))$/i
const PICTURE = /^(?:img|picture|figure|source|meta|html|body|link|base|script|style)$/
/** The only style that reading needs: what it hides. */
const HIDES = /display|visibility/i

/** Space beside them shows nowhere, and is half of what a page consists of. */
const BLOCK =
  /^(?:address|article|aside|blockquote|body|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|li|link|main|meta|nav|ol|option|p|script|section|style|table|tbody|td|tfoot|th|thead|title|tr|ul)$/

function isSpace(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) > 32) return false
  return true
}

interface Survey {
  /** Where programs, styles, comments and idle attributes stand, as [start, end). */
  cuts: [start: number, end: number][]
  /** It is too deep or has too many tags for a parser without bounds. */
  excessive: boolean
  hasBody: boolean
}

/** Looks a page through in linear time, with the tokenizer that the DOM's parser has. */
function survey(html: string, allAttributes: boolean): Survey {
  const found: Survey = { cuts: [], excessive: false, hasBody: false }
  const open: string[] = []
  let tags = 0
  let texts = 0
  let tag = ''
  let opened = 0
  let type = ''
  let isType = false
  let name = ''
  let nameAt = 0
  let valueAt = 0
  let drawings = 0
  let drawnAt = 0
  let pre = 0
  const attribute = (start: number, end: number) => {
    if (isType) type += html.slice(start, end)
    valueAt = start
  }
  const opening = (end: number) => {
    if (tag === 'body') found.hasBody = true
    if (tag === 'pre') pre++
    if (tag === 'svg' && drawings++ === 0) drawnAt = opened
    if (!VOID.test(tag)) open.push(tag)
    if (open.length > MAX_OPEN || ++tags > MAX_TAGS) found.excessive = true
    return end
  }
  const tokenizer = new Tokenizer(
    {},
    {
      ontext(start, end) {
        if (++texts > MAX_TEXTS) found.excessive = true
        if (BLOCK.test(tag) && pre === 0 && isSpace(html, start, end)) found.cuts.push([start, end])
      },
      ontextentity() {
        if (++texts > MAX_TEXTS) found.excessive = true
      },
      onopentagname(start, end) {
        tag = html.slice(start, end).toLowerCase()
        opened = start - 1
        type = ''
      },
      onattribname(start, end) {
        name = html.slice(start, end)
        nameAt = start
        valueAt = end
        isType = tag === 'script' && name.toLowerCase() === 'type'
      },
      onattribdata: attribute,
      onattribentity() {},
      onattribend(_, end) {
        const isStyle = name === 'style' && HIDES.test(html.slice(valueAt, end))
        if (allAttributes || isStyle || KEPT.test(name) || PICTURE.test(tag)) return
        found.cuts.push([nameAt, end])
      },
      onopentagend: opening,
      onselfclosingtag(end) {
        opening(end)
        if (tag === 'svg') drawings--
      },
      onclosetag(start, end) {
        const name = html.slice(start, end).toLowerCase()
        tag = name
        if (name === 'pre' && pre > 0) pre--
        if ((name === 'script' && !LINKED_DATA.test(type)) || name === 'style') {
          if (open.at(-1) === name) found.cuts.push([opened, html.indexOf('>', end) + 1 || html.length])
        }
        if (name === 'svg' && drawings > 0 && --drawings === 0)
          found.cuts.push([drawnAt, html.indexOf('>', end) + 1 || html.length])
        if (found.excessive || ++tags > MAX_TAGS) found.excessive = true
        else {
          const at = open.lastIndexOf(name)
          if (at !== -1) open.length = at
        }
      },
      oncdata() {},
      oncomment: (start, end) => {
        // «<!--» and «-->»; what a broken comment swallowed goes with it.
        if (html.startsWith('<!--', start - 4)) found.cuts.push([start - 4, Math.min(end + 1, html.length)])
      },
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return found
}

function without(html: string, cuts: Survey['cuts']): string {
  const parts: string[] = []
  let from = 0
  // A drawing comes after the attributes inside it.
  for (const [start, end] of cuts.sort((a, b) => a[0] - b[0])) {
    if (start < from) continue
    parts.push(html.slice(from, start))
    from = end
  }
  parts.push(html.slice(from))
  return parts.join('')
}

/** Text as HTML; signs in masses, each of which would be a node, are left out. */
function escaped(text: string): string {
  const html = escapeHtml(text)
  return html.length > text.length + 20_000 ? text.replace(/[<>&]+/g, ' ') : html
}

function print(nodes: readonly HtmlNode[], out: string[], raw: boolean): string[] {
  for (const node of nodes) {
    if (out.length > MAX_BOUNDED) return out
    if (typeof node === 'string') out.push(raw ? node : escaped(node))
    else {
      const attributes = Object.entries(node.attributes).filter(([name]) => /^[a-z][\w:-]*$/i.test(name))
      out.push(`<${node.tag}${attributes.map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`).join('')}>`)
      print(node.children, out, RAW.test(node.tag))
      if (!VOID.test(node.tag)) out.push(`</${node.tag}>`)
    }
  }
  return out
}

/** The page as HTML that a parser without bounds reads in linear time: no programs, styles, comments, depth and tags bounded. */
function bounded(html: string, allAttributes: boolean): { html: string; hasBody: boolean } {
  const { cuts, excessive, hasBody } = survey(html, allAttributes)
  if (!excessive) return { html: without(html, cuts), hasBody }
  return { html: print(parseHtml(html), [], false).join(''), hasBody }
}

/**
 * A page as a document with a head and a body, whatever it lacks; parsed once.
 * @param allAttributes also those that only an operator's selectors could ask for
 */
export function openPage(source: string, allAttributes = false): PageDocument {
  const { html, hasBody } = bounded(source.slice(0, MAX_PAGE), allAttributes)
  // Without a body linkedom takes the first element for the whole document.
  const whole = hasBody ? html : `<html><body>${html}</body></html>`
  const { document } = parseHTML(/<html[\s>]/i.test(whole) ? whole : `<html>${whole}</html>`)
  return document as unknown as PageDocument
}
