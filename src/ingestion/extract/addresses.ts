import { absoluteUrl } from '../urls.ts'
import type { HtmlElement } from './html-tree.ts'

/** Longer addresses are left out: proxies cut them, and they are where data hides. */
const MAX_ADDRESS = 2_000
/** Where pages that load images late keep the real address; before `src`, which then shows a placeholder. */
const IMAGE_ATTRIBUTES = ['data-src', 'data-original', 'data-lazy-src', 'src', 'data-srcset', 'srcset']

/** An address of a page as an absolute http(s) URL; null where it is none. */
export function httpAddress(raw: string, baseUrl: string | null): string | null {
  // `absoluteUrl` undoes one escaping too many; undone to the end, the result stays what it is when it is read again.
  const url = absoluteUrl(raw.replace(/&(?:amp;)+/g, '&'), baseUrl)
  return url !== null && url.length <= MAX_ADDRESS ? url : null
}

/** The address that an `img` shows; null where it has none that a reader could load. */
export function imageAddress({ attributes }: HtmlElement, baseUrl: string | null): string | null {
  for (const name of IMAGE_ATTRIBUTES) {
    const value = attributes[name]?.trim() ?? ''
    const address = httpAddress(name.endsWith('srcset') ? (value.split(/[\s,]+/)[0] ?? '') : value, baseUrl)
    if (address) return address
  }
  return null
}
