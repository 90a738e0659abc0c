type Headers = Readonly<Record<string, string>>

/** An absurd wish (a year) is obeyed up to here; a feed that asks for so much is seen by its operator long before. */
export const MOST_ASKED_SECONDS = 7 * 86_400

const DAYS = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun'
const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const TIME = String.raw`\d\d:\d\d:\d\d`
/** The three forms of RFC 9110, 5.6.7; Date.parse alone would read a year into «garbage 1». */
const HTTP_DATE = new RegExp(
  [
    String.raw`^(?:${DAYS}), \d\d (?:${MONTHS}) \d{4} ${TIME} GMT$`,
    String.raw`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d\d-(?:${MONTHS})-\d\d ${TIME} GMT$`,
    String.raw`^(?:${DAYS}) (?:${MONTHS}) [ \d]\d ${TIME} \d{4}$`,
  ].join('|'),
)

/** A date of HTTP in milliseconds since the epoch; null for anything else. */
export function httpDate(value: string | undefined): number | null {
  const text = value?.trim() ?? ''
  if (!HTTP_DATE.test(text)) return null
  const milliseconds = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(milliseconds) ? null : milliseconds
}

const bounded = (seconds: number): number => Math.min(Math.max(0, Math.ceil(seconds)), MOST_ASKED_SECONDS)
const wholeSeconds = (value: string | undefined): number | null =>
  /^\d+$/.test(value?.trim() ?? '') ? Number(value) : null

/** Seconds from the answer to a date in it: by the publisher's own clock where the answer bears its time. */
function secondsTo(date: number, headers: Headers, now: Date): number {
  return (date - (httpDate(headers.date) ?? now.getTime())) / 1000
}

/** What Retry-After asks for (RFC 9110, 10.2.3), in seconds; null where there is none that can be read. */
export function retryAfterSeconds(headers: Headers, now: Date): number | null {
  const value = headers['retry-after']
  const date = httpDate(value)
  const seconds = date === null ? wholeSeconds(value) : secondsTo(date, headers, now)
  return seconds === null ? null : bounded(seconds)
}

/**
 * How long an answer stays fresh (RFC 9111, 4.2.1), in seconds: `max-age`, else Expires, less the age that it came with.
 * `no-cache` beside a `max-age` does not shorten it: who polls with validators asks nothing of a cache.
 */
export function freshSeconds(headers: Headers, now: Date): number {
  const ages = [...(headers['cache-control'] ?? '').matchAll(/(?:^|[\s,])max-age\s*=\s*"?(\d+)/gi)]
  const expires = httpDate(headers.expires)
  const lifetime =
    ages.length > 0
      ? Math.max(...ages.map(([, seconds]) => Number(seconds)))
      : expires === null
        ? 0
        : secondsTo(expires, headers, now)
  return bounded(lifetime - (wholeSeconds(headers.age) ?? 0))
}
