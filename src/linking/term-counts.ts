/** How often a term stands in an article: in its title, in title and lead, in all of it. */
export interface TermCounts {
  title: number
  lead: number
  all: number
}

/**
 * The counts of a term in one byte: 2 bits how often in the title, 2 how often in the lead besides, 4 how often in the rest. What
 * lies above tells no more.
 */
export function countsCode({ title, lead, all }: TermCounts): number {
  const [inTitle, inLead] = [Math.min(3, title), Math.min(3, lead - title)]
  return (inTitle << 6) | (inLead << 4) | Math.min(15, all - lead)
}

/** A table over all codes of counts: what `weigh` makes of the counts in title, rest of the lead, and rest of the text. */
export function weightTable(weigh: (title: number, lead: number, rest: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => weigh(code >> 6, (code >> 4) & 3, code & 15))
}
