import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { connect, migrate } from '../src/stores/database.ts'
import { cpuSeconds } from './cpu-time.ts'
import type { Cost } from './ingest.ts'
import type { WorkPlace } from './work-place.ts'

/** The published record, each table before those that refer to it. */
export const RECORD_TABLES = [
  'article',
  'story',
  'article_body',
  'article_analysis',
  'article_text',
  'article_key',
  'observation',
  'tag',
  'tagging',
  'related_link',
  'revision',
  'change',
] as const

/** Rows of one statement, and parameters that PostgreSQL takes in one. */
const ROWS_AT_ONCE = 200
const MOST_PARAMETERS = 60_000

/** What it costs to write the rows of these tables into an empty database of the same schema, by nothing but multi-row INSERTs. */
export async function bareInsert(place: WorkPlace, tables: readonly string[]): Promise<Cost> {
  const name = `bare_${randomBytes(4).toString('hex')}`
  await place.db.query(`create database ${name}`)
  const url = new URL(place.url)
  url.pathname = `/${name}`
  const db = await connect(url.href, { poolSize: 2 })
  await migrate(db)
  await db.destroy()
  const from = await connected(place.url)
  // What the rows refer to is there already; it is no part of what is measured.
  const [sources, rows] = [await readRows(from, ['source']), await readRows(from, tables)]
  await from.end()
  const to = await connected(url.href)
  try {
    // Articles refer to later ones, and to what is not among the tables: bare rows come in whatever order.
    await to.query(`delete from source_alias; delete from source;
      alter table observation drop constraint observation_raw_payload_fkey;
      alter table article drop constraint article_copy_of_fkey, drop constraint article_replaced_by_fkey,
        drop constraint article_story_fkey;
      alter table story drop constraint story_merged_into_fkey`)
    await insertAll(to, sources)
    const [cpuBefore, before] = [cpuSeconds([process.pid, place.postmaster]), performance.now()]
    await insertAll(to, rows)
    const seconds = (performance.now() - before) / 1_000
    // While the backend is there: one that has ended counts only once its parent has waited for it.
    return { cpuSeconds: cpuSeconds([process.pid, place.postmaster]) - cpuBefore, seconds }
  } finally {
    await to.end().catch(() => {})
    await place.db.query(`drop database ${name} with (force)`)
  }
}

async function connected(url: string): Promise<pg.Client> {
  // Values go back as the text that they came as.
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } })
  await client.connect()
  return client
}

/** The rows of one table as text, column by column. */
interface TableRows {
  table: string
  columns: string[]
  rows: unknown[][]
}

async function readRows(from: pg.Client, tables: readonly string[]): Promise<TableRows[]> {
  const read: TableRows[] = []
  for (const table of tables) {
    const { rows, fields } = await from.query<unknown[]>({
      text: `select * from ${table} order by 1`,
      rowMode: 'array',
    })
    read.push({ table, columns: fields.map(({ name }) => name), rows })
  }
  return read
}

async function insertAll(to: pg.Client, tables: readonly TableRows[]): Promise<void> {
  for (const { table, columns, rows } of tables) {
    const size = Math.min(ROWS_AT_ONCE, Math.floor(MOST_PARAMETERS / columns.length))
    for (let start = 0; start < rows.length; start += size) {
      const part = rows.slice(start, start + size)
      const values = part.map(
        (_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`).join(',')})`,
      )
      await to.query({
        text: `insert into ${table} (${columns.join(',')}) values ${values.join(',')}`,
        values: part.flat(),
      })
    }
  }
}
