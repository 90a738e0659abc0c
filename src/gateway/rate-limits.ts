import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { QuotaLeft } from '../context.ts'
import { AppError } from '../errors.ts'
import type { Asker } from './authenticate.ts'
import { networkOf } from './network.ts'
import { PointBuckets } from './point-buckets.ts'
import { type Charged, QUOTA_SECONDS, type Quota, type QuotaState } from './quota.ts'

/** Points that a request has been charged. */
export interface Charge {
  /** Says how many it used; what is beyond is given back. */
  settle(used: number): void
}

/** Whose points are counted: a partner's together, whichever of his keys he uses; others under this name, and never where it is null. */
export interface Counted {
  caller: Pick<Asker['caller'], 'partner'>
  countedAs: string | null
}

/** How many points callers may use in a minute: a partner by all his keys, whoever has none by his address, the admin as many as he likes. */
interface RateLimitOptions {
  /** Of partners, by the id of their row; and of everybody else. */
  partners: Quota
  others: Quota
  partner: number
  anonymous: number
}

/** The largest integer of a structured field: no limit. */
const NO_LIMIT = 999_999_999_999_999
const UNLIMITED: QuotaState = { limit: NO_LIMIT, remaining: NO_LIMIT, resetSeconds: 0, retryAfter: 0 }
const NOTHING_TO_SETTLE: Charge = { settle() {} }

/** Where somebody's points are counted. */
interface Account {
  quota: Quota
  name: string
  limit: number
}

function chargeOf({ quota, name, limit }: Account, points: number, { admitted, retryAfter }: Charged): Charge {
  if (!admitted) {
    throw new AppError(
      'RATE_LIMITED',
      `This needs ${points} of the ${limit} points a minute that the caller has; try again in ${retryAfter} s`,
      { retryAfter, requested: points },
    )
  }
  const taken = Math.min(points, limit)
  return {
    settle(used) {
      if (used < taken) quota.refund(name, taken - used, limit)
    },
  }
}

/** Charges callers for what they ask, whichever way they do. */
export class RateLimits {
  constructor(private readonly options: RateLimitOptions) {}

  /** Takes points from the caller's quota, at once where nobody else has to be asked. Throws RATE_LIMITED where they are not there. */
  charge(counted: Counted, points: number): Charge | Promise<Charge> {
    const account = this.#accountOf(counted)
    if (account === null) return NOTHING_TO_SETTLE
    const charged = account.quota.charge(account.name, points, account.limit)
    if (charged instanceof Promise) return charged.then((settled) => chargeOf(account, points, settled))
    return chargeOf(account, points, charged)
  }

  /** As `charge`, but waits until the points are there; rejects once the signal says so. */
  async chargeInTime(counted: Counted, points: number, signal: AbortSignal): Promise<Charge> {
    for (;;) {
      signal.throwIfAborted()
      try {
        return await this.charge(counted, points)
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'RATE_LIMITED') throw error
        await setTimeout(Number(error.details.retryAfter) * 1_000, undefined, { signal })
      }
    }
  }

  /** What a caller is told of his quota; null where nothing is counted. */
  leftTo(counted: Counted): QuotaLeft | null {
    const state = this.#stateOf(counted)
    if (state === null) return null
    const { limit, remaining, resetSeconds } = state
    return { limit, remaining, resetsAt: new Date(Date.now() + resetSeconds * 1_000) }
  }

  #stateOf(counted: Counted): QuotaState | null {
    const account = this.#accountOf(counted)
    return account?.quota.state(account.name, account.limit) ?? null
  }

  /**
   * The fields `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10).
   * @param retryAfter seconds after which what was refused would be admitted; both fields have to say the same
   */
  fieldsFor(counted: Counted, retryAfter = 0): { ratelimit: string; 'ratelimit-policy': string } {
    const { limit, remaining, resetSeconds } = this.#stateOf(counted) ?? UNLIMITED
    const time = retryAfter > 0 ? retryAfter : Math.ceil(resetSeconds)
    return {
      ratelimit: `default;r=${remaining};t=${time}`,
      'ratelimit-policy': `default;q=${limit};qu="points";w=${QUOTA_SECONDS}`,
    }
  }

  #accountOf({ caller: { partner }, countedAs }: Counted): Account | null {
    const { partners, others, partner: partnerLimit, anonymous } = this.options
    if (partner !== null) return { quota: partners, name: partner.id, limit: partnerLimit }
    return countedAs === null ? null : { quota: others, name: countedAs, limit: anonymous }
  }
}

/** The limits that a configuration sets; without a quota for partners this process counts for itself what they use. */
export function openRates(
  { quota: partner, quotaAnonymous: anonymous }: Pick<Config, 'quota' | 'quotaAnonymous'>,
  partnerQuota?: Quota,
): RateLimits {
  const own = () => new PointBuckets(() => performance.now())
  return new RateLimits({ partners: partnerQuota ?? own(), others: own(), partner, anonymous })
}

/** Whoever asks from an address and has not said, or not proved, who he is. */
export const strangerAt = (address: string): Counted => ({ caller: { partner: null }, countedAs: networkOf(address) })

/** Puts the fields of the rate limit on every answer that Fastify gives. */
export function tellRates(app: FastifyInstance, rates: RateLimits): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const retryAfter = reply.statusCode === 429 ? Number(reply.getHeader('retry-after') ?? 0) : 0
    reply.headers(rates.fieldsFor(request.asker ?? strangerAt(request.ip), retryAfter))
    done(null, payload)
  })
}
