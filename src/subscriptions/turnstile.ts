/** Lets a fixed number of tasks run at once; the others wait in the order in which they came. */
export class Turnstile {
  #free: number
  readonly #queue: (() => void)[] = []

  constructor(places: number) {
    this.#free = places
  }

  /** Whether others wait for their turn. */
  get isAwaited(): boolean {
    return this.#queue.length > 0
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#queue.push(resolve))
    try {
      return await task()
    } finally {
      const next = this.#queue.shift()
      // The place passes on directly, so that nobody can come between.
      if (next) next()
      else this.#free++
    }
  }
}
