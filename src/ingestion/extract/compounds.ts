import { httpAddress } from './addresses.ts'
import type { Draft } from './draft.ts'
import type { HtmlElement, HtmlNode } from './html-tree.ts'
import { type Run, tidy } from './inline.ts'

/** The blocks inside some nodes, read on their own. */
export type Inside = (nodes: readonly HtmlNode[]) => Draft[]

const EMBEDS = ['twitter-tweet', 'instagram-media', 'tiktok-embed']
const LANGUAGE_TAG = /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i

/** `lang` and `dir` as written, where they can be what they say. */
export function languageAttributes({ attributes }: HtmlElement): Record<string, string> {
  const lang = attributes.lang?.trim() ?? ''
  const dir = attributes.dir?.trim().toLowerCase() ?? ''
  return { ...(LANGUAGE_TAG.test(lang) && { lang }), ...(['rtl', 'ltr', 'auto'].includes(dir) && { dir }) }
}

/** Images and embeds stand on their own, also where they are written inside a list or quote: after it. */
const standsAlone = ({ kind }: Draft): boolean => kind === 'IMAGE' || kind === 'EMBED'

function joined(lines: readonly Run[][], separator: string): Run[] {
  const between: Run = { text: separator, marks: [] }
  return tidy(lines.flatMap((line, index) => (index > 0 ? [between, ...line] : line)))
}

/** A figure: its one image takes the caption; around several, or around something else, the caption is a paragraph. */
export function figureDrafts(figure: HtmlElement, inside: Inside): Draft[] {
  const isCaption = (node: HtmlNode) => typeof node !== 'string' && node.tag === 'figcaption'
  const drafts = inside(figure.children.filter((node) => !isCaption(node)))
  const captions = inside(figure.children.filter(isCaption))
  const images = drafts.filter(({ kind }) => kind === 'IMAGE')
  const caption = joined(
    captions.flatMap(({ lines }) => lines),
    '\n',
  )
  const [image] = images
  if (images.length !== 1 || !image || image.lines.length > 0) return [...drafts, ...captions]
  const whole = { ...image, attributes: languageAttributes(figure), lines: caption.length > 0 ? [caption] : [] }
  return drafts.map((draft) => (draft === image ? whole : draft))
}

/** A list; the items of lists inside it follow their own item. */
export function listDrafts(list: HtmlElement, inside: Inside): Draft[] {
  const lines: Run[][] = []
  const others: Draft[] = []
  for (const child of list.children) {
    const isItem = typeof child !== 'string' && child.tag === 'li'
    for (const draft of inside(isItem ? child.children : [child])) {
      if (standsAlone(draft)) others.push(draft)
      else for (const line of draft.lines) lines.push(line)
    }
  }
  if (lines.length === 0) return others
  return [{ kind: 'LIST', tag: list.tag, attributes: languageAttributes(list), lines, image: null }, ...others]
}

/** A table of data as a list: a line a row, its filled cells parted by a bar. */
export function tableDrafts(rows: readonly HtmlElement[][], inside: Inside): Draft[] {
  const textOfCell = (cell: HtmlElement) =>
    joined(
      inside(cell.children).flatMap((draft) => draft.lines),
      ' ',
    )
  const lines = rows
    .map((cells) =>
      joined(
        cells.map(textOfCell).filter((cell) => cell.length > 0),
        ' | ',
      ),
    )
    .filter((line) => line.length > 0)
  return lines.length === 0 ? [] : [{ kind: 'LIST', tag: 'ul', attributes: {}, lines, image: null }]
}

/** A quote, or the post of a social network that stands on pages as a quote of a known class. */
export function quoteDrafts(quote: HtmlElement, baseUrl: string | null, inside: Inside): Draft[] {
  const { attributes } = quote
  const classes = (attributes.class ?? '').split(/\s+/)
  const embed = EMBEDS.find((name) => classes.includes(name))
  const cite = embed && httpAddress(attributes['data-instgrm-permalink'] ?? attributes.cite ?? '', baseUrl)
  const drafts = inside(quote.children)
  const texts = drafts.filter((draft) => !standsAlone(draft))
  const outer = {
    ...(embed && { class: embed }),
    ...(cite && { cite }),
    // Twitter writes the language of a tweet on its paragraph.
    ...texts.find((draft) => draft.attributes.lang)?.attributes,
    ...languageAttributes(quote),
  }
  const lines = texts.flatMap((draft) => draft.lines)
  const others = drafts.filter(standsAlone)
  if (lines.length === 0 && !cite) return others
  return [{ kind: embed ? 'EMBED' : 'QUOTE', tag: 'blockquote', attributes: outer, lines, image: null }, ...others]
}
