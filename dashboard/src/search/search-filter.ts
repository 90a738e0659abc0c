import type { SearchPlace } from '../address.ts'

/** The filter that narrows a search; a day is one of the zone, and of an article without an hour that very date. */
export function searchFilter({ sources, tags, day }: SearchPlace): Record<string, unknown> {
  return {
    ...(sources.length > 0 && { sources }),
    ...(tags.length > 0 && { tags }),
    ...(day !== null && dayFilter(day)),
  }
}

function dayFilter(day: string): Record<string, string> {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return {
    publishedFrom: new Date(year, month - 1, date).toISOString(),
    publishedBefore: new Date(year, month - 1, date + 1).toISOString(),
  }
}

/** The list with an entry in it that was not, or without one that was. */
export const toggled = (list: readonly string[], entry: string): readonly string[] =>
  list.includes(entry) ? list.filter((one) => one !== entry) : [...list, entry]

/** A passage in pieces, those that were asked for apart. */
export function pieces(
  text: string,
  ranges: readonly { start: number; end: number }[],
): { text: string; isHit: boolean }[] {
  const found: { text: string; isHit: boolean }[] = []
  let at = 0
  for (const { start, end } of ranges) {
    if (start > at) found.push({ text: text.slice(at, start), isHit: false })
    found.push({ text: text.slice(start, end), isHit: true })
    at = end
  }
  if (at < text.length) found.push({ text: text.slice(at), isHit: false })
  return found
}
