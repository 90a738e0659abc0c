import { messageOf } from '../errors.ts'
import type { LoggedChange, LogPage } from '../stores/change-store.ts'
import { Ring } from './ring.ts'
import { Waiters } from './waiters.ts'

/** How many recent changes are kept at hand (at most twice as many are in memory); older ones are read from the log. */
const RING_SIZE = 4_096
/** Changes that one look at the log brings; the tail looks again at once while there are more. */
const TAIL_PAGE = 500
/** The longest between two looks at the log: what a lost wake-up costs. */
const LOOK_EVERY_MS = 1_000
/** Pauses while the log cannot be read double from the first to the last. */
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 5_000

/** What the tail and its followers need of the log of changes. */
export interface LogSource {
  head(): Promise<Omit<LogPage, 'changes'>>
  after(position: number, limit: number): Promise<LogPage>
}

export interface Log {
  warn(fields: object, event: string): void
  error(fields: object, event: string): void
}

/** The end of the log as far as it has been read. */
interface End {
  epoch: string
  ring: Ring
}

/**
 * The one reader of the end of the log in a process. It never passes a hole, and it never gives up: while the log cannot be
 * read, whoever follows waits.
 */
export class LogTail {
  readonly #source: LogSource
  readonly #log: Log
  readonly #closing = new AbortController()
  /** Those who wait for the tail to move. */
  readonly #followers = new Waiters()
  readonly #alarm = new Waiters()
  #state: End | undefined
  /** What is at hand to begin with, while it is being read: nobody is told of it before it is whole. */
  #filling: End | undefined
  #woken = false
  #running: Promise<void> | undefined

  /** @param arrived hears when the newest change was decided of those that one look has brought */
  constructor(
    source: LogSource,
    log: Log,
    private readonly arrived: (at: Date) => void = () => {},
  ) {
    this.#source = source
    this.#log = log
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#followers.wake()
    await this.#running
  }

  get closed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Aborted once it closes. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** Says that the log may have grown. However often it is said, the tail looks once more after its present look. */
  wake(): void {
    this.#woken = true
    this.#alarm.wake()
  }

  /** The epoch and the newest position known; undefined until the log has been read. */
  get place(): { epoch: string; position: number } | undefined {
    return this.#state && { epoch: this.#state.epoch, position: this.#state.ring.last }
  }

  /** How many recent changes are at hand. */
  get held(): number {
    return this.#state?.ring.size ?? 0
  }

  /** Recent changes after a position; null where they must be read from the log. */
  recent(position: number, limit: number): LoggedChange[] | null {
    return this.#state?.ring.after(position, limit) ?? null
  }

  /** Waits until the tail has moved, the tail closes or the signal says stop. */
  async moved(signal: AbortSignal): Promise<void> {
    if (!this.closed) await this.#followers.wait(signal)
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    let pause = FIRST_PAUSE_MS
    while (!signal.aborted) {
      this.#woken = false
      try {
        const more = await this.#look()
        pause = FIRST_PAUSE_MS
        if (!more && !this.#woken) await this.#alarm.wait(signal, LOOK_EVERY_MS)
      } catch (error) {
        this.#log.warn({ error: messageOf(error), pauseMs: pause }, 'log.unreadable')
        await this.#alarm.wait(signal, pause)
        pause = Math.min(pause * 2, LAST_PAUSE_MS)
      }
    }
  }

  /** Reads the next changes, and says whether to read on at once. */
  async #look(): Promise<boolean> {
    const state = this.#filling ?? this.#state
    if (state === undefined) return this.#begin(await this.#source.head())
    const page = await this.#source.after(state.ring.last, TAIL_PAGE)
    const { last } = state.ring
    if (page.epoch !== state.epoch || page.position < last || page.oldest > last + 1) {
      this.#log.warn({ from: last, epoch: page.epoch, head: page.position, oldest: page.oldest }, 'log.begun-anew')
      return this.#begin(page)
    }
    const taken = state.ring.append(page.changes)
    state.ring.forget(page.oldest)
    if (state === this.#filling) return this.#fill(state, page)
    if (taken > 0) {
      this.#followers.wake()
      this.arrived(page.changes[taken - 1]!.at)
    }
    if (taken === page.changes.length && (taken > 0 || page.position === last)) return taken === TAIL_PAGE
    this.#log.error({ after: state.ring.last, head: page.position }, 'log.hole')
    return false
  }

  /** As far back as changes are kept at hand: the crowd that comes back to a new process is where the last one left it. */
  #begin({ epoch, position, oldest }: Omit<LogPage, 'changes'>): boolean {
    const from = Math.max(oldest - 1, position - RING_SIZE)
    if (from < position) this.#filling = { epoch, ring: new Ring(RING_SIZE, from) }
    else this.#goLive({ epoch, ring: new Ring(RING_SIZE, position) })
    return this.#filling !== undefined
  }

  /** Goes live where the end of the log is reached; where there is a hole before it, with nothing at hand. */
  #fill(filling: End, { epoch, position, changes }: LogPage): boolean {
    const { last } = filling.ring
    if (last >= position) {
      this.#goLive(filling)
      return false
    }
    if (changes.length > 0 && last === changes.at(-1)!.position) return true
    this.#log.error({ after: last, head: position }, 'log.hole')
    this.#goLive({ epoch, ring: new Ring(RING_SIZE, position) })
    return false
  }

  #goLive(state: End): void {
    this.#filling = undefined
    this.#state = state
    this.#followers.wake()
  }
}
