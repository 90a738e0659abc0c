/**
 * Brings the best of the first `count` slots to the front, in no order: those of the highest score, of equals the later ones
 * (quickselect; Hoare 1961). Nothing is allocated.
 * @param scores by slot
 * @param orders by slot; no two are equal
 */
export function bringBest(
  slots: Uint32Array,
  count: number,
  best: number,
  scores: Float32Array | Float64Array,
  orders: Float64Array,
): void {
  for (let from = 0, to = count - 1; from < to && best <= to; ) {
    const pivot = slots[(from + to) >> 1]!
    const [score, order] = [scores[pivot]!, orders[pivot]!]
    let left = from
    let right = to
    while (left <= right) {
      for (let slot = slots[left]!; isBetter(scores[slot]!, orders[slot]!, score, order); ) slot = slots[++left]!
      for (let slot = slots[right]!; isBetter(score, order, scores[slot]!, orders[slot]!); ) slot = slots[--right]!
      if (left > right) break
      const slot = slots[left]!
      slots[left++] = slots[right]!
      slots[right--] = slot
    }
    if (best - 1 <= right) to = right
    else if (best >= left + 1) from = left
    else return
  }
}

const isBetter = (score: number, order: number, other: number, otherOrder: number): boolean =>
  score > other || (score === other && order > otherOrder)
