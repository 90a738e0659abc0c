/**
 * What the extractor asks of the DOM. Declared here, since the house compiles without the browser's library; linkedom's nodes
 * fit. Walks may recurse: `page-source.ts` has bounded the depth.
 */
export interface PageNode {
  nodeType: number
  parentNode: PageElement | null
  nextSibling: PageNode | null
  previousSibling: PageNode | null
  remove(): void
}
export interface PageText extends PageNode {
  data: string
}
export interface PageElement extends PageNode {
  localName: string
  firstChild: PageNode | null
  textContent: string
  attributes: Iterable<{ name: string; value: string }>
  getAttribute(name: string): string | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}
export interface PageDocument {
  documentElement: PageElement
  body: PageElement
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}

const BLOCKS = new Set(
  (
    'address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hgroup hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
)
const SILENT = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'svg', 'select', 'textarea', 'button'])

export const isElement = (node: PageNode | null): node is PageElement => node?.nodeType === 1
export const isText = (node: PageNode | null): node is PageText => node?.nodeType === 3
export const isBlockElement = (node: PageNode | null): node is PageElement =>
  isElement(node) && BLOCKS.has(node.localName)
/** Elements whose content no reader sees as text. */
export const isSilent = (element: PageElement): boolean => SILENT.has(element.localName)

/** The children of an element in order, as they are now. */
export function childrenOf(element: PageElement): PageNode[] {
  const children: PageNode[] = []
  for (let node = element.firstChild; node !== null; node = node.nextSibling) children.push(node)
  return children
}

function write(node: PageNode, out: string[]): void {
  if (isText(node)) out.push(node.data)
  if (!isElement(node) || isSilent(node)) return
  if (node.localName === 'br') out.push(' ')
  else {
    const parts = node.localName === 'a' || isBlockElement(node)
    if (parts) out.push(' ')
    for (let child = node.firstChild; child !== null; child = child.nextSibling) write(child, out)
    if (parts) out.push(' ')
  }
}

/** The text that a reader sees in a node, on one line; blocks are parted by a space. */
export function shownText(node: PageNode): string {
  const out: string[] = []
  write(node, out)
  return out.join('').replace(/\s+/g, ' ').trim()
}

/** `class` and `id` of an element in lower case, parted by a space. */
export function namesOf(element: PageElement): string {
  const [classes, id] = [element.getAttribute('class'), element.getAttribute('id')]
  if (!classes && !id) return ''
  return `${classes ?? ''} ${id ?? ''}`.trim().toLowerCase()
}

/** The elements of a selector that an operator wrote; none where it is no selector. */
export function selectAll(within: PageDocument | PageElement, selector: string): PageElement[] {
  try {
    return [...within.querySelectorAll(selector)]
  } catch {
    return []
  }
}

/** The closest ancestor, or the node itself, of which something holds. */
export function closest(node: PageNode | null, holds: (element: PageElement) => boolean): PageElement | null {
  for (let at = node; at !== null; at = at.parentNode) if (isElement(at) && holds(at)) return at
  return null
}

export const isWithin = (node: PageNode, ancestor: PageElement): boolean =>
  closest(node, (element) => element === ancestor) !== null
