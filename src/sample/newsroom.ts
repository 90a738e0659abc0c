import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource, EntityManager } from 'typeorm'
import { messageOf } from '../errors.ts'
import { type InboxItem, InboxStore } from '../stores/inbox-store.ts'
import { SampleStore } from '../stores/sample-store.ts'
import type { Sample } from './load-sample.ts'
import { nextInStore } from './next-in-store.ts'
import { Press } from './press.ts'
import type { Random } from './seeded-random.ts'

/** Pace of publication, and by which part of it a pause is shorter or longer. */
const INTERVAL_MS = 4_000
const JITTER = 1 / 4
/** Published articles of the sample that are kept; the oldest beyond are withdrawn, so many a turn. */
const KEPT = 500
const WITHDRAWN_AT_ONCE = 20
/** Pauses as parts of the interval: before the first article of a start, and while the desk takes the last one. */
const FIRST_PART = 1 / 2
const WAITING_PART = 1 / 16

/** What the newsroom needs from outside. */
export interface NewsroomOptions {
  database: DataSource
  sample: Sample
  now(): Date
  log(event: string, fields: Record<string, unknown>): void
  random?: Random
  intervalMs?: number
  /** Published articles that are kept. */
  kept?: number
}

/**
 * What came of a turn: an article published, a store looked at for the first time, another server at work, a desk that has
 * items to take, or the end: a store with articles of its own, or one whose sample was withdrawn.
 */
type Turn = 'published' | 'looked' | 'overtaken' | 'waiting' | 'own-articles' | 'cleared'

/**
 * Publishes the bundled sample as living publishers would, while the store holds nothing else. Where it stands is read from
 * the store at every turn, so any number of servers can have one: only one has the turn, and the others see it move on.
 */
export class Newsroom {
  readonly #stop = new AbortController()
  readonly #press: Press
  #running: Promise<void> | null = null
  /** The next item, counted over all editions, when last looked at. */
  #next: number | null = null
  #isFailing = false

  constructor(private readonly options: NewsroomOptions) {
    this.#press = new Press(options.sample)
  }

  /** Begins to publish; ends by itself when the store gets articles of its own. */
  start(): void {
    this.#running ??= this.#run()
  }

  /** Ends after the turn under way. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      const pause = await this.#step()
      if (pause === null) return
      await sleep(pause, undefined, { signal }).catch(() => {})
    }
  }

  /** One turn. Gives the pause after it, null at the end. A database that is away is asked again, and complained of once. */
  async #step(): Promise<number | null> {
    const { database, intervalMs = INTERVAL_MS, random = Math.random, log } = this.options
    try {
      const turn = await database.transaction(async (manager) => await this.#turn(manager))
      this.#isFailing = false
      if (turn === 'looked') return intervalMs * FIRST_PART
      if (turn === 'waiting') return intervalMs * WAITING_PART
      if (turn === 'published' || turn === 'overtaken') return intervalMs * (1 + JITTER * (2 * random() - 1))
      log('sample.ended', { reason: turn })
      return null
    } catch (error) {
      if (!this.#isFailing && !this.#stop.signal.aborted) log('sample.failed', { error: messageOf(error) })
      this.#isFailing = true
      return intervalMs
    }
  }

  async #turn(manager: EntityManager): Promise<Turn> {
    const store = new SampleStore(manager)
    const { sources, stories } = this.options.sample
    if (!(await store.takeTurn())) return 'waiting'
    if (!(await store.holdsOnlySample(sources.map(({ slug }) => slug)))) return 'own-articles'
    if ((await store.countWaiting()) > 0) return 'waiting'
    const stored = await nextInStore(store, stories)
    if (stored === null) {
      const backlog = this.#press.backlog(this.options.now())
      await this.#deliver(manager, backlog)
      this.options.log('sample.began', { articles: backlog.length })
      return 'waiting'
    }
    const published = await store.countPublished()
    if (published === 0) return 'cleared'
    // An item that the desk refused leaves no trace in the store, and must not be offered for ever.
    const next = Math.max(stored, this.#next ?? 0)
    if (next !== this.#next) {
      const isFirst = this.#next === null
      this.#next = next
      return isFirst ? 'looked' : 'overtaken'
    }
    const gone = await this.#outlived(store, published + 1)
    await this.#deliver(manager, [...this.#press.live(next, this.options.now()), ...gone])
    this.#next = next + 1
    return 'published'
  }

  /** The withdrawals that keep the published articles within their bound. */
  async #outlived(store: SampleStore, published: number): Promise<InboxItem[]> {
    const { kept = KEPT } = this.options
    const over = Math.min(published - kept, WITHDRAWN_AT_ONCE)
    const ids = over > 0 ? await store.oldestPublished(over) : []
    return ids.map((id) => this.#press.withdrawal(id, `the sample keeps its newest ${kept}`))
  }

  /** Where the inbox is full the turn fails, and comes again. */
  async #deliver(manager: EntityManager, items: InboxItem[]): Promise<void> {
    if (items.length > 0 && !(await new InboxStore(manager).add(randomUUID(), 0, items))) {
      throw new Error('the inbox is full')
    }
  }
}
