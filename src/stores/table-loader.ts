import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { LogPlace } from './change-cursor.ts'
import { type CarriedTable, COPY_SETTINGS, columnList, NOT_CARRIED, type Sequence } from './snapshot.ts'

/**
 * Numbers that are left out behind those of a backup: readers may know ids that were given out after it, and none of them may come to
 * mean something else. More than a week of 16 articles a second.
 */
export const IDS_LEFT_OUT = 10_000_000
/** Whoever holds the tables for longer is a server that runs on them. */
const LOCK_PATIENCE = '10s'
const BUILD_MEMORY = '128MB'

/** What is taken from the tables while rows come in, and put back as it was: both is much faster for all rows than for each. */
const PARTS = `
  select c.relname as table, k.conname as name, 'constraint' as kind, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = 'public' and k.contype = 'f'
  union all
  select c.relname, i.relname, 'index', pg_get_indexdef(i.oid)
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = 'public' and not exists (select 1 from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))
   order by kind desc, 1, 2`
/** A row where somebody is at the desk. */
export const DESK_HELD = 'select holder from desk_lease where holder is not null and expires_at > clock_timestamp()'

/** Lets every column that numbers itself leave so many numbers out. */
export const ADVANCE_IDS = `
  select setval(s.name, coalesce(pg_sequence_last_value(s.name), 0) + $1)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
   cross join lateral (select pg_get_serial_sequence(quote_ident(c.relname), a.attname)::regclass as name) s
   where n.nspname = 'public' and c.relkind = 'r'`

interface Part {
  table: string
  name: string
  kind: 'constraint' | 'index'
  definition: string
}

const quoted = pg.escapeIdentifier

/** Rows that the tables do not take: which, and why. */
export class RowsRefused extends Error {
  override readonly name = 'RowsRefused'
}

/** Fills empty tables with the rows of a backup, all in one transaction. */
export class TableLoader {
  #parts: Part[] = []
  #tables: string[] = []
  #copy: { table: string; stream: ReturnType<typeof copyFrom>; ended: Promise<void> } | null = null
  readonly #rows = new Map<string, number>()

  private constructor(private readonly client: pg.Client) {}

  /** Locks a migrated database that no server uses, and makes its tables ready for rows. Throws where somebody is there. */
  static async open(url: string): Promise<TableLoader> {
    const client = new pg.Client({ connectionString: url, application_name: 'sila restore', keepAlive: true })
    client.on('error', () => {})
    await client.connect()
    const loader = new TableLoader(client)
    try {
      await loader.#begin()
      return loader
    } catch (error) {
      await client.end()
      throw error
    }
  }

  /** Takes rows of a table, in the text of COPY; those of another end what came before. Throws RowsRefused. */
  async write({ name, columns }: CarriedTable, rows: Buffer): Promise<void> {
    if (this.#copy?.table !== name) {
      await this.endTable()
      const stream = this.client.query(copyFrom(`copy ${quoted(name)} (${columnList(columns)}) from stdin`))
      const ended = finished(stream)
      ended.catch(() => {})
      this.#copy = { table: name, stream, ended }
    }
    const { stream, ended } = this.#copy!
    if (!stream.write(rows)) await Promise.race([once(stream, 'drain'), ended]).catch((error) => refused(name, error))
  }

  /** Ends the table whose rows came last. Throws RowsRefused. */
  async endTable(): Promise<void> {
    const copy = this.#copy
    this.#copy = null
    if (copy === null) return
    copy.stream.end()
    await copy.ended.catch((error) => refused(copy.table, error))
    this.#rows.set(copy.table, copy.stream.rowCount)
  }

  /** How many rows of a table were stored. */
  rowsOf(table: string): number {
    return this.#rows.get(table) ?? 0
  }

  /** Puts everything in its place, begins an epoch of the log, and commits; gives the epoch. */
  async finish(sequences: readonly Sequence[], { position }: LogPlace): Promise<string> {
    for (const { kind, table, name, definition } of this.#parts.toReversed()) {
      await this.client.query(
        kind === 'index' ? definition : `alter table ${quoted(table)} add constraint ${quoted(name)} ${definition}`,
      )
    }
    await this.#triggers('enable')
    for (const { table, column, last } of sequences) {
      await this.client.query(
        `select setval(pg_get_serial_sequence($1, $2), greatest($3::bigint, (select coalesce(max(${quoted(column)}), 0) from ${quoted(table)})) + $4)`,
        [quoted(table), column, last, IDS_LEFT_OUT],
      )
    }
    // Whoever was at the desk of the empty database knows nothing of these rows.
    await this.client.query('update desk_lease set token = token + 1, holder = null, expires_at = null')
    const { rows } = await this.client.query(
      `update log_head set epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12), last_position = $1 where id = 1
       returning epoch`,
      [position],
    )
    await this.client.query('commit')
    // Without it the first questions would be planned for empty tables.
    await this.client.query('analyze')
    return rows[0].epoch
  }

  /** Ends; what was not finished leaves nothing. */
  async close(): Promise<void> {
    this.#copy?.stream.destroy()
    await this.client.end()
  }

  async #begin(): Promise<void> {
    const { client } = this
    const held = (await client.query(DESK_HELD)).rows
    if (held.length > 0) throw new Error('a server runs on this database: stop it, then restore again')
    await client.query(
      `begin; ${COPY_SETTINGS}; set local lock_timeout = '${LOCK_PATIENCE}'; set local maintenance_work_mem = '${BUILD_MEMORY}'`,
    )
    const { rows } = await client.query(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migration' order by 1`,
    )
    const all = rows.map(({ name }) => quoted(name)).join(', ')
    await client.query(`lock table ${all} in access exclusive mode`)
    this.#tables = rows.map(({ name }) => name).filter((name) => !Object.hasOwn(NOT_CARRIED, name))
    this.#parts = (await client.query(PARTS)).rows
    for (const { kind, table, name } of this.#parts) {
      await client.query(
        kind === 'index'
          ? `drop index ${quoted(name)}`
          : `alter table ${quoted(table)} drop constraint ${quoted(name)}`,
      )
    }
    await this.#triggers('disable')
    await client.query(`truncate ${columnList(this.#tables)}`)
  }

  async #triggers(verb: 'enable' | 'disable'): Promise<void> {
    for (const table of this.#tables) await this.client.query(`alter table ${quoted(table)} ${verb} trigger user`)
  }
}

function refused(table: string, error: Error & { where?: string }): never {
  const place = error.where === undefined ? '' : ` (${error.where.split('\n')[0]})`
  throw new RowsRefused(`rows of ${table} were refused: ${error.message}${place}`, { cause: error })
}
