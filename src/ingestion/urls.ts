/** The longest address that is kept, in characters; a longer one is no article's address. */
export const MAX_URL_LENGTH = 2000

/** Query parameters that only say where the reader came from. */
const TRACKING: readonly RegExp[] = [
  /^utm_/,
  /^at_[a-z]/,
  /^(?:fb|g|dc|y|tw|tt|ms)clid$/,
  /^(?:gclsrc|gbraid|wbraid|igshid|igsh|_ga|_gl|_hsenc|_hsmi|mc_cid|mc_eid|mkt_tok|vero_id)$/,
  /^(?:ocid|cmpid|maca|xtor|wt[._]mc|wt\.mc_id|smid|sr_share|traffic_source|__twitter_impression)$/,
  /^ns_(?:source|mchannel|campaign|linkname|fee)$/,
]
/** Names that also carry meaning: only these values make them a trace of the way. */
const REFERRER = /^(?:ref|referrer|source|src|from|partner|feature)$/
const REFERRED_BY = /^(?:rss|rssfeed|feed|feeds|atom|twitter|tw|facebook|fb|whatsapp|telegram|newsletter)$/

function isTracking(parameter: string): boolean {
  const [name = '', value = ''] = parameter.toLowerCase().split('=')
  return TRACKING.some((pattern) => pattern.test(name)) || (REFERRER.test(name) && REFERRED_BY.test(value))
}

/** Percent-encoding in one spelling: upper-case digits, unreserved characters as themselves (RFC 3986, 6.2.2). */
function unifyEncoding(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : code.toUpperCase()
  })
}

function cleanQuery(search: string): string {
  const parameters = search.slice(1).split('&').map(unifyEncoding)
  const kept = parameters.filter((parameter) => parameter !== '' && !isTracking(parameter))
  const nameOf = (parameter: string) => parameter.split('=', 1)[0]!
  const sorted = kept.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0))
  return sorted.length === 0 ? '' : `?${sorted.join('&')}`
}

/**
 * The whole address of a link as an author wrote it, resolved against a base; null for what no browser would open over
 * http or https, and for an address that carries a user name or password.
 */
export function absoluteUrl(raw: string, base?: string | null): string | null {
  const trimmed = raw.trim().replaceAll('&amp;', '&')
  if (trimmed === '' || trimmed.length > 2 * MAX_URL_LENGTH) return null
  const absolute = /^www\./i.test(trimmed) ? `http://${trimmed}` : trimmed
  // A link «//host/path» without a base still names its host.
  const against = base && URL.canParse(base) ? base : absolute.startsWith('//') ? 'https://base.invalid' : undefined
  if (!URL.canParse(absolute, against)) return null
  const url = new URL(absolute, against)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  if (url.username !== '' || url.password !== '') return null
  return url.href
}

/**
 * The address under which an article is kept: absolute, http or https, without fragment, default port, tracking parameters
 * and closing slash, its parameters in the order of their names, percent-encoded in one spelling (RFC 3986, 6.2.2). Null
 * for anything else and beyond 2,000 characters. Own code, since normalize-url decodes «%25» and so reads another address
 * at each pass.
 */
export function canonicalUrl(raw: string, base?: string | null): string | null {
  const absolute = absoluteUrl(raw, base)
  if (absolute === null) return null
  const url = new URL(absolute)
  url.hash = ''
  url.search = cleanQuery(url.search)
  url.pathname = unifyEncoding(url.pathname).replace(/\/+$/, '')
  const host = url.hostname.replace(/\.+$/, '')
  if (host === '') return null
  url.hostname = host
  return url.href.length > MAX_URL_LENGTH ? null : url.href
}

/** What two spellings of one address share: the canonical address without scheme and leading «www.». */
export function urlKey(canonical: string): string {
  return unifyEncoding(canonical.replace(/^https?:\/\//i, '').replace(/^www\./i, ''))
}
