import {
  childrenOf,
  isBlockElement,
  isElement,
  isSilent,
  isText,
  type PageElement,
  type PageNode,
  type PageText,
  shownText,
} from './dom.ts'
import { isLinkBox, isLinks } from './link-box.ts'

/** Containers of the whole article or page: no box. */
export const WHOLE = /^(?:body|html|main)$/
/** Boxes, lists and lines that follow a marker are looked at up to this many. */
export const MAX_FOLLOWING = 15

/** One printed line: sibling nodes of one parent between breaks and blocks. */
export interface Line {
  parent: PageElement
  nodes: PageNode[]
}
/** What ends a printed line. */
export const isBreak = (node: PageNode): boolean => isElement(node) && (node.localName === 'br' || isBlockElement(node))
const holdsBreak = (element: PageElement): boolean => childrenOf(element).some(isBreak)
/** Whether a node shows any word. */
export const hasText = (node: PageNode): boolean => /[\p{L}\p{N}]/u.test(isText(node) ? node.data : shownText(node))

/** The line that a text begins; null where something stands before it. */
export function lineFrom(text: PageText): Line | null {
  let node: PageNode = text
  for (;;) {
    const parent: PageElement | null = node.parentNode
    if (parent === null) return null
    for (let before = node.previousSibling; before !== null && !isBreak(before); before = before.previousSibling) {
      if (hasText(before)) return null
    }
    if (isBlockElement(parent) || holdsBreak(parent)) return { parent, nodes: lineAt(node) }
    node = parent
  }
}

/** The rest of a line from a node on. */
export function lineAt(start: PageNode): PageNode[] {
  const nodes: PageNode[] = []
  for (let at: PageNode | null = start; at !== null && !isBreak(at); at = at.nextSibling) nodes.push(at)
  return nodes
}

/** The texts that an element shows, in order. */
export function* textsIn(element: PageElement): Generator<PageText> {
  // Collected first: the walk goes on while what it found is cut out.
  for (const child of childrenOf(element)) {
    if (isText(child)) yield child
    else if (isElement(child) && !isSilent(child)) yield* textsIn(child)
  }
}

/** The outermost element that says nothing beside a line; null where its block says more. */
export function wholeOf({ parent, nodes }: Line): PageElement | null {
  const text = nodes.map(shownText).join(' ').trim().length
  if (shownText(parent).length > text + 2) return null
  let whole = parent
  for (let outer = whole.parentNode; outer !== null && !WHOLE.test(outer.localName); outer = outer.parentNode) {
    if (shownText(outer).length > text + 2) break
    whole = outer
  }
  return whole
}

/** The box of links whose heading an element is; null where the text around it is not of links alone. */
export function boxAround(heading: PageElement): PageElement | null {
  const parent = heading.parentNode
  if (parent === null || WHOLE.test(parent.localName) || !isLinkBox(parent)) return null
  // What stands before the heading belongs to something else.
  for (let before = heading.previousSibling; before !== null; before = before.previousSibling)
    if (hasText(before)) return null
  let box = parent
  const length = shownText(box).length
  for (let outer = box.parentNode; outer !== null && !WHOLE.test(outer.localName); outer = outer.parentNode) {
    if (shownText(outer).length > length + 2) break
    box = outer
  }
  return box
}

/** The blocks behind an element that are links, up to the first that is not. */
export function followingBlocks(element: PageElement, share: number): PageNode[] {
  const blocks: PageNode[] = []
  let seen = 0
  for (let at = element.nextSibling; at !== null && seen < MAX_FOLLOWING; at = at.nextSibling) {
    if (hasText(at)) {
      const isBox =
        isElement(at) && isBlockElement(at) && !/^(?:p|h[1-6])$/.test(at.localName) && share < 0.9 && isLinkBox(at)
      if (!isBox && !isLinks([at], share)) break
      seen++
    }
    blocks.push(at)
  }
  while (blocks.length > 0 && !hasText(blocks.at(-1)!)) blocks.pop()
  return blocks
}
