import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** Seconds that the desk's lease runs without being renewed. */
export const LEASE_SECONDS = 8
/**
 * Bounds of the desk's transactions, shorter than the lease: a desk that stopped in the middle of one is cut off by the
 * server before its successor begins, so it can neither block the successor nor commit after it.
 */
const TRANSACTION_BOUND_MS = 5_000

/** The one row that says who may write the published record. Times are the database's clock. */
export class LeaseStore {
  constructor(private readonly manager: EntityManager) {}

  /** Takes the lease where it is free, has run out, or is already the holder's. Gives the fencing token, or null. */
  async acquire(holder: string): Promise<string | null> {
    const rows = await select<{ token: string }>(
      this.manager,
      `update desk_lease set
              token = token + case when holder = $1 then 0 else 1 end,
              holder = $1, expires_at = clock_timestamp() + interval '${LEASE_SECONDS} seconds'
        where holder = $1 or holder is null or expires_at < clock_timestamp()
       returning token::text as token`,
      [holder],
    )
    return rows[0]?.token ?? null
  }

  /** Locks the lease for this transaction, bounds the transaction and renews the lease; false where the token is no longer good. */
  async fence(holder: string, token: string): Promise<boolean> {
    await this.manager.query(
      `set local idle_in_transaction_session_timeout = ${TRANSACTION_BOUND_MS}; set local statement_timeout = ${TRANSACTION_BOUND_MS}`,
    )
    const rows = await select<{ token: string }>(
      this.manager,
      `update desk_lease set expires_at = clock_timestamp() + interval '${LEASE_SECONDS} seconds'
        where holder = $1 and token = $2 returning token::text as token`,
      [holder, token],
    )
    return rows.length === 1
  }

  /** Lets go, so that a successor need not wait for the lease to run out. */
  async release(holder: string): Promise<void> {
    await this.manager.query('update desk_lease set holder = null, expires_at = null where holder = $1', [holder])
  }
}
