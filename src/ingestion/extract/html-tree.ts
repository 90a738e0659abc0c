import { Tokenizer } from 'htmlparser2'

/** An element; attribute names are in lower case and their values decoded. */
export interface HtmlElement {
  tag: string
  attributes: Readonly<Record<string, string>>
  children: HtmlNode[]
}
/** An element or a piece of decoded text. */
export type HtmlNode = HtmlElement | string

/** Elements deeper than this are not opened: their content goes to the ancestor at the bound, so every walk may recurse. */
export const MAX_DEPTH = 128
/** What comes after this many tags is left out: no article has them, and each costs more than its bytes. */
export const MAX_TAGS = 100_000

const VOID = new Set(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr'.split(
    ' ',
  ),
)
const BLOCK = new Set(
  (
    'address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hgroup hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
)
const HEADING = /^h[1-6]$/
/** Drawings and formulas, whose elements a slash closes; a block within ends them, save where they hold HTML on purpose. */
const FOREIGN = ['svg', 'math']
const HTML_IN_FOREIGN = ['foreignobject', 'desc', 'title', 'annotation-xml']
/**
 * What shows nothing of its content. Publishers close it with a slash, as in XHTML; taken for open, as HTML has it, it would hide the
 * rest of the text.
 */
const CLOSED_BY_SLASH = new Set([...FOREIGN, ...'object video audio canvas template select button applet'.split(' ')])
/** The same of what is read to its closing tag without a look at the tags within. */
const RAW_CLOSED_BY_SLASH = /<(iframe|script)\b([^<>]*\ssrc\s*=[^<>]*)\/>/gi
/** What an opening tag closes when it stands open, and the elements that shelter it. */
const IMPLIED: Readonly<Record<string, { closes: string[]; within: string[] }>> = {
  a: { closes: ['a'], within: [...BLOCK] },
  li: { closes: ['li'], within: ['ul', 'ol'] },
  dt: { closes: ['dt', 'dd'], within: ['dl'] },
  dd: { closes: ['dt', 'dd'], within: ['dl'] },
  tr: { closes: ['tr'], within: ['table'] },
  td: { closes: ['td', 'th'], within: ['table', 'tr'] },
  th: { closes: ['td', 'th'], within: ['table', 'tr'] },
}
const PARAGRAPH = { closes: ['p'], within: ['table', 'td', 'th', 'li', 'blockquote', 'figure'] }

/** True of elements that stand on lines of their own. */
export const isBlock = (element: HtmlElement): boolean => BLOCK.has(element.tag)

/** Opens and closes elements as tokens come, looking at no more than `MAX_DEPTH` elements a tag: nesting costs no extra time. */
class TreeBuilder {
  readonly roots: HtmlNode[] = []
  readonly #open: HtmlElement[] = []
  /** How many of each tag stand open: most searches need not begin. */
  readonly #openTags = new Map<string, number>()
  #tags = 0

  text(text: string): void {
    if (this.#tags > MAX_TAGS) return
    const siblings = this.#siblings()
    const last = siblings.length - 1
    if (typeof siblings[last] === 'string') siblings[last] += text
    else siblings.push(text)
  }

  opening(tag: string, attributes: Record<string, string>): void {
    if (++this.#tags > MAX_TAGS) return
    if (BLOCK.has(tag)) {
      this.#endForeign()
      this.#implied(PARAGRAPH)
    }
    if (HEADING.test(tag) && HEADING.test(this.#open.at(-1)?.tag ?? '')) this.#closeFrom(this.#open.length - 1)
    const implied = IMPLIED[tag]
    if (implied) this.#implied(implied)
    const fits = this.#open.length < MAX_DEPTH
    // Beyond the bound a block leaves an empty mark, so that the texts before and after it do not run together.
    if (!fits && !VOID.has(tag) && !BLOCK.has(tag)) return
    const element: HtmlElement = { tag, attributes, children: [] }
    this.#siblings().push(element)
    if (!fits || VOID.has(tag)) return
    this.#open.push(element)
    this.#openTags.set(tag, (this.#openTags.get(tag) ?? 0) + 1)
  }

  closing(tag: string): void {
    if (++this.#tags > MAX_TAGS) return
    if (this.#openTags.get(tag)) this.#closeFrom(this.#open.findLastIndex((element) => element.tag === tag))
    else if (BLOCK.has(tag)) this.#siblings().push({ tag: 'div', attributes: {}, children: [] })
  }

  /** A tag that its own slash ends. */
  selfClosing(tag: string, attributes: Record<string, string>): void {
    this.opening(tag, attributes)
    if (CLOSED_BY_SLASH.has(tag)) this.closing(tag)
  }

  #endForeign(): void {
    if (!FOREIGN.some((tag) => this.#openTags.get(tag)) || HTML_IN_FOREIGN.some((tag) => this.#openTags.get(tag)))
      return
    this.#closeFrom(this.#open.findIndex(({ tag }) => FOREIGN.includes(tag)))
  }

  #siblings(): HtmlNode[] {
    return this.#open.at(-1)?.children ?? this.roots
  }

  #closeFrom(place: number): void {
    for (const { tag } of this.#open.splice(place)) this.#openTags.set(tag, this.#openTags.get(tag)! - 1)
  }

  #implied({ closes, within }: { closes: string[]; within: string[] }): void {
    if (!closes.some((tag) => this.#openTags.get(tag))) return
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const { tag } = this.#open[at]!
      if (closes.includes(tag)) this.#closeFrom(at)
      if (closes.includes(tag) || within.includes(tag)) return
    }
  }
}

/** Reads HTML into a tree no deeper than `MAX_DEPTH`, in time linear in its length; like a browser it never fails. */
export function parseHtml(given: string): HtmlNode[] {
  const html = given.replace(RAW_CLOSED_BY_SLASH, '<$1$2></$1>')
  const tree = new TreeBuilder()
  let tag = ''
  let attributes: Record<string, string> = {}
  let name = ''
  let value = ''
  const opened = () => tree.opening(tag, attributes)
  const tokenizer = new Tokenizer(
    {},
    {
      ontext: (start, end) => tree.text(html.slice(start, end)),
      ontextentity: (codePoint) => tree.text(String.fromCodePoint(codePoint)),
      onopentagname: (start, end) => {
        tag = html.slice(start, end).toLowerCase()
        attributes = Object.create(null)
      },
      onattribname: (start, end) => {
        name = html.slice(start, end).toLowerCase()
        value = ''
      },
      onattribdata: (start, end) => {
        value += html.slice(start, end)
      },
      onattribentity: (codePoint) => {
        value += String.fromCodePoint(codePoint)
      },
      onattribend: () => {
        attributes[name] ??= value
      },
      onopentagend: opened,
      onselfclosingtag: () => tree.selfClosing(tag, attributes),
      onclosetag: (start, end) => tree.closing(html.slice(start, end).toLowerCase()),
      oncdata: () => {},
      oncomment: () => {},
      ondeclaration: () => {},
      onprocessinginstruction: () => {},
      onend: () => {},
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return tree.roots
}
