import { type Clock, realSleep } from '../src/ops/clock.ts'

/** Time goes on by steps of so many milliseconds, as if nothing happened in between. */
const STEP_MS = 5_000

/** A clock that jumps to the next wake-up as soon as everything sleeps. */
export class SimulatedClock implements Clock {
  #now: number
  readonly #wakeUps: { at: number }[] = []
  #isBusy: () => boolean = () => false
  readonly #arrived: Promise<void>
  #arrive: () => void = () => {}

  constructor(
    start: Date,
    /** Here it stands still. */
    private readonly until: Date = new Date(8.64e15),
  ) {
    this.#now = start.getTime()
    this.#arrived = new Promise((resolve) => {
      this.#arrive = resolve
    })
  }

  /** While this says so, no time passes. */
  standStillWhile(isBusy: () => boolean): void {
    this.#isBusy = isBusy
  }

  /** How many sleep. */
  get sleeping(): number {
    return this.#wakeUps.length
  }

  now(): Date {
    return new Date(this.#now)
  }

  /** Sets the time by hand. */
  pass(milliseconds: number): void {
    this.#now += milliseconds
  }

  /** Comes back at the end of time. */
  async end(): Promise<void> {
    await this.#arrived
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const wakeUp = { at: Math.ceil((this.#now + milliseconds) / STEP_MS) * STEP_MS }
    this.#wakeUps.push(wakeUp)
    try {
      while (!signal?.aborted) {
        if (!this.#isBusy() && this.#wakeUps.every(({ at }) => at >= wakeUp.at)) {
          if (wakeUp.at <= this.until.getTime()) {
            this.#now = Math.max(this.#now, wakeUp.at)
            return
          }
          this.#now = this.until.getTime()
          this.#arrive()
        }
        await realSleep(1, signal)
      }
    } finally {
      this.#wakeUps.splice(this.#wakeUps.indexOf(wakeUp), 1)
    }
  }
}
