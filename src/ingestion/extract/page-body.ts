import { titleKey } from '../../arabic/fold.ts'
import { type PageElement, selectAll, shownText } from './dom.ts'
import type { Draft } from './draft.ts'
import { flow } from './flow.ts'
import { textOf } from './inline.ts'
import { makeupOf } from './link-box.ts'
import { type Thing, textIn } from './linked-data.ts'
import type { Indexed, PageIndex } from './page-index.ts'
import { readable, treeOf } from './readable.ts'

/** How elements are named that hold the text of an article and nothing else. */
const BODY =
  /(?:^|\s)(?:article-?_?_?(?:body|content|text)|(?:entry|post|story|news)-?_?_?(?:body|content|text)|articlebody|storybody|td-post-content|field--name-body|field-name-body|wysiwyg(?:--all-content)?|single-content|content-body)(?=$|\s)/
/** A body by name has at least so many characters to stand for the page. */
const MIN_BODY = 200
/** A text of fewer characters is not certainly the article's where the page marks more. */
const MIN_READ = 600
/** Linked data tells the text where the page shows less than this share of it. */
const MIN_SHARE = 0.5

/** The element that the page itself marks as the text of its article, with its characters, linked ones against it; null where it marks none. */
function markedBody(page: PageIndex): { element: PageElement; weight: number } | null {
  const isBody = ({ property, names, tag }: Indexed): boolean =>
    !/^(?:html|body|meta)$/.test(tag) && (property.includes('articleBody') || BODY.test(names))
  let best: { element: PageElement; weight: number } | null = null
  for (const { element } of page.elements(isBody)) {
    const { text, linked } = makeupOf([element])
    const weight = text - 2 * linked
    if (weight >= MIN_BODY && (best === null || weight > best.weight)) best = { element, weight }
  }
  return best
}

/** Where the article of a page is, and what is to be done to it before it is read. */
export interface BodyOptions {
  /** CSS, written by an operator. */
  selector: string | null
  article: Thing
  base: string | null
  cleanUp(element: PageElement): void
}

/**
 * The blocks of a page's article: of the operator's selector, else what Readability finds; where the element that the page marks
 * as its text, or its linked data, says twice as much, that.
 */
export function pageBody(page: PageIndex, { selector, article, base, cleanUp }: BodyOptions): Draft[] {
  const draft = (elements: readonly PageElement[]): Draft[] => {
    for (const element of elements) cleanUp(element)
    return flow(elements.flatMap(treeOf), base)
  }
  const chosen = selector ? selectAll(page.document, selector).filter((element) => shownText(element) !== '') : []
  if (chosen.length > 0) return draft(chosen.filter((element) => !chosen.some((outer) => holds(outer, element))))
  const marked = markedBody(page)
  // Readability takes the page apart: what it may be held against is read before.
  const tree = marked === null ? [] : treeOf(marked.element)
  const found = readable(page.document)
  const drafts = found === null ? [] : draft([found])
  const text = draftsText(drafts)
  if (marked !== null && text.length < MIN_SHARE * marked.weight) {
    const told = flow(tree, base)
    if (isMissed(draftsText(told), text)) return told
  }
  return toldBody(article, text) ?? drafts
}

/** Whether Readability passed by the text that a page marks: it found little, or something else. */
function isMissed(told: string, read: string): boolean {
  if (read.length >= MIN_SHARE * told.length) return false
  if (read.length < MIN_READ) return true
  const longest = read.split('\n').reduce((best, line) => (line.length > best.length ? line : best), '')
  return !told.includes(longest)
}

/** Whether an element stands in another. */
function holds(outer: PageElement, element: PageElement): boolean {
  for (let at = element.parentNode; at !== null; at = at.parentNode) if (at === outer) return true
  return false
}

/** The text of blocks, as it is kept: images by their captions. */
export const draftsText = (drafts: readonly Draft[]): string =>
  drafts
    .map(({ lines }) =>
      lines
        .map(textOf)
        .filter((line) => line !== '')
        .join('\n'),
    )
    .filter((block) => block !== '')
    .join('\n\n')

/** The text of the article as linked data tells it, in paragraphs; null where it tells none, or the page shows as much. */
export function toldBody(article: Thing, shown: string): Draft[] | null {
  const told = textIn(article.articleBody)?.slice(0, 200_000) ?? ''
  if (titleKey(told).length * MIN_SHARE < titleKey(shown).length || told.length < MIN_BODY) return null
  const escaped = /<(?:p|br|div)\b/i.test(told)
  if (escaped) return null
  const paragraphs = told.split(/\s*\n\s*/).filter((text) => text !== '')
  return flow(
    paragraphs.map((text) => ({ tag: 'p', attributes: {}, children: [text] })),
    null,
  )
}
