import { messageOf } from '../errors.ts'
import type { PointBucketStore } from '../stores/point-bucket-store.ts'
import { inTime } from './in-time.ts'
import { PointBuckets } from './point-buckets.ts'
import { type Charged, QUOTA_SECONDS, type Quota, type QuotaState } from './quota.ts'

/** How often points that nobody used are given back, and it is looked what others have taken. */
const TEND_EVERY_MS = 500
/** A refusal is as good as what was seen of the bucket; that is looked at again after so long. */
const SEEN_MS = 250
/** The database has so long to answer; then each node counts for itself for a while. */
const PATIENCE_MS = 3_000
const ALONE_MS = 1_000
/** Buckets are forgotten when they were not used for so long. */
const IDLE_MS = 2 * QUOTA_SECONDS * 1_000

export interface SharedBucketsOptions {
  buckets: Pick<PointBucketStore, 'take' | 'giveBack' | 'states'>
  /** Milliseconds of a clock that never goes back. */
  now(): number
  warn(fields: object, event: string): void
}

interface Waiter {
  due: number
  answer(charged: Charged): void
}

/** What this node has, and knows, of a bucket. */
interface Account {
  readonly name: string
  limit: number
  /** Points that are this node's: taken from the bucket, and not used. */
  left: number
  /** When the bucket is full again, by our clock, as it was seen last. */
  fullAt: number
  seenAt: number
  usedAt: number
  /** Points used since the last round, and in the one before. */
  used: number
  usedBefore: number
  waiting: Waiter[]
  isTaking: boolean
}

/**
 * Quotas of partners, whose name is the id of their row, for all nodes together: a node takes points from the bucket in the database, some more
 * than it needs at once where the bucket is far from empty, and gives back what it does not use. So nobody is let use more than there is,
 * and mostly nobody waits. While the database is away each node counts for itself.
 */
export class SharedBuckets implements Quota {
  readonly #accounts = new Map<string, Account>()
  /** The buckets while this node counts for itself. */
  readonly #own: PointBuckets
  #wasAlone = false
  readonly #timer = setInterval(() => void this.#tend(), TEND_EVERY_MS)
  #aloneUntil = Number.NEGATIVE_INFINITY
  #tending: Promise<void> = Promise.resolve()
  #isTending = false

  constructor(private readonly options: SharedBucketsOptions) {
    this.#own = new PointBuckets(options.now)
  }

