/** Keeps the best of what it is offered, of equals the later one: a heap whose root is the worst kept. */
export class Nearest {
  readonly #slots: Uint32Array
  readonly #scores: Float64Array
  readonly #orders: Float64Array
  #size = 0

  constructor(private readonly capacity: number) {
    this.#slots = new Uint32Array(capacity)
    this.#scores = new Float64Array(capacity)
    this.#orders = new Float64Array(capacity)
  }

  clear(): void {
    this.#size = 0
  }

  /** Takes a slot with its score in, unless it is full of better ones. */
  offer(slot: number, score: number, order: number): void {
    if (this.#size < this.capacity) {
      this.#put(this.#size++, slot, score, order)
      this.#rise(this.#size - 1)
    } else if (score > this.#scores[0]! || (score === this.#scores[0] && order > this.#orders[0]!)) {
      this.#put(0, slot, score, order)
      this.#sink()
    }
  }

  /** What it keeps, in no order. A view: valid until the next offer. */
  slots(): Uint32Array {
    return this.#slots.subarray(0, this.#size)
  }

  #put(at: number, slot: number, score: number, order: number): void {
    this.#slots[at] = slot
    this.#scores[at] = score
    this.#orders[at] = order
  }

  #isWorse(a: number, b: number): boolean {
    const difference = this.#scores[a]! - this.#scores[b]!
    return difference < 0 || (difference === 0 && this.#orders[a]! < this.#orders[b]!)
  }

  #swap(a: number, b: number): void {
    const [slot, score, order] = [this.#slots[a]!, this.#scores[a]!, this.#orders[a]!]
    this.#put(a, this.#slots[b]!, this.#scores[b]!, this.#orders[b]!)
    this.#put(b, slot, score, order)
  }

  #rise(from: number): void {
    let at = from
    while (at > 0 && this.#isWorse(at, (at - 1) >> 1)) {
      this.#swap(at, (at - 1) >> 1)
      at = (at - 1) >> 1
    }
  }

  #sink(): void {
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= this.#size) return
      const worse = left + 1 < this.#size && this.#isWorse(left + 1, left) ? left + 1 : left
      if (!this.#isWorse(worse, at)) return
      this.#swap(at, worse)
      at = worse
    }
  }
}
