import type { FetchPurpose, FetchRequest } from './fetched.ts'

const ACCEPT: Readonly<Record<FetchPurpose, string>> = {
  feed: 'application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5',
  page: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.5',
  robots: 'text/plain, */*;q=0.5',
  hub: '*/*',
  webhook: '*/*',
}

/** How the server names itself to publishers, with where they reach its operator: `Sila/1.0.0 (+https://news.example)`. */
export function userAgent(about: { version: string; contact: string | null; publicUrl: string | null }): string {
  const reach = (about.contact ?? about.publicUrl ?? '').replace(/[^\x21-\x7e]+|[()\\]/g, ' ').trim()
  return `Sila/${about.version}${reach === '' ? '' : ` (+${reach})`}`
}

/** The header lines of a request: no cookies, no referrer, nothing that the purpose does not need. */
export function requestHeaders(request: FetchRequest, agent: string, withValidators: boolean): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': agent,
    accept: ACCEPT[request.purpose],
    'accept-encoding': 'gzip, deflate, br',
  }
  if (request.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded'
  if (request.message !== undefined) {
    return { ...headers, 'content-type': 'application/json; charset=utf-8', ...request.message.headers }
  }
  if (!withValidators) return headers
  if (isHeaderValue(request.etag)) headers['if-none-match'] = request.etag
  if (isHeaderValue(request.lastModified)) headers['if-modified-since'] = request.lastModified
  return headers
}

/** RFC 9110, 5.5. What came in a header fits into one; anything else was damaged on the way and is left out. */
function isHeaderValue(value: string | null | undefined): value is string {
  return value != null && value !== '' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}
