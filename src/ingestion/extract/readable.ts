import { Readability } from '@mozilla/readability'
import { childrenOf, isElement, isText, type PageDocument, type PageElement, type PageNode } from './dom.ts'
import type { HtmlNode } from './html-tree.ts'

/** More elements than this are more than Readability reads in its time: such a page has no article that it would find. */
const MAX_ELEMENTS = 40_000

/** The element that Mozilla's Readability takes for the article; null where it finds none. The document is used up. */
export function readable(document: PageDocument): PageElement | null {
  try {
    const article = new Readability<PageElement>(document as never, {
      serializer: (node) => node as unknown as PageElement,
      // Classes tell embeds and boxes apart afterwards.
      keepClasses: true,
      disableJSONLD: true,
      maxElemsToParse: MAX_ELEMENTS,
    }).parse()
    return article?.content ?? null
  } catch {
    return null
  }
}

/** A part of a document as the tree from which bodies are made. */
export function treeOf(node: PageNode): HtmlNode[] {
  if (isText(node)) return [node.data]
  if (!isElement(node)) return []
  const attributes: Record<string, string> = Object.create(null)
  for (const { name, value } of node.attributes) attributes[name.toLowerCase()] ??= value
  return [{ tag: node.localName.toLowerCase(), attributes, children: childrenOf(node).flatMap(treeOf) }]
}
