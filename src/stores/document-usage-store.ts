import type { EntityManager } from 'typeorm'

/** How long the use of operations is kept. */
const KEPT_DAYS = 400

/** Calls of one operation within one hour. */
export interface UsedOperation {
  partnerId: string
  /** The row of the document that it belongs to; null of one that was sent as a text. */
  documentId: string | null
  /** Its name; '' where it has none. */
  operation: string
  /** When the hour began. */
  hour: Date
  calls: number
  errors: number
  /** Points. */
  cost: number
  lastUsedAt: Date
}

const SUMS = `calls = u.calls + excluded.calls, errors = u.errors + excluded.errors, cost = u.cost + excluded.cost,
              last_used_at = greatest(u.last_used_at, excluded.last_used_at)`

/** How operations of partners are used, by hour. */
export class DocumentUsageStore {
  constructor(private readonly manager: EntityManager) {}

  /** Adds to what is counted already, all or nothing; of a document or partner that is gone nothing is. */
  async add(used: readonly UsedOperation[]): Promise<void> {
    if (used.length === 0) return
    await this.manager.query(
      `with used as materialized (
         select * from json_to_recordset($1::json) as r (
           "partnerId" bigint, "documentId" bigint, operation text, hour timestamptz,
           calls bigint, errors bigint, cost bigint, "lastUsedAt" timestamptz)
       ), of_documents as (
         insert into document_usage as u (document_id, hour, operation, calls, errors, cost, last_used_at)
         select d.id, r.hour, r.operation, r.calls, r.errors, r.cost, r."lastUsedAt"
           from used r join document d on d.id = r."documentId"
          order by d.id, r.hour, r.operation
         on conflict (document_id, hour, operation) do update set ${SUMS}
       )
       insert into text_usage as u (partner_id, hour, operation, calls, errors, cost, last_used_at)
       select p.id, r.hour, r.operation, r.calls, r.errors, r.cost, r."lastUsedAt"
         from used r join partner p on p.id = r."partnerId" and r."documentId" is null
        order by p.id, r.hour, r.operation
       on conflict (partner_id, hour, operation) do update set ${SUMS}`,
      [JSON.stringify(used)],
    )
  }

  /** Forgets what is older than it is kept. */
  async prune(): Promise<void> {
    for (const table of ['document_usage', 'text_usage']) {
      await this.manager.query(`delete from ${table} where hour < now() - interval '${KEPT_DAYS} days'`)
    }
  }
}
