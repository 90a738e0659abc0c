import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DataSource, EntityManager } from 'typeorm'
import { messageOf } from '../errors.ts'
import { traced } from '../ops/spans.ts'
import { type InboxRow, InboxStore, OUTCOME_CHANNEL, type OutcomeRow } from '../stores/inbox-store.ts'
import { LeaseStore, type LeaseTerms } from '../stores/lease-store.ts'
import { RecordStore } from '../stores/record-store.ts'
import { LOG_CHANNEL, RecordWriter } from '../stores/record-writer.ts'
import { SourceRegistry } from '../stores/source-registry.ts'
import { Admission } from './admission.ts'
import { ChangeRecorder } from './change-recorder.ts'
import { decide } from './decide.ts'
import { AnalyzerCare } from './growth/analyzer-care.ts'
import { Housekeeping } from './housekeeping.ts'
import { isOfTheItem } from './is-of-the-item.ts'
import type { WindowBounds } from './placement.ts'
import { ReadAhead } from './read-ahead.ts'
import { recordBatch } from './record-batch.ts'
import { NOTHING, type SettledBatch } from './settled-batch.ts'
import { WindowKeeper } from './window-keeper.ts'
import { Workspace } from './workspace.ts'

/** Items of one transaction. */
const BATCH_SIZE = 200
/** How long an idle desk waits for a wake-up before it looks by itself, and a standby before it asks for the lease again. */
const IDLE_MS = 1_000
const STANDBY_MS = 500
/** Pause after a failure that may pass, such as a database that is away. */
const RETRY_MS = 1_000

/** What the desk needs from outside. */
export interface DeskOptions {
  database: DataSource
  changesKeptSeconds: number
  /** How many changes the log keeps at most; no bound where left out. */
  changesMax?: number
  now(): Date
  log(event: string, fields: Record<string, unknown>): void
  /** Hears of each batch once it is in the record, and how long it took. */
  settled?(batch: SettledBatch, seconds: number): void
  /** Others than those of operation, for proofs that cannot wait. */
  lease?: LeaseTerms
  window?: WindowBounds
}

class LeaseLost extends Error {}

/**
 * The one writer of the published record. Whoever holds the lease takes the inbox in batches, decides, and writes articles,
 * links and changes in one transaction; so the order of the log is the order of the commits. The others stand by.
 */
export class Desk {
  readonly #holder = randomUUID()
  readonly #stop = new AbortController()
  readonly #window: WindowKeeper
  readonly #care: AnalyzerCare
  readonly #ahead: ReadAhead
  readonly #house: Housekeeping
  #token: string | null = null
  #batchSize = BATCH_SIZE
  /** Items of the latest batch. */
  #taken = 0
  #wake: (() => void) | null = null
  #running: Promise<void> | null = null

