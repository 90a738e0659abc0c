import type { CourierTask, Settlement } from '../stores/webhook-delivery-store.ts'
import type { Posted } from './posted.ts'

/** How patient deliveries are. */
export interface Patience {
  /** The pause after the first failure; doubled each time … */
  firstPauseMs: number
  /** … up to this. */
  mostPauseMs: number
  /** What Retry-After may ask for at most. */
  mostAskedMs: number
  /** A receiver that fails for so long is delivered to no more. */
  failingMs: number
  /** Times that a receiver may refuse what a message says, before it is set aside. */
  refusals: number
  /** Messages in a row that may be set aside. */
  deadInARow: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Well within the week that the log of changes is kept: who comes back after three days has missed nothing. */
export const PATIENCE: Readonly<Patience> = Object.freeze({
  firstPauseMs: 5_000,
  mostPauseMs: HOUR_MS,
  mostAskedMs: DAY_MS,
  failingMs: 3 * DAY_MS,
  refusals: 8,
  deadInARow: 3,
})

/** What says that the message is wrong, and not that its receiver is in trouble. */
const REFUSES_CONTENT: ReadonlySet<number> = new Set([400, 413, 415, 422])
const GONE = 410

/** What follows from an attempt. `random` is from 0 to 1. */
export function settlementOf(
  posted: Posted,
  task: Pick<CourierTask, 'failingMs'> & { webhook: Pick<CourierTask['webhook'], 'failures' | 'deadInARow'> },
  attempts: number,
  random: number,
  patience: Patience = PATIENCE,
): Settlement {
  const { status, error } = posted
  if (error === null) return { kind: 'delivered' }
  if (status === GONE) return { kind: 'disabled', reason: 'The receiver answered 410 Gone' }
  const { failures, deadInARow } = task.webhook
  if (status !== null && REFUSES_CONTENT.has(status) && attempts + 1 >= patience.refusals) {
    if (deadInARow < patience.deadInARow) return { kind: 'dead' }
    return {
      kind: 'disabled',
      reason: `The receiver refused ${deadInARow + 1} messages in a row, the last with ${error}`,
    }
  }
  if ((task.failingMs ?? 0) > patience.failingMs) {
    return {
      kind: 'disabled',
      reason: `The receiver failed for ${Math.round(task.failingMs! / HOUR_MS)} h, at last with ${error}`,
    }
  }
  return { kind: 'retry', pauseMs: pauseAfter(failures, posted.retryAfterMs, random, patience) }
}

/** A pause that doubles, shortened by up to a half at random, and never shorter than the receiver asks for. */
function pauseAfter(failures: number, askedMs: number | null, random: number, patience: Patience): number {
  const doubled = Math.min(patience.firstPauseMs * 2 ** Math.min(failures, 30), patience.mostPauseMs)
  return Math.max(doubled * (1 - random / 2), Math.min(askedMs ?? 0, patience.mostAskedMs))
}
