import type { EntityManager } from 'typeorm'
import { select } from './database.ts'
import { announce } from './document-store.ts'

/** Use within so many days keeps a document from being retired at once. */
const USED_DAYS = 30

/** What is to be retired, and how. */
export interface Retirement {
  /** Whose it is; null where the id alone says it. */
  partnerId: string | null
  /** Of a document its id, of a version `app@version`. */
  id: string
  /** When it ends; null ends it now. */
  sunsetAt: Date | null
  /** Also where it was used lately, once its end was announced. */
  force: boolean
}

/** What became of it. */
export type Retired =
  | { kind: 'unknown' }
  /** Documents of this id, or versions, of several partners. */
  | { kind: 'ambiguous'; partners: string[] }
  /** Nothing was changed: it is used, and its end was not announced, or is still to come. */
  | { kind: 'in-use'; calls: number; lastUsedAt: Date; sunsetAt: Date | null }
  | { kind: 'announced'; sunsetAt: Date }
  /** Again it changes nothing. */
  | { kind: 'retired' }

interface Target {
  table: 'document' | 'app_version'
  id: string
  partnerId: string
  partner: string
  isRetired: boolean
  sunsetAt: Date | null
}

/** Ends documents and versions. */
export class DocumentRetirement {
  constructor(private readonly manager: EntityManager) {}

  /** Ends one thing, or announces its end. Throws nothing that its caller could mend. */
  async retire(retirement: Retirement, now: Date): Promise<Retired> {
    return await this.manager.transaction(async (manager) => {
      const [target, ...others] = await targets(manager, retirement)
      if (target === undefined) return { kind: 'unknown' }
      if (others.length > 0) return { kind: 'ambiguous', partners: [target, ...others].map(({ partner }) => partner) }
      if (target.isRetired) return { kind: 'retired' }
      const { sunsetAt, force } = retirement
      if (sunsetAt !== null) {
        await set(manager, target, 'deprecated_at = coalesce(deprecated_at, $2), sunset_at = $3', [now, sunsetAt])
        return { kind: 'announced', sunsetAt }
      }
      const hasEnded = target.sunsetAt !== null && target.sunsetAt <= now
      const use = hasEnded ? null : await callsOf(manager, target, now)
      if (use !== null && !(force && target.sunsetAt !== null)) {
        return { kind: 'in-use', ...use, sunsetAt: target.sunsetAt }
      }
      const state = target.table === 'app_version' ? `, state = 'RETIRED'` : ''
      await set(manager, target, `retired_at = $2${state}`, [now])
      return { kind: 'retired' }
    })
  }
}

async function targets(manager: EntityManager, { partnerId, id }: Retirement): Promise<Target[]> {
  const documents = await select<Target>(
    manager,
    `select 'document' as table, d.id, p.id as "partnerId", p.name as partner, d.retired_at is not null as "isRetired",
            d.sunset_at as "sunsetAt"
       from document d join partner p on p.id = d.partner_id
      where d.name = $1 and ($2::bigint is null or p.id = $2) order by p.name for update of d`,
    [id, partnerId],
  )
  if (documents.length > 0) return documents
  const [, app, version] = /^([^@]+)@(.+)$/s.exec(id) ?? []
  return await select(
    manager,
    `select 'app_version' as table, v.id, p.id as "partnerId", p.name as partner, v.state = 'RETIRED' as "isRetired",
            v.sunset_at as "sunsetAt"
       from app_version v join app a on a.id = v.app_id join partner p on p.id = a.partner_id
      where a.name = $1 and v.name = $2 and ($3::bigint is null or p.id = $3) order by p.name for update of v`,
    [app ?? null, version ?? null, partnerId],
  )
}

/** Calls of late that would find nothing any more; null where there are none. What another active version holds as well goes on. */
async function callsOf(
  manager: EntityManager,
  { table, id }: Target,
  now: Date,
): Promise<{ calls: number; lastUsedAt: Date } | null> {
  const documents =
    table === 'document'
      ? 'select $1::bigint'
      : `select m.document_id from version_document m where m.version_id = $1 and not exists (
           select from version_document o join app_version v on v.id = o.version_id
            where o.document_id = m.document_id and v.id <> $1 and v.state = 'ACTIVE'
              and (v.sunset_at is null or v.sunset_at > $2))`
  const [row] = await select<{ calls: number; lastUsedAt: Date | null }>(
    manager,
    `select sum(u.calls)::float8 as calls, max(u.last_used_at) as "lastUsedAt" from document_usage u
      where u.last_used_at > $2::timestamptz - interval '${USED_DAYS} days' and u.document_id in (${documents})`,
    [id, now],
  )
  return row?.lastUsedAt == null ? null : { calls: row.calls, lastUsedAt: row.lastUsedAt }
}

async function set(manager: EntityManager, { table, id, partnerId }: Target, assignments: string, values: unknown[]) {
  await manager.query(`update ${table} set ${assignments} where id = $1`, [id, ...values])
  await announce(manager, partnerId)
}
