import type { DataSource, EntityManager } from 'typeorm'
import { type ClaimedPage, PageTaskStore } from './page-task-store.ts'
import { type ClaimedFeed, ScheduleStore } from './schedule-store.ts'
import { WORK_TERMS, type WorkTerms } from './work-lease.ts'

/** The advisory lock of claims: any number will do that nobody else uses. */
const CLAIM_LOCK = 7_452_102
/** Bound of a claim: a process that stopped in the middle of one is cut off, and the others go on. */
const CLAIM_MS = 5_000

/** What one process got to do. */
export interface ClaimedWork {
  feeds: ClaimedFeed[]
  pages: ClaimedPage[]
}

/**
 * Leases work that is due: feeds first, pages in what places are left. One claim at a time over all processes, because the
 * free places of a host cannot be counted while another takes them.
 */
export async function claimWork(
  database: DataSource,
  now: Date,
  limits: { feeds: number; pages: number; together: number },
  terms: WorkTerms = WORK_TERMS,
): Promise<ClaimedWork> {
  return await database.transaction(async (manager) => {
    await boundTransaction(manager, CLAIM_MS)
    await manager.query('select pg_advisory_xact_lock($1)', [CLAIM_LOCK])
    const feeds = await new ScheduleStore(manager, terms).claim(now, Math.min(limits.feeds, limits.together))
    const left = Math.min(limits.pages, limits.together - feeds.length)
    return { feeds, pages: await new PageTaskStore(manager, terms).claim(now, left) }
  })
}

/** Ends this transaction from the server's side where its process stops in the middle of it or a statement takes too long. */
export async function boundTransaction(manager: EntityManager, milliseconds: number): Promise<void> {
  await manager.query(
    `set local idle_in_transaction_session_timeout = ${Math.round(milliseconds)};
     set local statement_timeout = ${Math.round(milliseconds)}`,
  )
}
