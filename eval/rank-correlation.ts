/** Spearman's rank correlation, -1 to 1; equal values share the mean of their ranks. 0 where either list holds one value only. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [ranksA, ranksB] = [ranks(a), ranks(b)]
  const middle = (a.length - 1) / 2
  let [both, squaresA, squaresB] = [0, 0, 0]
  for (const [at, rank] of ranksA.entries()) {
    const [x, y] = [rank - middle, ranksB[at]! - middle]
    both += x * y
    squaresA += x * x
    squaresB += y * y
  }
  return squaresA === 0 || squaresB === 0 ? 0 : both / Math.sqrt(squaresA * squaresB)
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!)
  const ranked = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let at = from; at < to; at++) ranked[order[at]!] = (from + to - 1) / 2
    from = to
  }
  return ranked
}
