/** Sent away more slowly than five a second, a few connections would keep a closing server waiting for nothing. */
const LONGEST_STEP_MS = 200

/** How time passes and chance falls; tests have their own. */
export interface DepartureTerms {
  now(): number
  sleep(ms: number): Promise<void>
  random(): number
}

const REAL: DepartureTerms = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
}

/**
 * The connections that last (sockets, streams), and how they are sent away when the server closes: one after the other, so that
 * the servers to which they go are not stormed.
 */
export class Departures {
  readonly #here = new Set<() => void>()
  /** Those of whom somebody else keeps count. */
  readonly #crowds: (() => (() => void)[])[] = []
  #begun = false

  constructor(private readonly terms: DepartureTerms = REAL) {}

  /** Whether connections are being sent away: the server is not ready, and whoever comes now is to be refused. */
  get begun(): boolean {
    return this.#begun
  }

  /** A connection is here, and `leave` tells it to go. Gives what says that it has gone by itself. */
  add(leave: () => void): () => void {
    this.#here.add(leave)
    return () => this.#here.delete(leave)
  }

  /** All who are in a set by then, and how one of them is told to go. */
  addCrowd<One>(crowd: ReadonlySet<One>, leave: (one: One) => void): void {
    this.#crowds.push(() => [...crowd].map((one) => () => crowd.has(one) && leave(one)))
  }

  /**
   * Tells everybody to go within so many milliseconds: each in a step of its own, at a random moment of it. Comes back when all were
   * told; at once where nobody is here.
   */
  async sendAway(withinMs: number): Promise<void> {
    this.#begun = true
    const { now, sleep, random } = this.terms
    for (const crowd of this.#crowds.splice(0)) for (const leave of crowd()) this.#here.add(leave)
    const everybody = [...this.#here]
    const step = Math.min(LONGEST_STEP_MS, withinMs / everybody.length)
    const began = now()
    for (const [index, leave] of everybody.entries()) {
      const early = began + (index + random()) * step - now()
      // No timer is finer than a millisecond: what is due within it goes together.
      if (early >= 1) await sleep(early)
      if (this.#here.delete(leave)) leave()
    }
  }
}
