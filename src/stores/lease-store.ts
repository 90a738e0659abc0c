import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** How long a lease runs without being renewed, and the bound of the transactions under it. */
export interface LeaseTerms {
  leaseMs: number
  /**
   * Shorter than the lease: a desk that stopped in the middle of a transaction is cut off by the server before its successor
   * begins, so it can neither block the successor nor commit after it.
   */
  transactionMs: number
}

/** The terms of operation. */
export const LEASE_TERMS: LeaseTerms = { leaseMs: 8_000, transactionMs: 5_000 }

/** The one row that says who may write the published record. Times are the database's clock. */
export class LeaseStore {
  constructor(
    private readonly manager: EntityManager,
    private readonly terms: LeaseTerms = LEASE_TERMS,
  ) {}

  /** Takes the lease where it is free, has run out, or is already the holder's. Gives the fencing token, or null. */
  async acquire(holder: string): Promise<string | null> {
    const rows = await select<{ token: string }>(
      this.manager,
      `update desk_lease set
              token = token + case when holder = $1 then 0 else 1 end,
              holder = $1, expires_at = clock_timestamp() + interval '${this.terms.leaseMs} milliseconds'
        where holder = $1 or holder is null or expires_at < clock_timestamp()
       returning token::text as token`,
      [holder],
    )
    return rows[0]?.token ?? null
  }

  /** Locks the lease for this transaction, bounds the transaction and renews the lease; false where the token is no longer good. */
  async fence(holder: string, token: string): Promise<boolean> {
    await this.manager.query(
      `set local idle_in_transaction_session_timeout = ${this.terms.transactionMs};
       set local statement_timeout = ${this.terms.transactionMs}`,
    )
    const rows = await select<{ token: string }>(
      this.manager,
      `update desk_lease set expires_at = clock_timestamp() + interval '${this.terms.leaseMs} milliseconds'
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
