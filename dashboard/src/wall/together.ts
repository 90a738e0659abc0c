/** What comes with the first event or soon after it is taken with it. */
const GATHER_MS = 50
/** Between two takings lies so much time for each column of the page: a flood then costs no more pictures than the page can draw. */
const PAUSE_MS = 80
const MOST_MS = 1_000

/** Lets all columns take what came at the same moment, so that the page is drawn once for all of them. */
export class Together {
  readonly #waiting = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #nextAt = 0
  #columns = 0

  /** @param now in milliseconds, from anywhere on */
  constructor(private readonly now: () => number) {}

  /** A column more; whoever calls what this gives takes it away again. */
  join(): () => void {
    this.#columns++
    return () => {
      this.#columns--
    }
  }

  /** Calls `take` once with the others, soon. */
  soon(take: () => void): void {
    this.#waiting.add(take)
    this.#timer ??= setTimeout(() => this.#take(), Math.max(GATHER_MS, this.#nextAt - this.now()))
  }

  /** Takes back what `soon` was told. */
  never(take: () => void): void {
    this.#waiting.delete(take)
  }

  #take(): void {
    const all = [...this.#waiting]
    this.#waiting.clear()
    this.#timer = undefined
    this.#nextAt = this.now() + Math.min(MOST_MS, PAUSE_MS * this.#columns)
    for (const take of all) take()
  }
}
