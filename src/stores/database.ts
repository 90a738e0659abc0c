import { DataSource, type EntityManager } from 'typeorm'
import { MIGRATIONS } from '../../migrations/index.ts'
import { ENTITIES } from '../entities/index.ts'
import { SnakeNaming } from '../entities/naming.ts'
import { preparingClient } from './preparing-client.ts'
import { VALUE_PARSERS } from './value-parsers.ts'

/** How many connections one process holds at most; a request beyond waits. */
const POOL_SIZE = 16
/** The advisory lock under which migrations run: any number will do that nobody else uses. */
const MIGRATION_LOCK = 7_452_101

/**
 * Opens a pool of connections, which keep the reads ready that come again and again where `prepares` says so. Where they are `hasty`, they
 * know no entities, no write waits for a disk, and what was written is lost if the database crashes within the next second. Of the migrations it
 * knows the first `upTo`, else all. Nothing is created or changed by it.
 */
export async function connect(
  url: string,
  options: { poolSize?: number; applicationName?: string; prepares?: boolean; hasty?: boolean; upTo?: number } = {},
): Promise<DataSource> {
  const database = new DataSource({
    type: 'postgres',
    url,
    entities: options.hasty ? [] : ENTITIES,
    migrations: MIGRATIONS.slice(0, options.upTo),
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    installExtensions: false,
    poolSize: options.poolSize ?? POOL_SIZE,
    applicationName: options.applicationName ?? 'sila',
    logging: false,
    extra: {
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      types: VALUE_PARSERS,
      pipeline: true,
      ...(options.prepares && { Client: preparingClient() }),
      ...(options.hasty && { options: '-c synchronous_commit=off' }),
    },
    poolErrorHandler: () => {}, // an idle connection that broke is replaced at the next use
  })
  return await database.initialize()
}

/** Brings the schema up to date; of two starters one waits for the other. Gives the names of what ran. */
export async function migrate(database: DataSource): Promise<string[]> {
  return await underMigrationLock(database, async () => (await database.runMigrations()).map(({ name }) => name))
}

/** Takes the last migration back. */
export async function migrateDown(database: DataSource): Promise<void> {
  await underMigrationLock(database, () => database.undoLastMigration())
}

/** The names of the migrations that have not run. */
export async function pendingMigrations(database: DataSource): Promise<string[]> {
  const [{ exists }] = await database.query(`select to_regclass('schema_migration') is not null as "exists"`)
  const done: { name: string }[] = exists ? await database.query('select name from schema_migration') : []
  const names = new Set(done.map(({ name }) => name))
  return database.migrations.map((migration) => migration.name ?? '').filter((name) => !names.has(name))
}

/** The names of migrations that have run and are none of this version. */
export async function unknownMigrations(database: DataSource): Promise<string[]> {
  const known = new Set(database.migrations.map(({ name }) => name))
  const [{ exists }] = await database.query(`select to_regclass('schema_migration') is not null as "exists"`)
  const done: { name: string }[] = exists
    ? await database.query('select name from schema_migration order by timestamp')
    : []
  return done.map(({ name }) => name).filter((name) => !known.has(name))
}

/** The statements that would bring the schema from what it is to what the entities say; empty where they agree. */
export async function schemaDrift(database: DataSource): Promise<string[]> {
  return (await database.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query)
}

async function underMigrationLock<T>(database: DataSource, work: () => Promise<T>): Promise<T> {
  // A session lock needs one connection of its own; the migrations run on others.
  const runner = database.createQueryRunner()
  await runner.connect()
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    return await work()
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {})
    await runner.release()
  }
}

/** Runs SQL and gives its rows as objects, also those of UPDATE … RETURNING and DELETE … RETURNING. */
export async function select<Row>(manager: EntityManager, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const answer: unknown[] = await manager.query(sql, parameters)
  // TypeORM answers an UPDATE or DELETE with its rows and their number.
  return (Array.isArray(answer[0]) ? answer[0] : answer) as Row[]
}

/** The LC_CTYPE of a database: what PostgreSQL itself takes for letters. Our lexemes and keys do not rest on it. */
export async function databaseCtype(database: DataSource): Promise<string> {
  const [row] = await database.query('select datctype as ctype from pg_database where datname = current_database()')
  return row.ctype
}

/** The server's version, as a number (180004) and as it calls itself. */
export async function serverVersion(database: DataSource): Promise<{ number: number; name: string }> {
  const [row] = await database.query(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
  )
  return row
}
