import type { LoggedChange } from '../stores/change-store.ts'

/** The last changes of the log without a hole: a bounded window that ends at the newest change known. */
export class Ring {
  #changes: LoggedChange[] = []
  #last: number

  /** Full, it lets the oldest go: whoever needs them reads the log. */
  constructor(
    readonly capacity: number,
    last: number,
  ) {
    this.#last = last
  }

  /** The position of the newest change known. */
  get last(): number {
    return this.#last
  }

  /** How many it holds. */
  get size(): number {
    return this.#changes.length
  }

  /** Takes changes that continue it as far as they have no hole, and says how many it took. */
  append(changes: readonly LoggedChange[]): number {
    let taken = 0
    for (const change of changes) {
      if (change.position !== this.#last + 1) break
      this.#changes.push(change)
      this.#last = change.position
      taken++
    }
    // Cut by halves: a shift for each change would copy the window each time.
    if (this.#changes.length >= this.capacity * 2) this.#changes = this.#changes.slice(-this.capacity)
    return taken
  }

  /** Lets go of what lies before a position, because retention has taken it out of the log. */
  forget(oldest: number): void {
    const gone = oldest - 1 - (this.#last - this.#changes.length)
    if (gone > 0) this.#changes = this.#changes.slice(gone)
  }

  /** Up to `limit` changes after a position; null where the ring does not reach back that far. */
  after(position: number, limit: number): LoggedChange[] | null {
    const index = position - this.#last + this.#changes.length
    return index < 0 ? null : this.#changes.slice(index, index + limit)
  }
}