  constructor(private readonly options: DeskOptions) {
    this.#window = new WindowKeeper(options.window)
    this.#ahead = new ReadAhead(options.database.manager)
    this.#house = new Housekeeping(options, this.#stop.signal)
    const own = { window: this.#window, signal: this.#stop.signal, manager: options.database.manager }
    this.#care = new AnalyzerCare({ ...options, ...own, fenced: (work) => this.#fenced(work) })
  }

  /** Whether this desk holds the lease, as far as it knows. */
  get isHolder(): boolean {
    return this.#token !== null
  }

  /** Begins to take the inbox, or to stand by for it. */
  start(): void {
    this.#running ??= this.#run()
  }

  /** Says that the inbox has something: a desk that waits looks at once. */
  wake(): void {
    this.#wake?.()
  }

  /** Finishes the batch under way and lets the lease go. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.wake()
    await this.#running
    if (this.#token !== null)
      await this.#lease(this.options.database.manager)
        .release(this.#holder)
        .catch(() => {})
    this.#token = null
  }

  #lease(manager: EntityManager): LeaseStore {
    return new LeaseStore(manager, this.options.lease)
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        if (!(await this.#hold())) {
          // Whoever stands by keeps his window warm, so that he takes over within seconds.
          await this.#window.current(this.options.database.manager)
          await this.#pause(STANDBY_MS)
        } else {
          const isIdle = (await this.#admit()) === 0
          await this.#house.keep()
          if (isIdle) await this.#idle()
        }
      } catch (error) {
        await this.#recover(error)
      }
    }
  }

  /** Takes or renews the lease. */
  async #hold(): Promise<boolean> {
    const { database, log } = this.options
    const token = await this.#lease(database.manager).acquire(this.#holder)
    if (token !== this.#token) {
      log(token === null ? 'desk.standing-by' : 'desk.took-over', { holder: this.#holder, token })
      this.#token = token
      this.#care.forget()
      if (token !== null) await this.#window.current(database.manager)
    }
    return token !== null
  }

  /** One batch in one transaction. Gives the number of items settled. */
  async #admit(): Promise<number> {
    const { database } = this.options
    if (!(await this.#care.grow())) return 0
    const began = performance.now()
    const settled = await this.#fenced(async (manager) => await this.#batch(manager)).finally(() => this.#ahead.stop())
    if (settled.items > 0) {
      this.options.settled?.(settled, (performance.now() - began) / 1_000)
      this.#window.moved(settled.position)
      this.#care.admitted(settled.created)
      this.#batchSize = Math.min(BATCH_SIZE, this.#batchSize * 2)
      const channels = settled.changes > 0 ? [LOG_CHANNEL, OUTCOME_CHANNEL] : [OUTCOME_CHANNEL]
      // A wake-up that is lost costs a second: every reader also looks by itself.
      await new RecordWriter(database.manager).announce(channels).catch(() => {})
    }
    return settled.items
  }

  /** Work in a transaction that holds the lease. */
  async #fenced<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return await this.options.database.transaction(async (manager) => {
      if (!(await this.#lease(manager).fence(this.#holder, this.#token!))) throw new LeaseLost()
      return await work(manager)
    })
  }

  async #batch(manager: EntityManager): Promise<SettledBatch> {
    const inbox = new InboxStore(manager)
    const rows = await inbox.lowest(this.#batchSize)
    this.#taken = rows.length
    if (rows.length === 0) return NOTHING
    return await traced('desk.batch', { 'sila.items': rows.length }, () => this.#decide(manager, inbox, rows))
  }

  async #decide(manager: EntityManager, inbox: InboxStore, rows: readonly InboxRow[]): Promise<SettledBatch> {
    const store = new RecordStore(manager)
    const now = this.options.now()
    const { position } = await store.logHead()
    const window = await this.#window.current(manager)
    const workspace = await Workspace.open(store, rows, now, window.rows)
    const recorder = new ChangeRecorder(position, now, window.analyzer)
    const admission = new Admission(workspace, window, recorder)
    const sources = new SourceRegistry(manager)
    const outcomes: OutcomeRow[] = []
    let created = 0
    for (const row of rows) {
      const decided = await decide(row, admission, sources)
      outcomes.push({ ...placeOf(row), ...decided })
      // What follows is decided under the table that is due then, wherever batches end.
      if (decided.outcome === 'CREATED' && this.#care.isDueAfter(++created)) break
    }
    if (rows.length === this.#batchSize) this.#ahead.begin(window.analyzer, rows.at(-1)!.id, this.#batchSize)
    await workspace.readAwaited()
    await new RecordWriter(manager).write(recordBatch(workspace, admission, recorder))
    const settled = rows.slice(0, outcomes.length).map(({ id }) => id)
    await inbox.settle(settled, outcomes)
    const changes = recorder.changes.length
    return { items: settled.length, created, changes, position: recorder.position, outcomes }
  }

  /** After a failure nothing in memory is trusted. An item that fails alone, by its own content, is rejected by itself. */
  async #recover(error: unknown): Promise<void> {
    const { log } = this.options
    this.#window.forget()
    this.#care.forget()
    if (this.#stop.signal.aborted) return
    if (error instanceof LeaseLost) {
      log('desk.lease-lost', { holder: this.#holder })
      this.#token = null
      return
    }
    log('desk.batch-failed', { error: messageOf(error), batchSize: this.#batchSize })
    if (!isOfTheItem(error)) {
      // A batch may be more than one transaction has time for: the same again would fail again.
      this.#batchSize = Math.max(1, Math.floor(Math.min(this.#batchSize, this.#taken) / 4))
      return await this.#pause(RETRY_MS)
    }
    if (this.#batchSize > 1) this.#batchSize = 1
    else
      await this.#reject(messageOf(error)).catch((failure) => log('desk.reject-failed', { error: messageOf(failure) }))
  }

  async #reject(reason: string): Promise<void> {
    await this.#fenced(async (manager) => {
      const inbox = new InboxStore(manager)
      const [row] = await inbox.lowest(1)
      if (row === undefined) return
      const outcome = { outcome: 'REJECTED' as const, articleId: null, reason, linksCreated: 0, linksResolved: 0 }
      await inbox.settle([row.id], [{ ...placeOf(row), ...outcome }])
    })
  }

  async #idle(): Promise<void> {
    const began = performance.now()
    const made = await this.#care.reindex()
    // Half of the time is left to others.
    await this.#pause(made > 0 ? performance.now() - began : IDLE_MS)
  }

  async #pause(milliseconds: number): Promise<void> {
    if (this.#stop.signal.aborted) return
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    const over = new AbortController()
    await Promise.race([woken, sleep(milliseconds, undefined, { signal: over.signal }).catch(() => {})])
    over.abort()
    this.#wake = null
  }
}

const placeOf = ({ delivery, place }: InboxRow) => ({ delivery, place })
