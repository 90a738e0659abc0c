import type { EntityManager } from 'typeorm'
import { momentPart, numberPart, type Page, type PageRange, textPart } from './page.ts'
import { readPage } from './page-query.ts'

/** How an operation of a partner was used in an hour. */
export interface OperationUsage {
  partner: string
  /** Its name; '' where it has none. */
  operation: string
  /** The id that clients send; null of what was sent as a text. */
  documentId: string | null
  /** When the hour began. */
  hour: Date
  calls: number
  /** Calls whose answer holds errors. */
  errors: number
  /** Points. */
  cost: number
  lastUsedAt: Date
}

/** Whose use, and when; null is no condition. */
export interface UsageFilter {
  partnerId: string | null
  /** Hours that begin at this moment or later, and before that one. */
  since: Date | null
  until: Date | null
}

const TABLE = `(
    select d.partner_id, p.name as partner, u.operation, u.document_id, d.name, u.hour, u.calls, u.errors, u.cost, u.last_used_at
      from document_usage u join document d on d.id = u.document_id join partner p on p.id = d.partner_id
    union all
    select u.partner_id, p.name, u.operation, 0, null, u.hour, u.calls, u.errors, u.cost, u.last_used_at
      from text_usage u join partner p on p.id = u.partner_id) u`
const KEYSET = {
  name: 'usage',
  parts: [momentPart('u.hour'), numberPart('u.partner_id'), numberPart('u.document_id'), textPart('u.operation')],
  descending: true,
}

/** Reads how operations were used. */
export class UsageReport {
  constructor(private readonly manager: EntityManager) {}

  /** By hour, the last first; within one by partner and operation. */
  async page({ partnerId, since, until }: UsageFilter, range: PageRange): Promise<Page<OperationUsage>> {
    return await readPage<OperationUsage>(this.manager, {
      table: TABLE,
      columns: `u.partner, u.operation, u.name as "documentId", u.hour, u.calls::float8 as calls, u.errors::float8 as errors,
        u.cost::float8 as cost, u.last_used_at as "lastUsedAt"`,
      condition: `($1::bigint is null or u.partner_id = $1) and ($2::timestamptz is null or u.hour >= $2)
        and ($3::timestamptz is null or u.hour < $3)`,
      keyset: KEYSET,
      range,
      parameters: [partnerId, since, until],
    })
  }
}
