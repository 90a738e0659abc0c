/** What an index knows of an article beside its terms. */
export interface Placed {
  /** Number of its source; the owner numbers them. */
  source: number
  /** Milliseconds since 1970. */
  publishedAt: number
}

const GROWTH = 1.3
const FIRST_SLOTS = 1_024

/** Source, time and order of admission of the articles by slot. */
export class SlotFacts {
  #source = new Int32Array(FIRST_SLOTS)
  #publishedAt = new Float64Array(FIRST_SLOTS)
  /** Counts up with each article that is set; 0 of an empty slot. */
  #order = new Float64Array(FIRST_SLOTS)
  #last = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return this.#order.length * 20
  }

  set(slot: number, { source, publishedAt }: Placed): void {
    if (slot >= this.#order.length) this.#grow(slot)
    if (this.#order[slot] !== 0) throw new Error(`slot ${slot} is taken`)
    this.#source[slot] = source
    this.#publishedAt[slot] = publishedAt
    this.#order[slot] = ++this.#last
    this.#size++
  }

  /** False where the slot was empty. */
  delete(slot: number): boolean {
    if (!this.has(slot)) return false
    this.#order[slot] = 0
    this.#size--
    return true
  }

  has(slot: number): boolean {
    return (this.#order[slot] ?? 0) !== 0
  }

  publishedAt(slot: number): number {
    return this.#publishedAt[slot]!
  }

  /** Order of admission by slot. A view: valid until the next article is set. */
  get orders(): Float64Array {
    return this.#order
  }

  isOf(slot: number, source: number): boolean {
    return this.#source[slot] === source
  }

  #grow(slot: number): void {
    const length = Math.ceil((slot + 1) * GROWTH)
    const [source, publishedAt, order] = [this.#source, this.#publishedAt, this.#order]
    this.#source = new Int32Array(length)
    this.#source.set(source)
    this.#publishedAt = new Float64Array(length)
    this.#publishedAt.set(publishedAt)
    this.#order = new Float64Array(length)
    this.#order.set(order)
  }
}
