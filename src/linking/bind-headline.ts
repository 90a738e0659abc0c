/** An article that a headline may name. */
export interface HeadlineTarget {
  sourceId: string
  publishedAt: Date
  order: number
}

/**
 * The article that a headline names, among those with its folded title: of the same publisher first, then the nearest in
 * time to the page that shows it, then the earlier admitted. Null where there is none.
 */
export function bindHeadline<T extends HeadlineTarget>(from: HeadlineTarget, targets: readonly T[]): T | null {
  let best: T | null = null
  for (const target of targets) {
    if (best === null || compare(from, target, best) < 0) best = target
  }
  return best
}

function compare(from: HeadlineTarget, a: HeadlineTarget, b: HeadlineTarget): number {
  const sameSource = Number(b.sourceId === from.sourceId) - Number(a.sourceId === from.sourceId)
  const distance = (target: HeadlineTarget) => Math.abs(target.publishedAt.getTime() - from.publishedAt.getTime())
  return sameSource || distance(a) - distance(b) || a.order - b.order
}
