import pg from 'pg'
import type { EntityManager } from 'typeorm'
import { select } from './database.ts'
import { NOT_CARRIED } from './snapshot.ts'

/** Rows that migrations bring are nobody's; by table the condition that tells others. */
const OWN_ROWS: Readonly<Record<string, string>> = {
  source: `slug <> 'unknown'`,
  record_edition: 'false',
  log_head: 'last_position > 0',
}
const NEVER_LOOKED_AT = Object.keys(NOT_CARRIED).filter((table) => table !== 'log_head')

/** The tables of a database that hold anything of somebody: none of one that was just made, or just migrated. */
export async function tablesWithRows(manager: EntityManager): Promise<string[]> {
  const tables = await select<{ name: string }>(
    manager,
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> all ($1::text[]) order by 1`,
    [NEVER_LOOKED_AT],
  )
  if (tables.length === 0) return []
  const looks = tables.map(
    ({ name }) =>
      `select ${pg.escapeLiteral(name)} as name where exists (
         select 1 from public.${pg.escapeIdentifier(name)} where ${OWN_ROWS[name] ?? 'true'})`,
  )
  return (await select<{ name: string }>(manager, looks.join(' union all '))).map(({ name }) => name)
}

/** The names of the migrations that a database has, oldest first; null of one that has no table of ours. */
export async function appliedMigrations(manager: EntityManager): Promise<string[] | null> {
  const [{ there }] = await manager.query(`select to_regclass('public.schema_migration') is not null as there`)
  if (!there) return null
  const rows = await select<{ name: string }>(manager, 'select name from schema_migration order by timestamp')
  return rows.map(({ name }) => name)
}
