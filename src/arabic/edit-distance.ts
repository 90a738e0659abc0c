/**
 * Letters put in, left out, changed or swapped with the next one (optimal string alignment); more than `limit` is as good as any
 * number above it.
 */
export function editDistance(a: string, b: string, limit: number): number {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  if (Math.max(endA, endB) - start > limit * 2 + 1) return limit + 1
  const [x, y] = [a.slice(start, endA), b.slice(start, endB)]
  let before: number[] = []
  let row = Array.from({ length: y.length + 1 }, (_, index) => index)
  for (let i = 1; i <= x.length; i++) {
    const next = [i]
    for (let j = 1; j <= y.length; j++) {
      const change = row[j - 1]! + (x[i - 1] === y[j - 1] ? 0 : 1)
      next[j] = Math.min(change, row[j]! + 1, next[j - 1]! + 1)
      const swapped = i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]
      if (swapped) next[j] = Math.min(next[j]!, before[j - 2]! + 1)
    }
    before = row
    row = next
  }
  return row[y.length]!
}
