import { type DefaultTreeAdapterTypes, html, parse, parseFragment } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode

const TAGS = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li blockquote figure figcaption img a strong em sub sup q code cite br'.split(' '),
)
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'rel'],
  img: ['src', 'alt'],
  blockquote: ['cite', 'class', 'lang', 'dir'],
}
const LANGUAGE = ['lang', 'dir']
const ADDRESSES = new Set(['href', 'src', 'cite'])
const SIMPLE = new Set(['li', 'figcaption', 'strong', 'em', 'sub', 'sup', 'q', 'code', 'cite', 'br'])

function isHttp(address: string): boolean {
  return /^https?:\/\//.test(address) && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
}

function inNode(node: Node, wraps: ReadonlySet<string>): string[] {
  if (node.nodeName === '#text' || node.nodeName === '#documentType') return []
  if (!('tagName' in node)) return [node.nodeName]
  const found: string[] = []
  const { tagName: tag, attrs, namespaceURI, childNodes } = node
  if (namespaceURI !== html.NS.HTML) found.push(`${tag} of ${namespaceURI}`)
  if (!TAGS.has(tag) && !wraps.has(tag)) found.push(tag)
  const allowed = ATTRIBUTES[tag] ?? (SIMPLE.has(tag) ? [] : LANGUAGE)
  for (const { name, value } of attrs) {
    if (!allowed.includes(name)) found.push(`${tag} ${name}`)
    if (ADDRESSES.has(name) && !isHttp(value)) found.push(`${name}=${value}`)
  }
  return [...found, ...childNodes.flatMap((child) => inNode(child, wraps))]
}

const NONE: ReadonlySet<string> = new Set()
const WRAPS: ReadonlySet<string> = new Set(['html', 'head', 'body'])

/** What a browser would find in some HTML that no body may have: elements, attributes, schemes, comments. */
export function survivors(text: string): string[] {
  const readings = [true, false].flatMap((scriptingEnabled) => [
    ...parseFragment(text, { scriptingEnabled }).childNodes.flatMap((node) => inNode(node, NONE)),
    ...parse(text, { scriptingEnabled }).childNodes.flatMap((node) => inNode(node, WRAPS)),
  ])
  return [...new Set(readings)]
}
