import { canonicalUrl } from '../urls.ts'
import { httpAddress } from './addresses.ts'
import type { PageElement } from './dom.ts'
import { textIn, textsIn } from './linked-data.ts'
import type { PageIndex } from './page-index.ts'
import type { PageMeta } from './page-meta.ts'

/** Hosts of one site differ by these. */
const PREFIX = /^(?:www\d?|m|mobile|amp|beta)\./

const siteOf = (url: string): string => new URL(url).hostname.replace(PREFIX, '')

/** Whether two addresses are of one site: the same host, or one above the other. */
export function isSameSite(one: string, other: string): boolean {
  const [a, b] = [siteOf(one), siteOf(other)]
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)
}

const isHome = (url: string): boolean => {
  const { pathname, search } = new URL(url)
  return /^\/(?:index\.\w+|[a-z]{2})?\/?$/.test(pathname) && search === ''
}

/** The address that a page gives as its own, where it is of the same site and no front page; else the one it was read from. */
export function pageAddress(meta: PageMeta, url: string | null): string | null {
  const own = url === null ? null : canonicalUrl(url)
  const told = meta.canonical === null ? null : canonicalUrl(meta.canonical, url)
  if (told === null || (isHome(told) && own !== null && !isHome(own))) return own
  return own === null || isSameSite(told, own) ? told : own
}

/** The picture of an article: of its linked data, the head, or the first of its body that is large enough to be one. */
export function pageImage(
  page: PageIndex,
  meta: PageMeta,
  base: string | null,
  chosen: PageElement | null,
): string | null {
  const image = meta.article.image
  const told = [
    chosen === null
      ? null
      : (['data-src', 'src', 'content', 'href'].map((name) => chosen.getAttribute(name)).find(Boolean) ?? null),
    ...[image].flat().map((value) => textIn((value as { url?: unknown } | null)?.url ?? value)),
    meta.first(
      'og:image:secure_url',
      'og:image',
      'og:image:url',
      'twitter:image',
      'twitter:image:src',
      'image',
      'thumbnailurl',
    ),
    ...textsIn(meta.article.thumbnailUrl),
    page.first('link', (element) => element.getAttribute('rel') === 'image_src')?.getAttribute('href') ?? null,
  ]
  for (const address of told) {
    const url = address === null ? null : httpAddress(address, base)
    if (url !== null && !/\/(?:logo|default|placeholder)[^/]*$/i.test(url)) return url
  }
  return null
}

/** The address against which a page's links are resolved. */
export function baseAddress(page: PageIndex, url: string | null): string | null {
  const href = page.first('base')?.getAttribute('href')?.trim()
  if (!href || !URL.canParse(href, url ?? undefined)) return url
  return new URL(href, url ?? undefined).href
}
