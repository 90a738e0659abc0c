import { isUtf8 } from 'node:buffer'
import { absoluteUrl } from '../urls.ts'
import type { SplitFeed } from './split-feed.ts'
import { type Child, rewriteChildren } from './xml-children.ts'
import { attributeOf, tagAt } from './xml-tags.ts'

const localName = (name: string): string => name.toLowerCase().replace(/^.*:/, '')
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Element text that encodes other text; null where it encodes anything else. */
function fromBase64(encoded: string): string | null {
  const plain = encoded.replace(/^\s*<!\[CDATA\[|\]\]>\s*$/g, '').replace(/\s+/g, '')
  if (plain === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return null
  const bytes = Buffer.from(plain, 'base64')
  return isUtf8(bytes) && !/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/.test(bytes.toString()) ? bytes.toString() : null
}

const TEXT_CONSTRUCTS = new Set(['title', 'subtitle', 'tagline', 'summary', 'content'])
/** Types whose content is text as it stands: of all others it is base64 (RFC 4287, 4.1.3.3). */
const PLAIN_TYPE = /^(?:text|html|xhtml|text\/.*|.*[+/]xml)$/i

/** A text of Atom in base64, by the mode of Atom 0.3 or by its type, as the text it encodes. */
function decodedConstruct({ name, tag, inner }: Child): string | null {
  if (!TEXT_CONSTRUCTS.has(localName(name))) return null
  const type = attributeOf(tag, 'type')
  const mode = attributeOf(tag, 'mode')
  const isEncoded = mode === undefined ? type !== undefined && !PLAIN_TYPE.test(type) : mode === 'base64'
  const text = isEncoded ? fromBase64(inner) : null
  if (text === null) return null
  const bare = tag.replace(/\s(?:type|mode)\s*=\s*(?:"[^"]*"|'[^']*')/gi, '').slice(0, -1)
  return `${bare} type="${/^text(?:\/plain)?$/i.test(type ?? '') ? 'text' : 'html'}">${escaped(text)}</${name}>`
}

/** Elements that stand in RSS without their namespace, and under which name they are read where that is not there. */
const STRAY: Readonly<Record<string, string>> = {
  summary: 'description',
  abstract: 'description',
  content: 'content:encoded',
  body: 'content:encoded',
  fullitem: 'content:encoded',
  id: 'guid',
  published: 'pubDate',
  issued: 'pubDate',
  updated: 'dcterms:modified',
  modified: 'dcterms:modified',
}

/** Elements of RSS items that others took over, or that come from Atom: what they hold under the name of today. */
function renamedElement({ name, tag, inner }: Child, has: (name: string) => boolean): string | null {
  const local = localName(name)
  const prefix = name.slice(0, -local.length - 1).toLowerCase()
  if (local === 'author') {
    // A name that may hold markup is not to be taken apart at its brackets.
    return prefix === 'dc' || (prefix === '' && /<|&lt;/.test(inner)) ? `<dc:creator>${inner}</dc:creator>` : null
  }
  if (local === 'category') {
    const text = prefix === 'itunes' ? attributeOf(tag, 'text') : undefined
    return text === undefined ? null : `<category>${text}</category>`
  }
  const today = STRAY[local]
  if (today === undefined || inner.trim() === '' || has(today)) return null
  if (prefix !== '' && local !== 'body') return null
  // Markup under the prefix of its body is HTML like any other.
  const markup = prefix === '' ? inner : inner.replace(new RegExp(`(</?)${prefix.replaceAll('.', '\\.')}:`, 'gi'), '$1')
  return `<${today}${today === 'guid' ? ' isPermaLink="false"' : ''}>${markup}</${today}>`
}

/** Which documents are looked at more closely: the most have nothing of the kind. */
const OLD_RSS =
  /<(?:[\w.-]+:)?body[\s>]|<(?:fullitem|summary|abstract|content|id|published|issued|updated|modified|author)[\s>]|<dc:author[\s>]|<itunes:category\s|<item\b[^<>]*\shref\s*=/i
const OLD_ATOM =
  /\smode\s*=\s*["']base64|<(?:[\w.-]+:)?(?:title|subtitle|summary|content)\s[^<>]*type\s*=\s*["'][^"'<>]*\/|<(?:[\w.-]+:)?(?:id|link)\s[^<>]*xml:base/i

function modernItem(item: string): string {
  const tag = tagAt(item, 0)
  if (tag === null) return item
  const present = new Map<string, boolean>()
  const has = (name: string): boolean => {
    const known = present.get(name) ?? new RegExp(`<${name}[\\s>]`, 'i').test(item)
    present.set(name, known)
    return known
  }
  const renamed = rewriteChildren(item, tag.length, (child) => renamedElement(child, has))
  // An item of the Channel Definition Format is linked by an attribute.
  const href = tag.endsWith('/>') ? undefined : attributeOf(tag, 'href')
  return href === undefined ? renamed : `${tag}<link>${href}</link>${renamed.slice(tag.length)}`
}

/** An id or link with a base of its own, resolved. */
function rebased({ name, tag, inner }: Child): string | null {
  const base = attributeOf(tag, 'xml:base')
  if (base === undefined || !/^(?:id|link)$/.test(localName(name))) return null
  const href = attributeOf(tag, 'href')
  const url = absoluteUrl(href ?? inner, base)
  if (url === null) return null
  if (href === undefined) return `<${name}>${escaped(url)}</${name}>`
  return `${tag.replace(/(\shref\s*=\s*)(?:"[^"]*"|'[^']*')/i, (_, before: string) => `${before}"${escaped(url)}"`)}${tag.endsWith('/>') ? '' : `${inner}</${name}>`}`
}

function modernEntry(element: string): string {
  const tag = tagAt(element, 0)
  return tag === null
    ? element
    : rewriteChildren(element, tag.length, (child) => rebased(child) ?? decodedConstruct(child))
}

/** The items of a feed in the terms of today, where it uses elements and encodings that nothing else reads any more. */
export function modernize(dialect: SplitFeed['dialect'], element: string): string {
  if (dialect === 'atom') return OLD_ATOM.test(element) ? modernEntry(element) : element
  return OLD_RSS.test(element) ? modernItem(element) : element
}
