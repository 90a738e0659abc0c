/** A part of a query with what holding it is worth. */
export interface WeighedPart {
  /** As tsquery text. */
  query: string
  weight: number
}

/**
 * Tsquery text that is answered by whatever holds parts of so much weight in all: the weak AND of Broder, Carmel, Herscovici, Soffer
 * and Zien (2003). Of n parts it has at most 2^n nodes. Null where all parts together weigh less.
 * @param parts the heaviest first
 */
export function weakAnd(parts: readonly WeighedPart[], need: number): string | null {
  const [first, ...others] = parts
  if (first === undefined || parts.reduce((sum, { weight }) => sum + weight, 0) < need) return null
  if (first.weight >= need) {
    // Every lighter part that is enough by itself stands beside it, not below.
    const rest = weakAnd(others, need)
    return rest === null ? first.query : `${first.query} | ${rest}`
  }
  const [withIt, without] = [weakAnd(others, need - first.weight), weakAnd(others, need)]
  return [withIt === null ? null : `${first.query} & (${withIt})`, without].filter((part) => part !== null).join(' | ')
}
