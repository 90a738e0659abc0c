import type { Context } from '../../context.ts'
import type { Cost } from '../operation-cost.ts'
import type { SurrogateKeys } from './surrogate-keys.ts'

const MINUTE_MS = 60_000

/** What an answer hangs on beside the record, and what becomes of it, as that turns out while it is made. */
export class AnswerTerms {
  /** Whether nothing failed: what is no whole answer may be kept nowhere. */
  isWhole = false
  /** What it cost; null where nothing was answered. */
  cost: Cost | null = null
  /** Whether it says something that is meant for this caller alone. */
  isPrivate = false
  /** Whether it shows what was agreed with this caller's partner; this server may keep it for that one. */
  isOfPartner = false
  /** What it holds, where it is to be told to caches. */
  contents: SurrogateKeys | null = null
  /** Milliseconds since 1970 until which it holds; of one that hangs on no clock for ever. */
  until = Number.POSITIVE_INFINITY
}

/**
 * A context that notes on what the answer hangs: who reads the caller's name makes it his alone, who reads the clock makes it good for
 * the minute in which it stands, for which the clock stands still. Rights, and whose terms hold, are part of what answers are kept by, and
 * make nothing private.
 */
export function notingContext<C extends Pick<Context, 'caller' | 'now'>>(context: C, terms: AnswerTerms): C {
  const { caller } = context
  const noting = (name: 'partner' | 'keyId') => ({
    enumerable: true,
    get() {
      terms.isPrivate = true
      return caller[name]
    },
  })
  return {
    ...context,
    displayFor: caller.partner?.id ?? null,
    onTerms() {
      terms.isOfPartner = true
    },
    caller: Object.defineProperties({ scopes: caller.scopes } as typeof caller, {
      partner: noting('partner'),
      keyId: noting('keyId'),
    }),
    now() {
      const now = Math.floor(context.now().getTime() / MINUTE_MS) * MINUTE_MS
      terms.until = now + MINUTE_MS
      return new Date(now)
    },
  }
}
