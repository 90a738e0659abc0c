/** Headers that say something of the bytes beneath them; the rest (cookies among it) is nobody's business later. */
const KEPT = ['content-type', 'content-language', 'date', 'etag', 'last-modified', 'link', 'server']

/** The headers that are kept with a payload. */
export function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(KEPT.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])))
}
