import {
  isElement,
  isSilent,
  isText,
  namesOf,
  type PageDocument,
  type PageElement,
  type PageNode,
  type PageText,
} from './dom.ts'

/** An element of a page with what is asked of it again and again. */
export interface Indexed {
  element: PageElement
  tag: string
  /** Its class and id in lower case. */
  names: string
  /** Its properties of microdata. */
  property: string
}

/** All elements and shown texts of a page in order, read in one walk; what has been cut out is left out. */
export class PageIndex {
  readonly #elements: Indexed[] = []
  readonly #byTag = new Map<string, Indexed[]>()
  readonly #texts: PageText[] = []
  readonly #gone = new Set<PageNode>()

  constructor(readonly document: PageDocument) {
    this.#walk(document.documentElement, false)
  }

  /** The elements of one tag. */
  *tagged(tag: string): Generator<Indexed> {
    for (const indexed of this.#byTag.get(tag) ?? []) if (!this.#gone.has(indexed.element)) yield indexed
  }

  *elements(holds: (indexed: Indexed) => boolean): Generator<Indexed> {
    for (const indexed of this.#elements) if (holds(indexed) && !this.#gone.has(indexed.element)) yield indexed
  }

  *texts(): Generator<PageText> {
    for (const text of this.#texts) if (!this.#gone.has(text)) yield text
  }

  /** The first element of a tag of which something holds. */
  first(tag: string, holds: (element: PageElement) => boolean = () => true): PageElement | null {
    for (const { element } of this.tagged(tag)) if (holds(element)) return element
    return null
  }

  /** Takes a node out of the page. */
  remove(node: PageNode): void {
    this.#forget(node)
    node.remove()
  }

  #forget(node: PageNode): void {
    this.#gone.add(node)
    if (isElement(node)) for (let at = node.firstChild; at !== null; at = at.nextSibling) this.#forget(at)
  }

  #walk(element: PageElement, silent: boolean): void {
    const tag = element.localName
    const indexed = { element, tag, names: namesOf(element), property: element.getAttribute('itemprop') ?? '' }
    this.#elements.push(indexed)
    const alike = this.#byTag.get(tag)
    if (alike === undefined) this.#byTag.set(tag, [indexed])
    else alike.push(indexed)
    const isQuiet = silent || isSilent(element)
    for (let node = element.firstChild; node !== null; node = node.nextSibling) {
      if (isElement(node)) this.#walk(node, isQuiet)
      else if (!isQuiet && isText(node)) this.#texts.push(node)
    }
  }
}
