import { type Charged, QUOTA_SECONDS, type Quota, type QuotaState } from './quota.ts'

/** Names remembered; beyond, the fullest buckets are forgotten, which gives nobody more than a moment would. */
const MAX_NAMES = 100_000

/**
 * Quotas in the memory of one process, as buckets that fill evenly: full, one holds the points of a minute. What is remembered of a name
 * is the moment at which its bucket is full again (the generic cell rate algorithm).
 */
export class PointBuckets implements Quota {
  readonly #fullAt = new Map<string, number>()

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number) {}

  charge(name: string, points: number, limit: number): Charged {
    // Who asks for more than a bucket holds gets it from a full one.
    const due = (Math.min(points, limit) / limit) * QUOTA_SECONDS * 1_000
    const now = this.now()
    const fullAt = Math.max(this.#fullAt.get(name) ?? 0, now) + due
    // A tenth of a microsecond is what is lost in adding up.
    const missing = fullAt - now - QUOTA_SECONDS * 1_000 - 1e-4
    if (missing > 0) return { ...this.state(name, limit), admitted: false, retryAfter: Math.ceil(missing / 1_000) }
    this.#keep(name, fullAt)
    const resetSeconds = (fullAt - now) / 1_000
    return { limit, remaining: remainingAfter(resetSeconds, limit), resetSeconds, retryAfter: 0, admitted: true }
  }

  refund(name: string, points: number, limit: number): void {
    const fullAt = this.#fullAt.get(name)
    if (fullAt !== undefined) this.#fullAt.set(name, fullAt - (points / limit) * QUOTA_SECONDS * 1_000)
  }

  state(name: string, limit: number): QuotaState {
    const left = Math.max(0, (this.#fullAt.get(name) ?? 0) - this.now()) / 1_000
    return { limit, remaining: remainingAfter(left, limit), resetSeconds: left, retryAfter: 0 }
  }

  /** Says when a bucket is full, by the clock of the buckets. */
  set(name: string, fullAt: number): void {
    this.#keep(name, fullAt)
  }

  #keep(name: string, fullAt: number): void {
    // The order is that of the last charge: those in front have had most time to fill.
    this.#fullAt.delete(name)
    this.#fullAt.set(name, fullAt)
    if (this.#fullAt.size > MAX_NAMES) this.#fullAt.delete(this.#fullAt.keys().next().value!)
  }
}

const remainingAfter = (resetSeconds: number, limit: number): number =>
  Math.max(0, Math.floor(limit - (resetSeconds / QUOTA_SECONDS) * limit + 1e-6))
