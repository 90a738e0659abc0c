import type { DataSource, EntityManager } from 'typeorm'
import type { Clock } from '../../ops/clock.ts'
import { traced } from '../../ops/spans.ts'
import { type ClaimedPage, PageTaskStore } from '../../stores/page-task-store.ts'
import { type ClaimedFeed, ScheduleStore } from '../../stores/schedule-store.ts'
import type { WorkTerms } from '../../stores/work-lease.ts'
import { type PollOutcome, type PollTools, pollFeed } from './poll-feed.ts'
import { type PageTools, readPage } from './read-page.ts'
import { settlePage } from './settle-page.ts'
import { settlePoll } from './settle-poll.ts'
import { storeSurely } from './store-surely.ts'

/** A third of a lease: a transaction that takes longer is cut off while its lease still holds. */
const TRANSACTION_SHARE = 1 / 3

/** What work on feeds and pages needs from outside. */
export interface WorkOptions {
  database: DataSource
  fetcher: PollTools['fetcher']
  parsers: PollTools['parsers'] & PageTools['parsers']
  robots: PageTools['robots']
  clock: Clock
  random(): number
  log(event: string, fields: Record<string, unknown>): void
  terms: WorkTerms
  /** Hears of each poll once it is stored. */
  polled?(poll: PollFigures): void
}

/** What a poll came to. */
export interface PollFigures {
  kind: PollOutcome['kind']
  /** Whether the publisher said so, and sent nothing. */
  isNotModified: boolean
  /** As received. */
  bytes: number
  newItems: number
  /** Items that could not be read. */
  rejected: number
  /** From the claim to the commit. */
  seconds: number
}

/** Works on what was claimed, from the request to the commit. A signal that is aborted gives the claim back. */
export class Work {
  constructor(private readonly options: WorkOptions) {}

  /** Polls a feed and stores what came of it. */
  feed(claimed: ClaimedFeed, signal: AbortSignal): Promise<void> {
    return traced('feed.poll', { 'sila.feed_id': claimed.id, 'server.address': new URL(claimed.url).host }, () =>
      this.#feed(claimed, signal),
    )
  }

  async #feed(claimed: ClaimedFeed, signal: AbortSignal): Promise<void> {
    const { clock, log, terms, database } = this.options
    const { id: feedId, leaseToken } = claimed
    const store = new ScheduleStore(database.manager, terms)
    const began = performance.now()
    try {
      const outcome = await pollFeed(claimed, this.options, signal)
      if (signal.aborted && outcome.kind === 'failed') return await store.release(feedId, leaseToken)
      const stored = await this.#store(
        (manager) => settlePoll(manager, claimed, outcome, { now: clock.now(), random: this.options.random() }),
        (manager) => new ScheduleStore(manager, terms).renew(feedId, leaseToken),
        signal,
      )
      if (stored.ok) return this.#tell(claimed, outcome, stored.value, began)
      log('feed.not-stored', { feedId, reason: stored.reason })
      if (stored.isFinal) await this.#settleAsFailed(claimed, outcome, stored.reason, signal, began)
    } catch (error) {
      await store.release(feedId, leaseToken).catch(() => {})
      throw error
    }
  }

  /** Reads the page of an item and stores what came of it. */
  page(task: ClaimedPage, signal: AbortSignal): Promise<void> {
    return traced('page.read', { 'sila.feed_id': task.feedId }, () => this.#page(task, signal))
  }

  async #page(task: ClaimedPage, signal: AbortSignal): Promise<void> {
    const { clock, log, terms, database } = this.options
    const { id: pageTaskId, feedId, url, leaseToken } = task
    const store = new PageTaskStore(database.manager, terms)
    try {
      const outcome = await readPage(task, this.options, signal)
      if (signal.aborted && outcome.kind === 'later') return await store.release(pageTaskId, leaseToken)
      const settle = (what: typeof outcome) =>
        this.#store(
          (manager) => settlePage(manager, task, what, clock.now()),
          (manager) => new PageTaskStore(manager, terms).renew(pageTaskId, leaseToken),
          signal,
        )
      let stored = await settle(outcome)
      if (!stored.ok && stored.isFinal) stored = await settle({ kind: 'as-told', reason: stored.reason })
      if (stored.ok) log(stored.value === null ? 'page.lease-lost' : 'page.read', { feedId, url, ...stored.value })
      else log('page.not-stored', { feedId, url, reason: stored.reason })
    } catch (error) {
      await store.release(pageTaskId, leaseToken).catch(() => {})
      throw error
    }
  }

  async #store<T>(
    work: (manager: EntityManager) => Promise<T>,
    renew: (manager: EntityManager) => Promise<boolean>,
    signal: AbortSignal,
  ) {
    const { database, log, terms } = this.options
    return await storeSurely(work, { database, transactionMs: terms.leaseMs * TRANSACTION_SHARE, signal, log, renew })
  }

  /** A feed whose items cannot be written is one that fails: it is loud, and it is not asked again at once. */
  async #settleAsFailed(
    claimed: ClaimedFeed,
    { answer }: PollOutcome,
    why: string,
    signal: AbortSignal,
    began: number,
  ): Promise<void> {
    const outcome: PollOutcome = { kind: 'failed', answer, reason: `could not be stored: ${why}` }
    const stored = await this.#store(
      (manager) =>
        settlePoll(manager, claimed, outcome, { now: this.options.clock.now(), random: this.options.random() }),
      (manager) => new ScheduleStore(manager, this.options.terms).renew(claimed.id, claimed.leaseToken),
      signal,
    )
    if (stored.ok) this.#tell(claimed, outcome, stored.value, began)
  }

  #tell(
    claimed: ClaimedFeed,
    outcome: PollOutcome,
    settled: Awaited<ReturnType<typeof settlePoll>>,
    began: number,
  ): void {
    const { log } = this.options
    const { id: feedId, url } = claimed
    if (settled === null) {
      log('feed.lease-lost', { feedId, url })
      return
    }
    const { feed, healthChanged, ...counts } = settled
    const status = outcome.answer?.status ?? null
    this.options.polled?.({
      kind: outcome.kind,
      isNotModified: outcome.answer?.kind === 'unchanged',
      bytes: outcome.answer?.wireBytes ?? 0,
      newItems: counts.newItems,
      rejected: outcome.kind === 'fresh' ? outcome.payload.rejected.length : 0,
      seconds: (performance.now() - began) / 1_000,
    })
    log('feed.polled', { feedId, url, kind: outcome.kind, status, ...counts, nextFetchAt: feed.nextFetchAt })
    if (feed.lastError !== null) log('feed.troubled', { feedId, url, reason: feed.lastError })
    if (feed.url !== url) log('feed.moved', { feedId, url, to: feed.url })
    if (healthChanged) log('feed.health-changed', { feedId, url, health: feed.health })
  }
}
