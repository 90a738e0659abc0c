import { isUtf8 } from 'node:buffer'
import { FetchError } from './failure.ts'

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Where an answer sends its asker; null where it does not. Throws for a place that cannot be asked or must not be. */
export function redirectTarget(from: URL, status: number, location: string | undefined): URL | null {
  if (!REDIRECTS.has(status) || location === undefined) return null
  // Publishers write raw UTF-8 into this header, which arrives as latin1.
  const bytes = Buffer.from(location, 'latin1')
  const text = isUtf8(bytes) ? bytes.toString('utf8') : location
  if (!URL.canParse(text, from.href)) throw new FetchError('BAD_ADDRESS', 'redirected to what is no address')
  const target = new URL(text, from)
  target.hash = ''
  if (from.protocol === 'https:' && target.protocol === 'http:') {
    throw new FetchError('ADDRESS_REFUSED', `redirected from https to ${target.href}`)
  }
  return target
}

/** Whether a redirect says that the old address is no longer to be used. */
export function isPermanent(status: number): boolean {
  return status === 301 || status === 308
}

/** Whether a redirect repeats the request as it is (RFC 9110, 15.4.8); the others turn it into a GET. */
export function keepsMethod(status: number): boolean {
  return status === 307 || status === 308
}

/**
 * Whether two addresses belong to one publisher as far as validators go: the same host, scheme and «www.» aside. Elsewhere a
 * validator would mean another text, and a coincidence of the two would pass for «unchanged».
 */
export function sharesValidators(a: URL, b: URL): boolean {
  return bareHost(a) === bareHost(b)
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^www\./, '')
}
