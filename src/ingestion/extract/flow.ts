import { httpAddress, imageAddress } from './addresses.ts'
import { figureDrafts, languageAttributes, listDrafts, quoteDrafts, tableDrafts } from './compounds.ts'
import type { Draft } from './draft.ts'
import { type HtmlElement, type HtmlNode, isBlock } from './html-tree.ts'
import { clean, type Mark, type Run, splitAtBlankLines } from './inline.ts'
import { dataRows } from './table.ts'

/** More blocks than this are left out: no article has them, and each costs more than its text. */
export const MAX_BLOCKS = 5_000

/** Elements whose content is not text of the article. */
const DROPPED = new Set(
  (
    'applet audio button canvas datalist embed iframe math noembed noframes object option plaintext script ' +
    'select style svg template textarea title video xmp'
  ).split(' '),
)
const MARKS: Readonly<Record<string, string>> = {
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  sub: 'sub',
  sup: 'sup',
  q: 'q',
  code: 'code',
  cite: 'cite',
}
const EMOJI = /emoji|smiley/
const TEXT_BLOCK = /^(?:h[1-6]|p)$/

/** Turns a tree into blocks in reading order. */
class Flow {
  readonly drafts: Draft[] = []
  #runs: Run[] = []
  #tag = 'p'
  #attributes: Record<string, string> = {}

  constructor(readonly baseUrl: string | null) {}

  read(nodes: readonly HtmlNode[], marks: readonly Mark[]): Draft[] {
    this.#visit(nodes, marks)
    this.#flush()
    return this.drafts
  }

  #visit(nodes: readonly HtmlNode[], marks: readonly Mark[]): void {
    for (const node of nodes) {
      if (this.drafts.length >= MAX_BLOCKS) return
      if (typeof node === 'string') this.#runs.push({ text: node.replace(/\s+/g, ' '), marks })
      else if (!DROPPED.has(node.tag)) this.#element(node, marks)
    }
  }

  #element(element: HtmlElement, marks: readonly Mark[]): void {
    if (element.tag === 'br') this.#runs.push({ text: '\n', marks: [] })
    else if (element.tag === 'img') this.#image(element, marks)
    else if (isBlock(element)) this.#block(element, marks)
    else this.#visit(element.children, this.#withMark(element, marks))
  }

  #withMark({ tag, attributes }: HtmlElement, marks: readonly Mark[]): readonly Mark[] {
    const href = tag === 'a' ? httpAddress(attributes.href ?? '', this.baseUrl) : null
    if (href) return [...marks.filter((mark) => mark.tag !== 'a'), { tag: 'a', href }]
    const mark = MARKS[tag]
    return mark === undefined || marks.some((outer) => outer.tag === mark) ? marks : [...marks, { tag: mark }]
  }

  #block(element: HtmlElement, outer: readonly Mark[]): void {
    this.#flush()
    // A link around blocks is a card, not a link in the text; repeated in each block it would multiply its length.
    const marks = outer.filter((mark) => mark.tag !== 'a')
    const drafts = this.#compound(element, (nodes) => new Flow(this.baseUrl).read(nodes, marks))
    if (drafts === null) this.#text(element, marks)
    else for (const draft of drafts) this.#push(draft)
  }

  #compound(element: HtmlElement, inside: (nodes: readonly HtmlNode[]) => Draft[]): Draft[] | null {
    const { tag } = element
    if (tag === 'blockquote') return quoteDrafts(element, this.baseUrl, inside)
    if (tag === 'ul' || tag === 'ol') return listDrafts(element, inside)
    if (tag === 'figure') return figureDrafts(element, inside)
    const rows = tag === 'table' ? dataRows(element) : null
    return rows && tableDrafts(rows, inside)
  }

  #text(element: HtmlElement, marks: readonly Mark[]): void {
    const [tag, attributes] = [this.#tag, this.#attributes]
    if (TEXT_BLOCK.test(element.tag)) {
      this.#tag = element.tag
      this.#attributes = languageAttributes(element)
    }
    this.#visit(element.children, marks)
    this.#flush()
    this.#tag = tag
    this.#attributes = attributes
  }

  #image(element: HtmlElement, marks: readonly Mark[]): void {
    const { attributes } = element
    const alt = clean(attributes.alt ?? '').replace(/\s+/g, ' ')
    if (EMOJI.test(attributes.class ?? '')) {
      this.#runs.push({ text: alt, marks })
      return
    }
    const isPixel = [attributes.width, attributes.height].some((size) => size?.trim() === '0' || size?.trim() === '1')
    const src = isPixel ? null : imageAddress(element, this.baseUrl)
    if (!src) return
    this.#flush()
    this.#push({ kind: 'IMAGE', tag: 'figure', attributes: {}, lines: [], image: { src, alt } })
  }

  #flush(): void {
    const kind = this.#tag === 'p' ? 'PARAGRAPH' : 'HEADING'
    for (const line of splitAtBlankLines(this.#runs)) {
      this.#push({ kind, tag: this.#tag, attributes: this.#attributes, lines: [line], image: null })
    }
    this.#runs = []
  }

  #push(draft: Draft): void {
    const last = this.drafts.at(-1)
    // Images that load late stand twice, the second time in noscript; the one with the caption stays.
    const isAgain = draft.image !== null && last?.image?.src === draft.image.src
    if (isAgain && draft.lines.length === 0) return
    if (isAgain) this.drafts.pop()
    if (this.drafts.length < MAX_BLOCKS) this.drafts.push(draft)
  }
}

/** The blocks of a tree in reading order: loose text is made paragraphs, empty ones are dropped. */
export const flow = (nodes: readonly HtmlNode[], baseUrl: string | null): Draft[] => new Flow(baseUrl).read(nodes, [])