  charge(name: string, points: number, limit: number): Charged | Promise<Charged> {
    const account = this.#accountOf(name, limit)
    const due = Math.min(points, limit)
    const now = this.options.now()
    account.usedAt = now
    if (account.waiting.length === 0) {
      if (account.left >= due) return this.#admit(account, due)
      const isSeen = now - account.seenAt < SEEN_MS
      if (isSeen && this.#remaining(account) < due) return this.#refuse(account, due)
    }
    return new Promise((answer) => {
      account.waiting.push({ due, answer })
      void this.#serve(account)
    })
  }

  refund(name: string, points: number, limit: number): void {
    const account = this.#accounts.get(name)
    if (account === undefined) return
    if (this.#isAlone) this.#own.refund(name, points, limit)
    else {
      account.left += points
      account.used = Math.max(0, account.used - points)
    }
  }

  state(name: string, limit: number): QuotaState {
    const account = this.#accounts.get(name)
    if (account === undefined || this.#isAlone) return this.#own.state(name, limit)
    const remaining = this.#remaining(account)
    return { limit, remaining, resetSeconds: resetAfter(remaining, limit), retryAfter: 0 }
  }

  /** Gives back what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#tending
    for (const account of this.#accounts.values()) account.usedBefore = account.used = 0
    await this.#round().catch(() => {})
  }

  get #isAlone(): boolean {
    return this.options.now() < this.#aloneUntil
  }

  #accountOf(name: string, limit: number): Account {
    const known = this.#accounts.get(name)
    if (known !== undefined) return known
    const never = Number.NEGATIVE_INFINITY
    const account: Account = {
      ...{ name, limit, left: 0, fullAt: never, seenAt: never, usedAt: never, used: 0, usedBefore: 0 },
      waiting: [],
      isTaking: false,
    }
    this.#accounts.set(name, account)
    return account
  }

  #remaining({ limit, fullAt, left }: Account): number {
    const missing = Math.max(0, fullAt - this.options.now()) / 1_000
    return Math.max(0, Math.min(limit, Math.floor(limit - (missing / QUOTA_SECONDS) * limit + left + 1e-6)))
  }

  #admit(account: Account, due: number): Charged {
    const { limit } = account
    account.left -= due
    account.used += due
    const remaining = this.#remaining(account)
    return { limit, remaining, resetSeconds: resetAfter(remaining, limit), retryAfter: 0, admitted: true }
  }

  #refuse(account: Account, due: number): Charged {
    const { name, limit } = account
    const missing = Math.max(1, due - this.#remaining(account))
    return { ...this.state(name, limit), admitted: false, retryAfter: Math.ceil((missing / limit) * QUOTA_SECONDS) }
  }

  /** Answers those who wait, in their order; one statement at a time, however many they are. */
  async #serve(account: Account): Promise<void> {
    if (account.isTaking) return
    account.isTaking = true
    while (account.waiting.length > 0) {
      if (this.#isAlone) await this.#serveAlone(account)
      else await this.#serveShared(account)
    }
    account.isTaking = false
  }

  async #serveAlone(account: Account): Promise<void> {
    for (const { due, answer } of account.waiting.splice(0)) {
      answer(await this.#own.charge(account.name, due, account.limit))
    }
  }

  async #serveShared(account: Account): Promise<void> {
    const { name, limit, waiting } = account
    while (waiting.length > 0 && account.left >= waiting[0]!.due) {
      const { due, answer } = waiting.shift()!
      answer(this.#admit(account, due))
    }
    if (waiting.length === 0) return
    const all = waiting.reduce((sum, { due }) => sum + due, 0)
    const wanted = {
      least: waiting[0]!.due - account.left,
      wanted: all - account.left,
      spare: Math.max(account.used, account.usedBefore),
    }
    try {
      const { taken, resetSeconds } = await inTime(this.options.buckets.take(name, limit, wanted), PATIENCE_MS)
      account.left += taken
      this.#saw(account, resetSeconds)
      if (taken === 0) this.#refuseWaiting(account)
    } catch (error) {
      this.#goAlone(error)
    }
  }

  /** The first, for whom there was not enough, and whoever else wants more than there is. */
  #refuseWaiting(account: Account): void {
    const there = this.#remaining(account)
    const waiting = account.waiting.splice(0)
    for (const [index, waiter] of waiting.entries()) {
      if (index === 0 || waiter.due > there) waiter.answer(this.#refuse(account, waiter.due))
      else account.waiting.push(waiter)
    }
  }

  #saw(account: Account, resetSeconds: number): void {
    this.#wasAlone = false
    account.seenAt = this.options.now()
    account.fullAt = account.seenAt + resetSeconds * 1_000
  }

  /** From now on, for a while; each bucket begins as it was seen last. */
  #goAlone(error: unknown): void {
    if (!this.#wasAlone) {
      const now = this.options.now()
      for (const { name, limit, fullAt, left } of this.#accounts.values()) {
        this.#own.set(name, Math.max(fullAt, now) - (left / limit) * QUOTA_SECONDS * 1_000)
      }
    }
    this.#wasAlone = true
    this.#aloneUntil = this.options.now() + ALONE_MS
    this.options.warn({ error: messageOf(error) }, 'quotas.alone')
  }

  async #tend(): Promise<void> {
    if (this.#isTending || this.#accounts.size === 0 || this.#isAlone) return
    this.#isTending = true
    this.#tending = this.#round().catch((error) => this.#goAlone(error))
    await this.#tending
    this.#isTending = false
  }

  async #round(): Promise<void> {
    const now = this.options.now()
    const points: Parameters<PointBucketStore['giveBack']>[0][number][] = []
    const inUse: Account[] = []
    for (const account of this.#accounts.values()) {
      const { name, limit, left } = account
      const spare = Math.floor(left - Math.max(account.used, account.usedBefore))
      account.usedBefore = account.used
      account.used = 0
      if (spare > 0) {
        account.left -= spare
        points.push({ partnerId: name, points: spare, limit })
      }
      if (spare > 0 || now - account.usedAt < QUOTA_SECONDS * 1_000) inUse.push(account)
      else if (now - account.usedAt > IDLE_MS && account.waiting.length === 0) this.#accounts.delete(name)
    }
    if (inUse.length === 0) return
    await this.options.buckets.giveBack(points)
    const states = await this.options.buckets.states(inUse.map(({ name }) => name))
    // What was taken meanwhile is known better.
    for (const account of inUse)
      if (account.seenAt < now && !account.isTaking) this.#saw(account, states.get(account.name) ?? 0)
  }
}

const resetAfter = (remaining: number, limit: number): number =>
  Math.max(0, ((limit - remaining) / limit) * QUOTA_SECONDS)
