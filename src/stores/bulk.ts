import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm'
import { select } from './database.ts'

/** Inserts many rows of an entity in one statement; each row gives every column. */
export async function insertRows<T extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
  onConflict = '',
): Promise<void> {
  if (rows.length === 0) return
  const metadata = manager.connection.getMetadata(entity)
  const columns = metadata.columns.map(({ databaseName, propertyName }) => ({ databaseName, propertyName }))
  const records = rows.map((row) =>
    Object.fromEntries(columns.map(({ databaseName, propertyName }) => [databaseName, row[propertyName] ?? null])),
  )
  const names = columns.map(({ databaseName }) => databaseName).join(', ')
  await manager.query(
    `insert into ${metadata.tableName} (${names}) select ${names} from json_populate_recordset(null::${metadata.tableName}, $1::json) ${onConflict}`,
    [JSON.stringify(records)],
  )
}

/** Overwrites some columns of many rows of an entity, found by id, in one statement. */
export async function updateRows<T extends ObjectLiteral & { id: string }>(
  manager: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
  properties: readonly (keyof T & string)[],
): Promise<void> {
  if (rows.length === 0) return
  const metadata = manager.connection.getMetadata(entity)
  const nameOf = (property: string) => metadata.findColumnWithPropertyName(property)!.databaseName
  const records = rows.map((row) =>
    Object.fromEntries(['id', ...properties].map((property) => [nameOf(property), row[property] ?? null])),
  )
  const assignments = properties.map((property) => `${nameOf(property)} = r.${nameOf(property)}`).join(', ')
  await manager.query(
    `update ${metadata.tableName} t set ${assignments}
       from json_populate_recordset(null::${metadata.tableName}, $1::json) r where t.id = r.id`,
    [JSON.stringify(records)],
  )
}

/** Takes ids for rows to come, in order, from the sequences of several tables at once. */
export async function takeIds(
  manager: EntityManager,
  wanted: Readonly<Record<string, number>>,
): Promise<Record<string, string[]>> {
  const tables = Object.keys(wanted)
  const lists = tables.map(
    (table, index) =>
      `array(select nextval(pg_get_serial_sequence('${table}', 'id'))::text from generate_series(1, $${index + 1}::int)) as ${table}`,
  )
  const [row] = await select<Record<string, string[]>>(manager, `select ${lists.join(', ')}`, Object.values(wanted))
  return row!
}
