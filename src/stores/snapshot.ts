import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { LogPlace } from './change-cursor.ts'

/** A table as far as a backup carries it. */
export interface CarriedTable {
  name: string
  columns: string[]
}

/** Where the numbers of a column that numbers itself stand. */
export interface Sequence {
  table: string
  column: string
  /** The last that was given out; 0 where none was. */
  last: string
}

/** What a database holds at one moment. */
export interface SnapshotFacts {
  postgresql: string
  takenAt: Date
  migrations: string[]
  place: LogPlace
  tables: CarriedTable[]
  /** A guess of the database, for progress. */
  rows: number
}

/**
 * Tables whose rows mean nothing in another database, each with the reason. All others are carried: a table that is added is in every backup from
 * then on, unless somebody says here why not.
 */
export const NOT_CARRIED: Readonly<Record<string, string>> = {
  schema_migration: 'the manifest names the migrations; restoring runs them',
  log_head: 'the manifest says where the log stood; restoring begins another epoch there',
  desk_lease: 'processes of the former database',
  operator_session: 'who had logged out since would be logged in again',
  point_bucket: 'points of the running minute',
}

/** Rows of tables that are carried in part, and why. */
const CARRIED_WHERE: Readonly<Record<string, string>> = {
  // A push that had no answer yet has lost its process: the next attempt is a first one.
  idempotency: 'answer is not null',
}
/** Leases belong to processes of the former database: what they worked on is free. */
const VOID_COLUMNS: readonly string[] = ['lease_until']

/** Text that reads the same in every version and under every setting of the server. */
export const COPY_SETTINGS = `set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
  set local bytea_output = 'hex'; set local extra_float_digits = 1; set local client_encoding = 'UTF8'; set local search_path = public; set local synchronize_seqscans = off;
  set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`

const TABLES = `
  select c.relname as name, greatest(c.reltuples, 0)::float8 as rows,
         array(select a.attname::text from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = 'public' and c.relkind = 'r' and c.relname <> all ($1::text[])
   order by c.relname collate "C"`
const HEAD = `
  select current_setting('server_version') as postgresql, now() as "takenAt", h.epoch, h.last_position::float8 as position,
         (select array_agg(name::text order by timestamp) from schema_migration) as migrations
    from log_head h where h.id = 1`
/** Also of a sequence that the snapshot does not cover: it may be further on, never behind. */
const SEQUENCES = `
  select c.relname as table, a.attname as column,
         coalesce(pg_sequence_last_value(pg_get_serial_sequence(quote_ident(c.relname), a.attname)::regclass), 0)::text as last
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
   where n.nspname = 'public' and c.relkind = 'r' and c.relname <> all ($1::text[])
   order by c.relname collate "C"`

const { escapeIdentifier } = pg

/** A name list in SQL. */
export const columnList = (columns: readonly string[]): string => columns.map(escapeIdentifier).join(', ')

/** All of a database at one moment, beside whoever writes meanwhile: one transaction that reads, on one connection. */
export class Snapshot {
  private constructor(
    private readonly client: pg.Client,
    readonly facts: SnapshotFacts,
  ) {}

  /** Opens one of a migrated database. No migration changes its tables until it is closed; one that runs is waited for. */
  static async open(url: string): Promise<Snapshot> {
    const client = new pg.Client({ connectionString: url, application_name: 'sila backup', keepAlive: true })
    // What breaks the connection fails the statement that runs.
    client.on('error', () => {})
    await client.connect()
    try {
      return new Snapshot(client, await begin(client))
    } catch (error) {
      await client.end()
      throw error
    }
  }

  /** The rows of a table as text of COPY; `rows` is called with their number at the end. */
  read({ name, columns }: CarriedTable, onRows: (rows: number) => void): NodeJS.ReadableStream {
    const chosen = columns.map((column) => {
      const quoted = escapeIdentifier(column)
      return VOID_COLUMNS.includes(column) ? `null as ${quoted}` : quoted
    })
    const where = CARRIED_WHERE[name] === undefined ? '' : ` where ${CARRIED_WHERE[name]}`
    const stream = this.client.query(
      copyTo(`copy (select ${chosen.join(', ')} from ${escapeIdentifier(name)}${where}) to stdout`),
    )
    stream.on('end', () => onRows(stream.rowCount))
    return stream
  }

  /** Where the columns that number themselves stand, now. */
  async sequences(): Promise<Sequence[]> {
    return (await this.client.query(SEQUENCES, [Object.keys(NOT_CARRIED)])).rows
  }

  /** Lets go of the moment. */
  async close(): Promise<void> {
    await this.client.end()
  }
}

async function begin(client: pg.Client): Promise<SnapshotFacts> {
  const left = [Object.keys(NOT_CARRIED)]
  const known: CarriedTable[] = (await client.query(TABLES, left)).rows
  if (!known.some(({ name }) => name === 'article'))
    throw new Error('there is nothing of Sila in this database: nothing to back up')
  await client.query('begin isolation level repeatable read read only')
  // Locks come before the first look: from here on the tables are as they are seen.
  await client.query(`${COPY_SETTINGS}; lock table ${columnList(known.map(({ name }) => name))} in access share mode`)
  const tables: (CarriedTable & { rows: number })[] = (await client.query(TABLES, left)).rows
  const { epoch, position, ...head } = (await client.query(HEAD)).rows[0]
  return {
    ...head,
    place: { epoch, position },
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  }
}
