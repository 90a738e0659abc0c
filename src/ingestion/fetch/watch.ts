import { setMaxListeners } from 'node:events'
import { FetchError } from './failure.ts'
import type { FetchLimits } from './limits.ts'

/** How often silence and speed are looked at. */
const LOOK_MS = 250

/** The patience with one fetch: its signal ends everything that belongs to the fetch. To be ended in any case. */
export class Watch {
  readonly #controller = new AbortController()
  readonly #timers: NodeJS.Timeout[] = []
  #heardAt = performance.now()
  #body: { since: number; bytes: number } | null = null

  constructor(
    private readonly limits: FetchLimits,
    private readonly caller?: AbortSignal,
  ) {
    const { totalMs, idleMs } = limits
    setMaxListeners(0, this.signal) // each redirect brings its own
    this.#timers.push(setTimeout(() => this.giveUp(`no whole answer within ${totalMs} ms`), totalMs))
    this.#timers.push(setInterval(() => this.#look(), Math.min(LOOK_MS, idleMs / 4)))
    if (caller?.aborted) this.leave()
    else caller?.addEventListener('abort', this.leave, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The other side moved: silence begins anew. */
  heard(): void {
    this.#heardAt = performance.now()
  }

  /** So many bytes of the body came; the first ones start the measure of its speed. */
  received(bytes: number): void {
    this.heard()
    this.#body ??= { since: this.#heardAt, bytes: 0 }
    this.#body.bytes += bytes
  }

  /** Ends the fetch as too slow, unless another error is given. */
  giveUp(reason: string | FetchError): void {
    this.#controller.abort(typeof reason === 'string' ? new FetchError('TOO_SLOW', reason) : reason)
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.caller?.removeEventListener('abort', this.leave)
  }

  /** Ends the fetch because nobody waits for it any more. */
  readonly leave = (): void => this.giveUp(new FetchError('UNREACHABLE', 'given up by the caller'))

  #look(): void {
    const now = performance.now()
    const { idleMs, slowAfterMs, leastBytesPerSecond } = this.limits
    if (now - this.#heardAt > idleMs) this.giveUp(`silent for ${idleMs} ms`)
    if (this.#body === null) return
    const seconds = (now - this.#body.since) / 1_000
    if (seconds * 1_000 > slowAfterMs && this.#body.bytes < leastBytesPerSecond * seconds) {
      this.giveUp(`less than ${leastBytesPerSecond} bytes a second`)
    }
  }
}
