import { messageOf } from '../errors.ts'
import { checkPlace, type LogEnds, type LogPlace, readChangeCursor } from '../stores/change-cursor.ts'
import type { LoggedChange } from '../stores/change-store.ts'
import type { Log, LogSource, LogTail } from './log-tail.ts'
import { Turnstile } from './turnstile.ts'
import { Waiters } from './waiters.ts'

/** Changes given at once; what a reader that does not come back holds on to. */
const BATCH = 100
/** Followers that read the log at the same moment; the others wait their turn, and queries keep their connections. */
const REPLAYS_AT_ONCE = 4
/** Pauses while the log cannot be read double from the first to the last. */
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 5_000

/** Changes in the order of the log, none left out; never empty. */
export interface ChangeBatch {
  epoch: string
  changes: LoggedChange[]
}

/**
 * The log of changes as an endless stream for any number of followers. A follower is a position and nothing else, so a slow
 * one costs lag and no memory, and replay and live delivery cannot differ.
 */
export class LogFeed {
  readonly #tail: LogTail
  readonly #source: LogSource
  readonly #log: Log
  readonly #replays = new Turnstile(REPLAYS_AT_ONCE)
  /** A look at the ends of the log that has begun, and one that begins after it. */
  #looking: Promise<LogEnds | undefined> | undefined
  #nextLook: Promise<LogEnds | undefined> | undefined

  constructor(tail: LogTail, source: LogSource, log: Log) {
    this.#tail = tail
    this.#source = source
    this.#log = log
  }

  /** How far the tail has come; undefined until it has read the log. */
  get tail(): LogPlace | undefined {
    return this.#tail.place
  }

  /** How many recent changes are at hand. */
  get held(): number {
    return this.#tail.held
  }

  /** Waits until the tail has moved, the feed closes or the signal says stop. */
  async moved(signal: AbortSignal): Promise<void> {
    await this.#tail.moved(signal)
  }

  /** Up to `limit` changes after a place out of those that the tail holds; null where they must be read from the log. */
  recent({ epoch, position }: LogPlace, limit: number): LoggedChange[] | null {
    return this.#tail.place?.epoch === epoch ? this.#tail.recent(position, limit) : null
  }

  /**
   * Everything after a cursor, or from now on without one, until the signal says stop. Throws CURSOR_INVALID for a cursor
   * of nothing or of another epoch, CURSOR_EXPIRED where the log no longer reaches back to it, also in the middle.
   */
  async *follow(after: string | null, signal: AbortSignal): AsyncGenerator<ChangeBatch, void, undefined> {
    const place = await this.begin(after, signal)
    if (place === undefined) return
    let { position } = place
    const { epoch } = place
    while (!signal.aborted && !this.#tail.closed) {
      const tail = this.#tail.place
      if (tail === undefined || (tail.epoch === epoch && tail.position <= position)) {
        await this.#tail.moved(signal)
        continue
      }
      const batch = await this.read({ epoch, position }, BATCH, signal)
      if (batch.length === 0) continue
      position = batch.at(-1)!.position
      yield { epoch, changes: batch }
    }
  }

  /** The place at which a cursor, or without one the log as it is now, stands; undefined once told to stop. Throws as `follow`. */
  async begin(after: string | null, signal: AbortSignal): Promise<LogPlace | undefined> {
    const place = after === null ? null : readChangeCursor(after)
    // A place within what the tail holds needs no look at the log: a crowd that reconnects does not storm the database.
    if (place !== null && this.#holds(place)) return this.#own(place)
    const head = await this.#head(signal)
    if (head === undefined) return undefined
    if (place === null) return this.#own(head)
    checkPlace(place, head)
    return this.#own(place)
  }

  /** The next changes after a place that lies before the tail's; may be none. Throws CURSOR_EXPIRED and CURSOR_INVALID. */
  async read(place: LogPlace, limit: number, signal: AbortSignal): Promise<LoggedChange[]> {
    return this.recent(place, limit) ?? (await this.#replay(place, limit, signal))
  }

  /** The ends of the log, read after this was asked; those who ask while it is being read share the next look. */
  async #head(signal: AbortSignal): Promise<LogEnds | undefined> {
    const look = () => {
      const looking = this.#patiently(this.#tail.closing, () => this.#source.head())
      this.#looking = looking
      this.#nextLook = undefined
      return looking
    }
    this.#nextLook ??= (this.#looking ?? Promise.resolve()).then(look)
    const head = await this.#nextLook
    return signal.aborted ? undefined : head
  }

  /** A copy, with the tail's epoch where it is equal: ten thousand readers hold that text once. */
  #own({ epoch, position }: LogPlace): LogPlace {
    const tail = this.#tail.place
    return { epoch: tail?.epoch === epoch ? tail.epoch : epoch, position }
  }

  #holds({ epoch, position }: LogPlace): boolean {
    const tail = this.#tail.place
    return tail?.epoch === epoch && position <= tail.position && this.#tail.recent(position, 0) !== null
  }

  async #replay(place: LogPlace, limit: number, signal: AbortSignal): Promise<LoggedChange[]> {
    const page = await this.#patiently(signal, () => this.#source.after(place.position, limit))
    if (page === undefined) return []
    checkPlace(place, page)
    if (page.position === place.position) {
      // The tail may still know another log that this one has replaced; it is about to see that.
      if (this.#tail.place?.epoch !== place.epoch) await this.#tail.moved(signal)
      return []
    }
    const hole = page.changes.findIndex((change, index) => change.position !== place.position + 1 + index)
    if (hole < 0 && page.changes.length > 0) return page.changes
    this.#log.error({ after: place.position + Math.max(hole, 0), head: page.position }, 'log.hole')
    await new Waiters().wait(signal, LAST_PAUSE_MS)
    return page.changes.slice(0, Math.max(hole, 0))
  }

  /** Reads as often as it takes; undefined once the signal says stop. */
  async #patiently<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T | undefined> {
    for (
      let pause = FIRST_PAUSE_MS;
      !signal.aborted && !this.#tail.closed;
      pause = Math.min(pause * 2, LAST_PAUSE_MS)
    ) {
      try {
        return await this.#replays.run(async () => (signal.aborted ? undefined : await read()))
      } catch (error) {
        this.#log.warn({ error: messageOf(error), pauseMs: pause }, 'log.unreadable')
        await new Waiters().wait(signal, pause)
      }
    }
    return undefined
  }
}
