const FIRST_MS = 500
const LAST_MS = 30_000

/** Pauses between attempts, without end: each is drawn at random up to a bound that doubles from 0.5 s to 30 s, so that a crowd that was cut at once does not come back at once. */
export class Backoff {
  #attempts = 0

  constructor(private readonly random: () => number = Math.random) {}

  /** Something came: the next pause is short again. */
  reset(): void {
    this.#attempts = 0
  }

  /** The next pause in milliseconds, at least `atLeast`. */
  next(atLeast: number): number {
    const most = Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(this.#attempts++, 16))
    return Math.round(atLeast + this.random() * most)
  }

  /** Waits for the next pause; at once where the signal says stop. */
  async pause(signal: AbortSignal, atLeast = 0): Promise<void> {
    if (signal.aborted) return
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, this.next(atLeast))
      signal.addEventListener('abort', end)
    })
  }
}
