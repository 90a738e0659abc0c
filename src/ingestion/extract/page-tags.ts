import { cleanLine } from '../../arabic/clean.ts'
import { fold, titleKey } from '../../arabic/fold.ts'
import { closest, namesOf, type PageElement, shownText } from './dom.ts'
import { textsIn } from './linked-data.ts'
import type { Indexed, PageIndex } from './page-index.ts'
import type { PageMeta } from './page-meta.ts'

const LIST =
  /(?:^|[\s_-])(?:tags?|tags?-?(?:list|links|cloud|box|wrap(?:per)?|container)|tagcloud|topics|keywords)(?=$|[\s_-])/
const OTHER = /share|social|sidebar|widget|footer|related|menu|most-/
const MAX_TAGS = 50
const MAX_TAG = 60
/** A head with more keywords than this names the site's, not the article's. */
const MAX_KEYWORDS = 20

const split = (list: string): string[] => list.split(/\s*[,،;؛|]\s*|\s+#/)
const tidy = (tag: string): string =>
  cleanLine(tag.replace(/<[^>]*>/g, ' '))
    .replace(/^#/, '')
    .replaceAll('_', ' ')

/** The links of a page to the pages of its tags. */
export function tagLinks(page: PageIndex): PageElement[] {
  const found = new Set<PageElement>()
  for (const { element, tag } of page.elements(isList)) {
    if (closest(element, (outer) => OTHER.test(namesOf(outer)) || /^(?:aside|nav)$/.test(outer.localName)) !== null)
      continue
    const links = tag === 'a' ? [element] : [...element.querySelectorAll('a')]
    // A list of more, or of whole headlines, is something else that bears the name.
    if (links.length > MAX_TAGS || links.some((link) => shownText(link).length > MAX_TAG)) continue
    for (const link of links) if (found.size < MAX_TAGS) found.add(link)
  }
  return [...found]
}

const isList = ({ element, tag, names, property }: Indexed): boolean =>
  tag === 'a'
    ? /\btag\b/.test(element.getAttribute('rel') ?? '')
    : !/^(?:html|body|main|article)$/.test(tag) &&
      (property.includes('keywords') || LIST.test(names)) &&
      /^(?:div|ul|ol|p|span|section|dl|footer|td)$/.test(tag)

/** What the publisher says an article is about: its list of tags and keywords, else those of the head. */
export function pageTags(meta: PageMeta, links: readonly PageElement[]): string[] {
  const own = [
    ...links.map(shownText),
    ...meta.values('article:tag').flatMap(split),
    ...textsIn(meta.article.keywords).flatMap(split),
  ]
  const head = ['news_keywords', 'parsely-tags', 'sailthru.tags', 'keywords'].map((name) =>
    meta.values(name).flatMap(split),
  )
  const all = own.length > 0 ? own : (head.find((tags) => tags.length > 0 && tags.length <= MAX_KEYWORDS) ?? [])
  const byKey = new Map<string, string>()
  for (const tag of all.map(tidy)) {
    const key = titleKey(tag)
    if (key !== '' && tag.length <= MAX_TAG && !byKey.has(key) && fold(tag) !== '') byKey.set(key, tag)
  }
  return [...byKey.values()].slice(0, MAX_TAGS)
}
