import type { EntityManager } from 'typeorm'
import type { DocumentUsage } from '../entities/document.ts'

/** How long the use of documents is kept. */
const KEPT_DAYS = 400

/** Calls of one document within one hour. */
export interface UsedDocument extends Pick<DocumentUsage, 'documentId' | 'hour' | 'lastUsedAt'> {
  calls: number
  errors: number
  /** Points. */
  cost: number
}

/** How documents are used, by hour. */
export class DocumentUsageStore {
  constructor(private readonly manager: EntityManager) {}

  /** Adds to what is counted already; of a document that is gone nothing is. */
  async add(used: readonly UsedDocument[]): Promise<void> {
    if (used.length === 0) return
    await this.manager.query(
      `insert into document_usage as u (document_id, hour, calls, errors, cost, last_used_at)
       select d.id, r.hour, r.calls, r.errors, r.cost, r."lastUsedAt"
         from json_to_recordset($1::json) as r (
           "documentId" bigint, hour timestamptz, calls bigint, errors bigint, cost bigint, "lastUsedAt" timestamptz)
         join document d on d.id = r."documentId"
        order by d.id, r.hour
       on conflict (document_id, hour) do update
          set calls = u.calls + excluded.calls, errors = u.errors + excluded.errors, cost = u.cost + excluded.cost,
              last_used_at = greatest(u.last_used_at, excluded.last_used_at)`,
      [JSON.stringify(used)],
    )
  }

  /** Forgets what is older than it is kept. */
  async prune(): Promise<void> {
    await this.manager.query(`delete from document_usage where hour < now() - interval '${KEPT_DAYS} days'`)
  }
}
