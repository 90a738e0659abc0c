import { cleanLine } from '../../arabic/clean.ts'
import { titleKey } from '../../arabic/fold.ts'
import type { RelatedItem } from '../../entities/article-item.ts'
import { canonicalUrl } from '../urls.ts'
import { httpAddress } from './addresses.ts'
import {
  childrenOf,
  closest,
  isBlockElement,
  isElement,
  isSilent,
  isText,
  type PageElement,
  type PageNode,
  shownText,
} from './dom.ts'

/** What the text of some nodes consists of; lengths in characters without white space at the ends. */
export interface Makeup {
  text: number
  linked: number
  links: number
  /** Paragraphs of running text outside links: longer than the excerpt of a card. */
  prose: number
  /** Shorter paragraphs outside links: excerpts, datelines. */
  others: number
  headline: boolean
}

/** Words from which on an unlinked paragraph is running text. */
const PROSE_WORDS = 25
const MAX_HEADLINE = 300
const MAX_EXCERPT = 600
/** Links beyond the last are left out. */
const MAX_LINKS = 50
/** Texts of links that name no article. */
const BUTTON =
  /^(?:(?:ا|إ)?قرا(?:ء|ءه)? المزيد|المزيد(?: من.{0,30})?|اقرا|عرض الكل|شاهد الكل|عرض المزيد|التفاصيل|read more|more|continue reading|see all|view all|\d+|التالي|السابق|next|previous)$/

export const countWords = (text: string): number => text.match(/[\p{L}\p{N}\p{M}]+/gu)?.length ?? 0

function unlinkedWords(element: PageElement): string {
  const out: string[] = []
  const visit = (node: PageNode): void => {
    if (isText(node)) out.push(node.data)
    else if (isElement(node) && node.localName !== 'a' && !isSilent(node) && !isBlockElement(node)) {
      for (const child of childrenOf(node)) visit(child)
    } else out.push(' ')
  }
  for (const child of childrenOf(element)) visit(child)
  return out.join('')
}

function measure(node: PageNode, makeup: Makeup, inLink: boolean): void {
  if (isText(node)) {
    const length = node.data.trim().length
    makeup.text += length
    if (inLink) makeup.linked += length
  } else if (isElement(node) && !isSilent(node)) {
    if (node.localName === 'h1') makeup.headline = true
    const isLink = node.localName === 'a' && node.getAttribute('href') !== null
    if (isLink) makeup.links++
    if (isBlockElement(node) && !inLink) {
      const words = countWords(unlinkedWords(node))
      if (words >= PROSE_WORDS) makeup.prose++
      else if (words > 3) makeup.others++
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling)
      measure(child, makeup, inLink || isLink)
  }
}

/** What the text of some nodes consists of. */
export function makeupOf(nodes: readonly PageNode[]): Makeup {
  const makeup: Makeup = { text: 0, linked: 0, links: 0, prose: 0, others: 0, headline: false }
  for (const node of nodes) measure(node, makeup, false)
  return makeup
}

/** Whether nodes hold links and hardly anything else. */
export function isLinks(nodes: readonly PageNode[], share: number): boolean {
  const { text, linked, links } = makeupOf(nodes)
  return links > 0 && linked > 0 && linked >= share * text
}

/** Whether an element is a box of links: headlines, cards with a picture, a date, an excerpt. Running text is none. */
export function isLinkBox(element: PageElement): boolean {
  const { text, linked, links, prose, others, headline } = makeupOf([element])
  if (links === 0 || headline || linked === 0) return false
  if (prose === 0 && linked >= 0.5 * text) return true
  return prose <= links && prose <= 6 && others <= 3 * links + 2 && linked >= 0.15 * text && prose < 2 + links / 2
}

function headlineOf(link: PageElement): { headline: string; excerpt: string | null } {
  const heading = link.querySelector('h2,h3,h4,h5,h6,.title,.headline')
  const whole = shownText(link)
  const said = heading === null ? '' : shownText(heading)
  if (heading === null || said === '') {
    const title = link.getAttribute('title') ?? ''
    const isCut = /(?:…|\.\.\.)$/.test(whole) && title.length > whole.length
    return { headline: isCut ? title : whole, excerpt: null }
  }
  const paragraph = link.querySelector('p')
  const excerpt = paragraph === null ? '' : shownText(paragraph)
  return { headline: said, excerpt: excerpt === '' || excerpt === said ? null : excerpt }
}

/** The text of a card beside its headline, where it is an excerpt. */
function excerptBeside(link: PageElement): string | null {
  const card = closest(link, (element) => /^(?:li|article|div|td)$/.test(element.localName))
  if (card === null) return null
  const paragraphs = [...card.querySelectorAll('p')].filter((p) => p.querySelector('a') === null).map(shownText)
  const hrefs = new Set([...card.querySelectorAll('a')].map((other) => other.getAttribute('href')))
  return hrefs.size === 1 && paragraphs.length === 1 && countWords(paragraphs[0]!) > 5 ? paragraphs[0]! : null
}

/** The headlines that some nodes link to, in order, each address once: with its longest text that is no button. */
export function linksIn(
  nodes: readonly PageNode[],
  baseUrl: string | null,
  tidy: (text: string) => string,
  pageUrl: string | null,
): RelatedItem[] {
  const byUrl = new Map<string, RelatedItem>()
  const elements = nodes.filter(isElement)
  const links = elements.flatMap((node) => (node.localName === 'a' ? [node] : [...node.querySelectorAll('a')]))
  for (const link of links.slice(0, 4 * MAX_LINKS)) {
    const address = httpAddress(link.getAttribute('href') ?? '', baseUrl)
    const url = address === null ? null : canonicalUrl(address)
    const { headline, excerpt } = headlineOf(link)
    const text = tidy(cleanLine(headline))
    if (text === '' || text.length > MAX_HEADLINE || isButton(text)) continue
    if (url !== null && url === pageUrl) continue
    if (url === null && (link.getAttribute('href') ?? '').startsWith('javascript')) continue
    const key = url ?? titleKey(text)
    const known = byUrl.get(key)
    if (known && known.headline.length >= text.length) continue
    const said = excerpt ?? excerptBeside(link)
    byUrl.set(key, { headline: text, url, ...(said !== null && said.length <= MAX_EXCERPT && { excerpt: said }) })
  }
  return [...byUrl.values()].slice(0, MAX_LINKS)
}

const isButton = (text: string): boolean => {
  const plain = text
    .toLowerCase()
    .replace(/[أإآ]/g, 'ا')
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .trim()
  return plain === '' || BUTTON.test(plain)
}
