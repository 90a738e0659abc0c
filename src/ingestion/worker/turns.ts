/** Callers that wait for one of a few places, first come, first served. */
export class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  /** @param places how many may be inside at once */
  constructor(
    places: number,
    private readonly maxWaiting: number,
  ) {
    this.#free = places
  }

  /**
   * Waits for a place; who got one gives it back with `leave`.
   * @throws {RangeError} where too many wait already
   */
  async enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free--
      return
    }
    if (this.#waiting.length >= this.maxWaiting) throw new RangeError(`${this.maxWaiting} callers wait already`)
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
