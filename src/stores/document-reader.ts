import type { EntityManager } from 'typeorm'
import type { DocumentOperation } from '../entities/document.ts'
import type { AppVersionState, PartnerMode } from '../entities/enums.ts'
import { select } from './database.ts'
import { numberPart, type Page, type PageRange } from './page.ts'
import { readPage } from './page-query.ts'

/** A document as whoever answers requests needs it: in whatever versions it stands, whether it runs. */
export interface RegisteredRow {
  id: string
  partnerId: string
  name: string
  /** Hex, of the exact text. */
  sha256: string
  text: string
  operations: DocumentOperation[]
  /** ACTIVE where one of its versions is. */
  state: AppVersionState
  /** When its end was announced, and when it comes: of its last version. */
  deprecatedAt: Date | null
  sunsetAt: Date | null
}

/** A partner's documents, and what becomes of what he sends without. */
export interface RegisteredPartner {
  id: string
  mode: PartnerMode
  documents: RegisteredRow[]
}

/** A document as a member of one version. */
export interface VersionedDocument {
  partner: string
  app: string
  version: string
  name: string
  sha256: string
  operations: DocumentOperation[]
  state: AppVersionState
  deprecatedAt: Date | null
  sunsetAt: Date | null
  /** What is wrong with it under the schema that it was last checked against. */
  fault: string | null
  /** Within the last 30 days. */
  calls: number
  lastUsedAt: Date | null
}

/** Which documents are listed; null is no condition. */
export interface DocumentFilter {
  partnerId: string | null
  app: string | null
  version: string | null
  /** Only those of active versions that the last check found fault with. */
  faulty?: boolean
}

/** A document that runs, with where it is used, to be checked. */
export interface RunningDocument {
  id: string
  name: string
  text: string
  schemaSha256: string
  partner: string
  /** The app and version that came last of those that ask with it. */
  app: string
  version: string
}

/** What a check found. */
export interface DocumentFinding {
  id: string
  schemaSha256: string
  operations: DocumentOperation[] | null
  fault: string | null
}

const MEMBERSHIP = `document d join version_document m on m.document_id = d.id
  join app_version v on v.id = m.version_id join app a on a.id = v.app_id join partner p on p.id = d.partner_id`
const IS_RETIRED = `d.retired_at is not null or v.state = 'RETIRED' or least(d.sunset_at, v.sunset_at) <= now()`
const RUNS = `v.state = 'ACTIVE' and (${IS_RETIRED}) is not true`
const KEYSET = { name: 'documents', parts: [numberPart('v.id'), numberPart('d.id')], descending: false }
/** Of a document that stands in several versions: null while one of them has no end, else the last end. */
const lastOf = (column: string): string =>
  `case when bool_or(v.state = 'ACTIVE' and v.sunset_at is null) then null
        else max(v.${column}) filter (where v.state = 'ACTIVE') end`

/** Reads what is registered. */
export class DocumentReader {
  constructor(private readonly manager: EntityManager) {}

  /** Some partners, or all, with their documents; of those that there are no more there is nothing. */
  async partners(ids: readonly string[] | null): Promise<RegisteredPartner[]> {
    const partners = await select<Omit<RegisteredPartner, 'documents'>>(
      this.manager,
      'select p.id, p.mode from partner p where $1::bigint[] is null or p.id = any($1)',
      [ids],
    )
    const found = new Map(partners.map((partner) => [partner.id, { ...partner, documents: [] as RegisteredRow[] }]))
    const rows = await select<RegisteredRow>(
      this.manager,
      `select d.id, d.partner_id as "partnerId", d.name, d.sha256, d.text, d.operations,
              case when d.retired_at is not null then 'RETIRED' when bool_or(v.state = 'ACTIVE') then 'ACTIVE'
                   when bool_or(v.state = 'RETIRED') then 'RETIRED' else 'PENDING' end as state,
              coalesce(d.deprecated_at, ${lastOf('deprecated_at')}) as "deprecatedAt",
              least(d.sunset_at, ${lastOf('sunset_at')}) as "sunsetAt"
         from document d join version_document m on m.document_id = d.id join app_version v on v.id = m.version_id
        where $1::bigint[] is null or d.partner_id = any($1)
        group by d.id order by d.id`,
      [ids],
    )
    for (const row of rows) found.get(row.partnerId)?.documents.push(row)
    return [...found.values()]
  }

  /** Documents by version, both in the order in which they came. */
  async page(filter: DocumentFilter, range: PageRange): Promise<Page<VersionedDocument>> {
    const { partnerId, app, version, faulty } = filter
    return await readPage<VersionedDocument>(this.manager, {
      table: `${MEMBERSHIP} left join lateral (
        select sum(u.calls) filter (where u.hour > now() - interval '30 days')::float8 as calls,
               max(u.last_used_at) as last_used_at from document_usage u where u.document_id = d.id) u on true`,
      columns: `p.name as partner, a.name as app, v.name as version, d.name, d.sha256, d.operations, d.fault,
        case when ${IS_RETIRED} then 'RETIRED' else v.state end as state,
        coalesce(d.deprecated_at, v.deprecated_at) as "deprecatedAt", least(d.sunset_at, v.sunset_at) as "sunsetAt",
        coalesce(u.calls, 0) as calls, u.last_used_at as "lastUsedAt"`,
      condition: `($1::bigint is null or d.partner_id = $1) and ($2::text is null or a.name = $2)
        and ($3::text is null or v.name = $3)${faulty ? ` and d.fault is not null and ${RUNS}` : ''}`,
      keyset: KEYSET,
      range,
      parameters: [partnerId, app, version],
    })
  }

  /**
   * Documents that run, after a row and at most so many.
   * @param otherThan only those that were last checked against another schema than that of this digest
   */
  async running(after: string, most: number, otherThan: string | null = null): Promise<RunningDocument[]> {
    return await select(
      this.manager,
      `select distinct on (d.id) d.id, d.name, d.text, d.schema_sha256 as "schemaSha256", p.name as partner,
              a.name as app, v.name as version
         from ${MEMBERSHIP} where d.id > $1 and ($3::text is null or d.schema_sha256 <> $3) and ${RUNS}
        order by d.id, v.id desc limit $2`,
      [after, most, otherThan],
    )
  }

  /** Notes what checks found; of what has a fault the operations stay as they were. */
  async note(findings: readonly DocumentFinding[]): Promise<void> {
    await this.manager.query(
      `update document d set schema_sha256 = r."schemaSha256", fault = r.fault,
              operations = coalesce(r.operations, d.operations)
         from json_to_recordset($1::json) as r (id bigint, "schemaSha256" text, operations jsonb, fault text)
        where d.id = r.id`,
      [JSON.stringify(findings)],
    )
  }
}
