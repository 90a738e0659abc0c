import { closest, type PageElement, shownText } from './dom.ts'
import { isLinks } from './link-box.ts'
import type { Indexed, PageIndex } from './page-index.ts'

/** Shorter paragraphs are captions, labels, lines of menus: nobody misses them. */
const MIN_LENGTH = 60
const MAX_PARAGRAPHS = 100

const squeezed = (text: string): string => text.replace(/\s+/g, '')
const isParagraph = ({ tag }: Indexed): boolean => tag === 'p' || tag === 'blockquote'

/** The paragraphs of running text that a page shows; to be asked before the article is taken out of it. */
export function paragraphsOf(page: PageIndex): string[] {
  const found: string[] = []
  for (const { element } of page.elements(isParagraph)) {
    if (found.length >= MAX_PARAGRAPHS * 3) break
    const text = shownText(element)
    if (text.length >= MIN_LENGTH && !isLinks([element], 0.6) && !isHidden(element)) found.push(text)
  }
  return found
}

const isHidden = (element: PageElement): boolean =>
  closest(element, ({ localName }) => localName === 'noscript' || localName === 'template') !== null

/** Which of some paragraphs an article does not hold: what was lost shows, also where nothing says why. */
export function outside(paragraphs: readonly string[], article: string): string[] {
  const lines = new Set(article.split('\n').map(squeezed))
  const missing = paragraphs.filter((text) => !lines.has(squeezed(text))).slice(0, MAX_PARAGRAPHS)
  if (missing.length === 0) return []
  const whole = squeezed(article)
  return missing.filter((text) => !whole.includes(squeezed(text).slice(0, MIN_LENGTH)))
}
