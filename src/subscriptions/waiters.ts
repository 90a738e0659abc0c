/** Readers that wait for one event; each stops waiting by itself when its signal says so, and leaves nothing behind. */
export class Waiters {
  readonly #waiting = new Set<() => void>()

  /** How many wait now. */
  get size(): number {
    return this.#waiting.size
  }

  /** Wakes everybody who waits now. */
  wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }

  /** Waits for the next `wake`, for the signal, or for so many milliseconds. */
  wait(signal: AbortSignal, ms?: number): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => done(), ms)
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#waiting.add(done)
      signal.addEventListener('abort', done)
    })
  }
}
