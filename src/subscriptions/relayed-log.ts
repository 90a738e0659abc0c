import { messageOf } from '../errors.ts'
import type { LogEnds, LogPlace } from '../stores/change-cursor.ts'
import type { LoggedChange, LogPage } from '../stores/change-store.ts'
import type { Log, LogSource } from './log-tail.ts'
import { Ring } from './ring.ts'

/** Changes of the stream kept for the tail, which takes them as they come (at most twice as many are in memory). */
const KEPT = 1_024
/** How often the log itself is looked at although the stream is well: what a new epoch or an unnoticed delay costs at most. */
const CHECK_EVERY_MS = 1_500
/** A change that is known to be in the log and does not come for so long is read there. */
const OVERDUE_MS = 200
/** Pauses before the stream is followed anew double from the first to the last. */
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 5_000

/** A copy of the log that brings changes by itself; throws on any doubt. The change is null where its row is to be read. */
export type Relayed = (
  after: LogPlace,
  signal: AbortSignal,
) => AsyncIterable<{ position: number; change: LoggedChange | null }>

/** What the stream has brought since it is followed. */
interface Following {
  readonly epoch: string
  readonly ring: Ring
  readonly leave: AbortController
  /** Up to where the log was seen to reach beyond it, and when that was noticed. */
  due: { position: number; since: number } | null
}

/**
 * The log of changes as a relay brings it, for the one tail of a process, which need not know. It answers from what came in so
 * long as that is whole and in time; else it reads the log, and follows the relay again from where the log ends. So the relay can be
 * away, behind, emptied or wrong about its end, and that costs reads of the log and no change.
 */
export class RelayedLog implements LogSource {
  #closed = false
  #following: Following | null = null
  #running: Promise<void> = Promise.resolve()
  #ends: LogEnds | undefined
  #checkedAt = Number.NEGATIVE_INFINITY
  #pause = FIRST_PAUSE_MS
  #retryAt = Number.NEGATIVE_INFINITY

  /** `moved` is called when a change has come in, or should have: there is something to look at. */
  constructor(
    private readonly source: LogSource,
    private readonly relayed: Relayed,
    private readonly moved: () => void,
    private readonly log: Log,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async close(): Promise<void> {
    this.#closed = true
    this.#following?.leave.abort()
    await this.#running
  }

  /** The desk said that the log has grown: the stream will say so too. */
  heard(): void {
    const following = this.#following
    if (following !== null) this.#expect(following, following.ring.last + 1)
  }

  /**
   * The stream is about to bring a position. What was due first stays so: a target that moves along would never be reached
   * under load.
   */
  #expect(following: Following, position: number): void {
    if (following.due !== null) return
    const due = { position, since: this.now() }
    following.due = due
    const overdue = () => {
      if (following.due === due) this.moved()
    }
    // Timers may be a little early.
    setTimeout(overdue, OVERDUE_MS + 5).unref()
  }

  async head(): Promise<LogEnds> {
    return await this.source.head()
  }

  async after(position: number, limit: number): Promise<LogPage> {
    const relayed = this.#relayedAfter(position, limit)
    if (relayed !== null) return relayed
    const page = await this.source.after(position, limit)
    this.#checked(page, page.changes.at(-1)?.position ?? position)
    return page
  }

  /** What the stream has brought after a position; null where the log has to be read. */
  #relayedAfter(position: number, limit: number): LogPage | null {
    const [following, ends, now] = [this.#following, this.#ends, this.now()]
    if (following === null || ends === undefined || now - this.#checkedAt >= CHECK_EVERY_MS) return null
    const { ring, due } = following
    if (due !== null && now - due.since >= OVERDUE_MS) return null
    // A position that nobody has seen in this log is one of another.
    if (position > Math.max(ring.last, ends.position)) return null
    const changes = ring.after(position, limit)
    return changes && { ...ends, position: Math.max(position, ring.last), changes }
  }

  /** The log was read up to a position. */
  #checked(ends: LogEnds, upTo: number): void {
    this.#ends = { epoch: ends.epoch, position: ends.position, oldest: ends.oldest }
    this.#checkedAt = this.now()
    const following = this.#following
    if (following?.epoch === ends.epoch) {
      if (following.ring.last >= ends.position) following.due = null
      else this.#expect(following, ends.position)
      return
    }
    following?.leave.abort()
    this.#following = null
    if (upTo >= ends.position && this.now() >= this.#retryAt && !this.#closed) this.#follow(ends)
  }

  #follow({ epoch, position }: LogPlace): void {
    const following = { epoch, ring: new Ring(KEPT, position), due: null, leave: new AbortController() }
    this.#following = following
    const former = this.#running
    this.#running = this.#run(following).then(() => former)
  }

  /** Takes what the stream brings, until it does not continue or another epoch is followed. */
  async #run(following: Following): Promise<void> {
    const { epoch, ring, leave } = following
    try {
      for await (const { position, change } of this.relayed({ epoch, position: ring.last }, leave.signal)) {
        const taken = ring.append(change === null ? await this.#row(position) : [change])
        if (taken === 0) throw new Error(`the stream has a hole before ${position}`)
        if (following.due !== null && following.due.position <= position) following.due = null
        this.#pause = FIRST_PAUSE_MS
        this.moved()
      }
    } catch (error) {
      if (leave.signal.aborted) return
      this.log.warn({ error: messageOf(error), pauseMs: this.#pause }, 'relay.lost')
      this.#following = null
      this.#retryAt = this.now() + this.#pause
      this.#pause = Math.min(this.#pause * 2, LAST_PAUSE_MS)
      this.moved()
    }
  }

  /** A row that was too large for a message. */
  async #row(position: number): Promise<LoggedChange[]> {
    return (await this.source.after(position - 1, 1)).changes
  }
}
