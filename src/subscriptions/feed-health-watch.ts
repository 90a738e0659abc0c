import { setTimeout as sleep } from 'node:timers/promises'
import type { SourceHealth } from '../entities/enums.ts'
import { AppError, messageOf } from '../errors.ts'
import type { FeedRow, FeedStore } from '../stores/feed-store.ts'
import { Waiters } from './waiters.ts'

/** Feeds of which a reader may be behind; with one more it has to query anew. */
const MAX_BEHIND = 1_000
/** Feeds read in one statement. */
const READ_AT_ONCE = 500
/** Pause after a failure that may pass. */
const RETRY_MS = 1_000

type Warn = (fields: object, event: string) => void

/** One subscriber: of each feed that changed since it last came the latest state. */
interface Reader {
  changed: Map<string, FeedRow>
  isLost: boolean
  waiters: Waiters
}

/**
 * Tells subscribers whose health changed. It reads each feed that is announced once for all of them, and after a gap in what it
 * heard compares all feeds with what it knew. A subscriber that is behind gets the latest state of each feed, not every one.
 */
export class FeedHealthWatch {
  readonly #readers = new Set<Reader>()
  readonly #announced = new Set<string>()
  readonly #stop = new AbortController()
  #known: Map<string, SourceHealth> | null = null
  #hasGap = false
  #working: Promise<void> | null = null

  constructor(
    private readonly feeds: Pick<FeedStore, 'byIds' | 'healths'>,
    private readonly warn: Warn = () => {},
  ) {}

  /** How many subscribe now. */
  get readers(): number {
    return this.#readers.size
  }

  /** Whether it has passed on all that it heard. */
  get isIdle(): boolean {
    return this.#working === null
  }

  /** The health of a feed changed; without one, anything may have changed since it was last heard. */
  heard(feedId?: string): void {
    if (feedId === undefined) this.#hasGap = true
    else if (/^[1-9]\d{0,17}$/.test(feedId)) this.#announced.add(feedId)
    else return
    this.#working ??= this.#work()
  }

  /** Feeds whose health changed from now on, until the signal says stop. Throws UNAVAILABLE for a reader too far behind. */
  async *follow(signal: AbortSignal): AsyncGenerator<FeedRow, void, undefined> {
    const reader: Reader = { changed: new Map(), isLost: false, waiters: new Waiters() }
    const both = AbortSignal.any([signal, this.#stop.signal])
    this.#readers.add(reader)
    try {
      while (!both.aborted) {
        const [next] = reader.changed
        if (next !== undefined) {
          reader.changed.delete(next[0])
          yield next[1]
        } else if (reader.isLost) {
          throw new AppError('UNAVAILABLE', 'Too many feeds changed; query `feeds`, and subscribe again')
        } else await reader.waiters.wait(both)
      }
    } finally {
      this.#readers.delete(reader)
    }
  }

  /** Ends all subscriptions. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#working
  }

  async #work(): Promise<void> {
    while (!this.#stop.signal.aborted && (this.#hasGap || this.#announced.size > 0)) {
      try {
        if (this.#hasGap) await this.#compare()
        await this.#readAnnounced()
      } catch (error) {
        this.warn({ error: messageOf(error) }, 'feed-health.failed')
        await sleep(RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => {})
      }
    }
    // In the same breath as the last look, so that nothing that is heard meanwhile stays lying.
    this.#working = null
  }

  async #compare(): Promise<void> {
    this.#hasGap = false
    try {
      const now = await this.feeds.healths()
      const before = this.#known
      this.#known = now
      if (before === null) return
      for (const [id, health] of now) if (before.has(id) && before.get(id) !== health) this.#announced.add(id)
      for (const id of before.keys()) if (!now.has(id)) this.#announced.add(id)
    } catch (error) {
      this.#hasGap = true
      throw error
    }
  }

  async #readAnnounced(): Promise<void> {
    const ids = [...this.#announced].slice(0, READ_AT_ONCE)
    for (const id of ids) this.#announced.delete(id)
    try {
      for (const feed of ids.length === 0 ? [] : await this.feeds.byIds(ids)) this.#tell(feed)
    } catch (error) {
      for (const id of ids) this.#announced.add(id)
      throw error
    }
  }

  #tell(feed: FeedRow): void {
    if (feed.removedAt !== null) this.#known?.delete(feed.id)
    else this.#known?.set(feed.id, feed.health)
    for (const reader of this.#readers) {
      if (reader.changed.has(feed.id) || reader.changed.size < MAX_BEHIND) reader.changed.set(feed.id, feed)
      else reader.isLost = true
      reader.waiters.wake()
    }
  }
}
