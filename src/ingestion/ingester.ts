import { setMaxListeners } from 'node:events'
import { messageOf } from '../errors.ts'
import { realSleep } from '../ops/clock.ts'
import { claimWork } from '../stores/claim-work.ts'
import { RetentionStore } from '../stores/retention-store.ts'
import { ScheduleStore } from '../stores/schedule-store.ts'
import { WORK_TERMS, type WorkTerms } from '../stores/work-lease.ts'
import { dayOf } from './schedule/days.ts'
import { Work, type WorkOptions } from './schedule/work.ts'

/** Feeds and pages under way at once in one process. */
const AT_ONCE = 16
/** Of these, pages leave some to the feeds: a thousand teasers must not hold up the next headline. */
const LEFT_TO_FEEDS = 4
/** How long an idle ingester waits before it looks by itself: a wake-up may be lost, a lease may have run out. */
const IDLE_MS = 5_000
/** Pause after a failure that may pass, such as a database that is away. */
const RETRY_MS = 1_000
const HOUSEKEEPING_MS = 3_600_000
/** Payloads that go at once, and the pause to the next where there were so many: far more than is fetched meanwhile. */
const PRUNED_AT_ONCE = 1_000
const PRUNE_PAUSE_MS = 10_000

/** What an ingester needs from outside. */
export interface IngesterOptions extends Omit<WorkOptions, 'terms'> {
  rawKeptSeconds: number
  /** What payloads take at most; without it as much as they like. */
  rawMaxBytes?: number
  /** Others than those of operation, for proofs that cannot wait. */
  terms?: WorkTerms
  atOnce?: number
  idleMs?: number
}

/**
 * Polls what is due and reads the pages that wait, for ever. Any number of processes do so side by side: the database says who
 * works on what, and how much of it may be under way at one host.
 */
export class Ingester {
  readonly #stop = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #work: Work
  readonly #terms: WorkTerms
  readonly #atOnce: number
  #pages = 0
  #woken = false
  #rest: AbortController | null = null
  #housekeptAt: number | null = null
  /** When the rest of the payloads is to go, and up to which for want of room; null where there is no rest. */
  #pruning: { at: number; upTo: string | null } | null = null
  #loop: Promise<void> | null = null

  constructor(private readonly options: IngesterOptions) {
    this.#terms = options.terms ?? WORK_TERMS
    this.#atOnce = options.atOnce ?? AT_ONCE
    this.#work = new Work({ ...options, terms: this.#terms })
    // Everything under way listens to it: as many as there are, and no leak.
    setMaxListeners(0, this.#stop.signal)
  }

  /** How many feeds and pages are under way here. */
  get busy(): number {
    return this.#running.size
  }

  /** Begins to work. */
  start(): void {
    this.#loop ??= this.#run()
  }

  /** Says that something may be due: an ingester that waits looks at once. */
  wake(): void {
    this.#woken = true
    this.#rest?.abort()
  }

  /** Gives back what is being fetched, finishes what is being stored, and ends. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.wake()
    await this.#loop
    await Promise.all(this.#running)
  }

  async #run(): Promise<void> {
    const { clock, log, idleMs = IDLE_MS } = this.options
    while (!this.#stop.signal.aborted) {
      this.#woken = false
      try {
        // One moment for both: what comes due in between would be seen by neither.
        const now = clock.now()
        await this.#claim(now)
        await this.#keepHouse(now)
        const next = await new ScheduleStore(this.options.database.manager).nextDue(now)
        const wait = next === null ? idleMs : Math.min(idleMs, next.getTime() - clock.now().getTime())
        await this.#sleep(Math.max(0, wait))
      } catch (error) {
        if (this.#stop.signal.aborted) return
        log('ingest.failed', { error: messageOf(error) })
        await realSleep(RETRY_MS, this.#stop.signal)
      }
    }
  }

  /** Takes as much as there are free hands for. */
  async #claim(now: Date): Promise<void> {
    const { database } = this.options
    const free = this.#atOnce - this.#running.size
    if (free <= 0) return
    const pages = Math.max(1, this.#atOnce - LEFT_TO_FEEDS) - this.#pages
    const claimed = await claimWork(database, now, { feeds: free, pages, together: free }, this.#terms)
    for (const feed of claimed.feeds) this.#begin(this.#work.feed(feed, this.#stop.signal))
    for (const page of claimed.pages) {
      this.#pages++
      this.#begin(this.#work.page(page, this.#stop.signal).finally(() => this.#pages--))
    }
  }

  #begin(work: Promise<void>): void {
    const running: Promise<void> = work
      .catch((error) => this.options.log('ingest.work-failed', { error: messageOf(error) }))
      .finally(() => {
        this.#running.delete(running)
        // A hand is free, and a place at a host.
        this.wake()
      })
    this.#running.add(running)
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (this.#woken || this.#stop.signal.aborted) return
    this.#rest = new AbortController()
    await this.options.clock.sleep(milliseconds, this.#rest.signal)
    this.#rest = null
  }

  async #keepHouse(now: Date): Promise<void> {
    const { database, rawKeptSeconds, rawMaxBytes } = this.options
    const store = new RetentionStore(database.manager)
    const at = now.getTime()
    if (this.#housekeptAt === null || at - this.#housekeptAt >= HOUSEKEEPING_MS) {
      this.#housekeptAt = at
      await store.pruneFeedHistory(dayOf(now))
      this.#pruning = { at, upTo: rawMaxBytes === undefined ? null : await store.rawBeyond(rawMaxBytes) }
    }
    if (this.#pruning === null || this.#pruning.at > at) return
    const { upTo } = this.#pruning
    // The rest another time: what is due goes first.
    const gone = await store.pruneRawPayloads(rawKeptSeconds, PRUNED_AT_ONCE, upTo)
    this.#pruning = gone < PRUNED_AT_ONCE ? null : { at: at + PRUNE_PAUSE_MS, upTo }
  }
}
