import type { DataSource, EntityManager } from 'typeorm'
import { messageOf } from '../../errors.ts'
import { realSleep } from '../../ops/clock.ts'
import { boundTransaction } from '../../stores/claim-work.ts'
import { failureKind } from '../../stores/failure.ts'
import { InboxFull } from './settle-poll.ts'

/** How often work is done again that clashed, or that failed by its own content. */
const ATTEMPTS = 5
const PAUSE_MS = 1_000

/** What surety needs. */
export interface StoreSurely {
  database: DataSource
  /** Bound of one transaction, far below the lease: a process that stopped within it blocks nobody. */
  transactionMs: number
  signal: AbortSignal
  log(event: string, fields: Record<string, unknown>): void
  /** Lengthens the lease before another attempt. */
  renew(manager: EntityManager): Promise<unknown>
}

/** Done, or failed for a reason that will not pass, or given up because the process ends. */
export type Stored<T> = { ok: true; value: T } | { ok: false; reason: string; isFinal: boolean }

/**
 * Does work in one transaction until it is stored: while the database is away or the inbox is full it waits, so that nothing
 * is asked of a publisher twice. That an answer was lost does no harm, the work finds its token used up.
 */
export async function storeSurely<T>(
  work: (manager: EntityManager) => Promise<T>,
  { database, transactionMs, signal, log, renew }: StoreSurely,
): Promise<Stored<T>> {
  let attempts = 0
  for (;;) {
    try {
      const value = await database.transaction(async (manager) => {
        await boundTransaction(manager, transactionMs)
        return await work(manager)
      })
      return { ok: true, value }
    } catch (error) {
      const reason = messageOf(error)
      const kind = error instanceof InboxFull ? 'AWAY' : failureKind(error)
      if (kind !== 'AWAY' && ++attempts >= ATTEMPTS) return { ok: false, reason, isFinal: true }
      if (signal.aborted) return { ok: false, reason, isFinal: false }
      log('ingest.waits', { reason, kind })
      if (kind === 'AWAY') await realSleep(PAUSE_MS, signal)
      await renew(database.manager).catch(() => {})
    }
  }
}
