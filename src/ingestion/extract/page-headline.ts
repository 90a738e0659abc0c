import { cleanLine } from '../../arabic/clean.ts'
import { titleKey } from '../../arabic/fold.ts'
import { closest, namesOf, type PageElement, shownText } from './dom.ts'
import { textIn } from './linked-data.ts'
import type { PageIndex } from './page-index.ts'
import type { PageMeta } from './page-meta.ts'

/** What stands between a headline and the name of its site. A hyphen within a word does not. */
const SEPARATOR = /\s+[-–—|•·:«»/\\]{1,2}\s+|\s*\|\s*|\s+::\s+/gu
const NOT_ITS_HEADLINE = /related|sidebar|widget|comment|footer|logo|site-title|recommend|newsletter/
/** A site's name is no longer than this, as a share of the whole title and in words. */
const MAX_NAME_SHARE = 0.6
const MAX_NAME_WORDS = 6
/** What is read of a title: no headline is longer, and every gap in it is tried. */
const MAX_READ = 1_000
/** Search engines are given headlines cut at 110 characters. */
const MAX_WHOLE = 90

const keyOf = (text: string): string => titleKey(text)

/** Whether a piece of a title names the site: one of its names, or the label of its host. */
function namesSite(piece: string, names: readonly string[], host: string): boolean {
  const key = keyOf(piece)
  if (key === '') return true
  if (names.some((name) => name === key || (key.length > 3 && (name.startsWith(key) || key.startsWith(name)))))
    return true
  const labels = host.split('.').filter((label) => label.length > 2 && label !== 'www')
  return key === keyOf(host) || labels.some((label) => keyOf(label) === key)
}

/** A title without the site's name at its end or beginning, and without the section before that. */
function withoutSite(title: string, names: readonly string[], host: string): string {
  const gaps = [...title.matchAll(SEPARATOR)]
  for (const gap of gaps) {
    const [before, after] = [title.slice(0, gap.index), title.slice(gap.index + gap[0].length)]
    const pieces = after.split(SEPARATOR)
    if (before !== '' && pieces.some((piece) => namesSite(piece, names, host)) && isShort(after, title)) return before
  }
  const first = gaps[0]
  if (first && namesSite(title.slice(0, first.index), names, host)) {
    const rest = title.slice(first.index + first[0].length)
    if (isShort(title.slice(0, first.index), title)) return rest
  }
  return title
}

const isShort = (name: string, whole: string): boolean =>
  name.length <= MAX_NAME_SHARE * whole.length || name.split(/\s+/).length <= 2

/** Without a known name: the last part of a title, where another print of the title stops before it. */
function agreed(title: string, others: readonly string[]): string {
  const keys = others.map(keyOf).filter((key) => key.length > 5)
  for (const gap of [...title.matchAll(SEPARATOR)].reverse()) {
    const [before, after] = [title.slice(0, gap.index), title.slice(gap.index + gap[0].length)]
    if (keys.includes(keyOf(before)) && after.split(/\s+/).length <= MAX_NAME_WORDS) return before
    if (keys.includes(keyOf(after)) && before.split(/\s+/).length <= MAX_NAME_WORDS) return after
  }
  return title
}

/** A title that is a trail: «headline » section » site». */
const isTrail = (title: string): boolean =>
  new Set([...title.matchAll(SEPARATOR)].map(([gap]) => gap.trim())).size === 1 && title.split(SEPARATOR).length > 2

const longestPart = (title: string | undefined): string | undefined =>
  title !== undefined && isTrail(title)
    ? title.split(SEPARATOR).reduce((longest, part) => (part.length > longest.length ? part : longest), '')
    : title

/** The first headings of a page that could head the article, with their text. */
export function pageHeadings(page: PageIndex): { element: PageElement; text: string }[] {
  const found: { element: PageElement; text: string }[] = []
  for (const { element } of page.tagged('h1')) {
    if (found.length >= 5) break
    const text = cleanLine(shownText(element))
    const isOther = closest(element, (outer) => /^(?:aside|footer|nav)$/.test(outer.localName)) !== null
    if (text !== '' && text.length < 400 && !isOther && !NOT_ITS_HEADLINE.test(namesOf(element)))
      found.push({ element, text })
  }
  return found
}

/** Two prints of one headline: one begins with the other, which machines cut. */
function agree(one: string, other: string): boolean {
  const [a, b] = [keyOf(one), keyOf(other)].sort((x, y) => x.length - y.length) as [string, string]
  return a.length > 5 && (a === b || (b.startsWith(a) && a.length > 0.5 * b.length))
}

/** Whether a print of a headline that the heading goes on behind is all of it: machines cut long ones, and say so. */
const isWhole = (told: string, heading: string): boolean =>
  told.length < MAX_WHOLE && keyOf(told).length < keyOf(heading).length && !/(?:…|\.\.\.)$/.test(told)

/**
 * The headline of a page, without the name of its site: the heading of the page where the head of the document bears it out,
 * else what linked data, Open Graph and the `title` element say, in this order.
 */
export function pageHeadline(page: PageIndex, meta: PageMeta, host: string): string | null {
  const names = meta.siteNames.map(keyOf).filter((key) => key !== '')
  const headings = pageHeadings(page).map(({ text }) => text)
  const strip = (text: string | null): string => {
    const line = cleanLine((text ?? '').slice(0, MAX_READ).replace(/<[^>]*>/g, ' '))
    return namesSite(line, names, host) && line.length < 40 ? '' : withoutSite(line, names, host)
  }
  const told = [
    strip(textIn(meta.article.headline)),
    strip(meta.first('og:title')),
    strip(
      meta.first('twitter:title', 'parsely-title', 'sailthru.title', 'dc.title', 'dcterms.title', 'title', 'headline'),
    ),
    strip(meta.title),
  ].filter((text) => text !== '')
  const shown = headings.map((text) => withoutSite(text, names, host)).filter((text) => text !== '')
  for (const heading of shown) {
    const text = told.find((other) => agree(heading, other))
    if (text !== undefined) return isWhole(text, heading) ? text : heading
  }
  const best =
    told.find((text) => !isTrail(text)) ??
    longestPart(told[0]) ??
    (shown.length === 1 ? shown[0] : undefined) ??
    shown[0]
  return best === undefined ? null : agreed(best, [...told, ...shown])
}
