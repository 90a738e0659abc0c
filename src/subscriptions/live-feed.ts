import { AppError, messageOf } from '../errors.ts'
import { decodeChangeCursor, encodeChangeCursor, type LogPlace } from '../stores/change-cursor.ts'
import type { LoggedChange, LogPage } from '../stores/change-store.ts'
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

  constructor(tail: LogTail, source: LogSource, log: Log) {
    this.#tail = tail
    this.#source = source
    this.#log = log
  }

  /**
   * Everything after a cursor, or from now on without one, until the signal says stop. Throws CURSOR_INVALID for a cursor
   * of nothing or of another epoch, CURSOR_EXPIRED where the log no longer reaches back to it, also in the middle.
   */
  async *follow(after: string | null, signal: AbortSignal): AsyncGenerator<ChangeBatch, void, undefined> {
    const place = await this.#begin(after, signal)
    if (place === undefined) return
    let { position } = place
    const { epoch } = place
    while (!signal.aborted && !this.#tail.closed) {
      const tail = this.#tail.place
      if (tail === undefined || (tail.epoch === epoch && tail.position <= position)) {
        await this.#tail.moved(signal)
        continue
      }
      const changes = tail.epoch === epoch ? this.#tail.recent(position, BATCH) : null
      const batch = changes ?? (await this.#replay({ epoch, position }, signal))
      if (batch.length === 0) continue
      position = batch.at(-1)!.position
      yield { epoch, changes: batch }
    }
  }

  async #begin(after: string | null, signal: AbortSignal): Promise<LogPlace | undefined> {
    const place = after === null ? null : decodeChangeCursor(after)
    if (after !== null && place === null) throw invalid(after)
    // A place within what the tail holds needs no look at the log: a crowd that reconnects does not storm the database.
    if (place !== null && this.#holds(place)) return place
    const head = await this.#patiently(signal, () => this.#source.head())
    if (head === undefined) return undefined
    if (place === null) return { epoch: head.epoch, position: head.position }
    check(place, head)
    return place
  }

  #holds({ epoch, position }: LogPlace): boolean {
    const tail = this.#tail.place
    return tail?.epoch === epoch && position <= tail.position && this.#tail.recent(position, 0) !== null
  }

  async #replay(place: LogPlace, signal: AbortSignal): Promise<LoggedChange[]> {
    const page = await this.#patiently(signal, () => this.#source.after(place.position, BATCH))
    if (page === undefined) return []
    check(place, page)
    if (page.position === place.position) {
      // The tail still knows another log that this one has replaced; it is about to see that.
      await this.#tail.moved(signal)
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

/** Throws where a place is not one of this log, or lies before its beginning. */
function check(place: LogPlace, { epoch, position, oldest }: Omit<LogPage, 'changes'>): void {
  if (place.epoch !== epoch || place.position > position) throw invalid(encodeChangeCursor(place))
  if (place.position + 1 >= oldest) return
  throw new AppError('CURSOR_EXPIRED', 'The log of changes no longer reaches back to this cursor', {
    oldestCursor: encodeChangeCursor({ epoch, position: oldest - 1 }),
    liveCursor: encodeChangeCursor({ epoch, position }),
  })
}

function invalid(cursor: string): AppError {
  return new AppError('CURSOR_INVALID', 'This is not a cursor of this log of changes', { cursor: cursor.slice(0, 100) })
}
