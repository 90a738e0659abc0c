import type { EntityManager } from 'typeorm'
import { select } from './database.ts'
import { decodeCursor, encodeCursor, type KeyPart, type Keyset, type Page, type PageRange } from './page.ts'

/** A list in an order, and the part of it that is wanted. */
export interface PageQuery {
  /** With its alias: `article a`. */
  table: string
  columns: string
  condition: string
  keyset: Keyset
  range: PageRange
  /** What `condition` binds; grows. */
  parameters: unknown[]
  /** A table of one row that is read in the same snapshot, with its columns. */
  head?: { table: string; columns: string }
}

type PageRow = Record<string, unknown> & { hasBefore?: boolean; hasAfter?: boolean }

/**
 * Reads a page by one statement: its rows, whether there are others on either side, and the head, all of one snapshot.
 */
export async function readPage<Node, Head = unknown>(
  manager: EntityManager,
  query: PageQuery,
): Promise<Page<Node> & { head: Head }> {
  const { keyset, range, head } = query
  const backwards = range.last !== null
  const size = range.first ?? range.last ?? 0
  const keys = keyset.parts.map((_, index) => `key${index}`)
  // What nobody asks for is no column: on a page of articles each costs as much as some other work.
  const columns = [
    ...(head === undefined ? [] : [head.columns]),
    ...(range.after === null ? [] : [`${outside(query, 'after')} as "hasBefore"`]),
    ...(range.before === null ? [] : [`${outside(query, 'before')} as "hasAfter"`]),
    'page.*',
  ]
  const rows = await select<PageRow>(
    manager,
    `with page as (${pageSql(query, backwards, size + 1)})
     select ${columns.join(', ')}
     from ${head?.table ?? '(select 1) single'} left join page on true
     order by ${keyset.parts.map((part, index) => `page."key${index}"::${sortOf(part)} ${directionOf(keyset, backwards)}`).join(', ')}`,
    query.parameters,
  )
  const found = rows.filter((row) => row.key0 !== null)
  const overflow = found.length > size
  const shown = found.slice(0, size)
  if (backwards) shown.reverse()
  return {
    edges: shown.map((row) => ({
      cursor: encodeCursor(
        keyset,
        keys.map((key) => row[key] as string),
      ),
      node: row as Node,
    })),
    hasNextPage: (!backwards && overflow) || rows[0]!.hasAfter === true,
    hasPreviousPage: (backwards && overflow) || rows[0]!.hasBefore === true,
    head: rows[0] as Head,
  }
}

function pageSql(query: PageQuery, backwards: boolean, limit: number): string {
  const { table, columns, condition, keyset, range } = query
  const conditions = [condition]
  if (range.after !== null) conditions.push(beside(query, 'after', 'after'))
  if (range.before !== null) conditions.push(beside(query, 'before', 'before'))
  const order = orderOf(keyset, backwards)
  const keys = keyset.parts.map(({ text }, index) => `${text} as "key${index}"`)
  return `select ${columns}, ${keys.join(', ')} from ${table}
    where ${conditions.join(' and ')} order by ${order} limit ${limit}`
}

/** Whether anything lies on the far side of a cursor, itself included: mostly its own row, which an index finds at once. */
function outside(query: PageQuery, argument: 'after' | 'before'): string {
  const { table, condition, keyset } = query
  const side = argument === 'after' ? 'before' : 'after'
  return `coalesce((select true from ${table} where ${condition} and ${beside(query, argument, side, '=')}
    order by ${orderOf(keyset, argument === 'after')} limit 1), false)`
}

/** The condition that a row lies on one side of the cursor that an argument gives; with '=' the cursor's own row counts too. */
function beside(query: PageQuery, argument: 'after' | 'before', side: 'after' | 'before', orAt: '=' | '' = ''): string {
  const { keyset, range, parameters } = query
  const values = decodeCursor(keyset, range[argument]!, argument)
  const bound = values.map((value, index) => `$${parameters.push(value)}::${keyset.parts[index]!.cast}`)
  const sign = (side === 'after') === keyset.descending ? '<' : '>'
  return `(${keyset.parts.map(({ sql }) => sql).join(', ')}) ${sign}${orAt} (${bound.join(', ')})`
}

function orderOf(keyset: Keyset, backwards: boolean): string {
  return keyset.parts.map(({ sql }) => `${sql} ${directionOf(keyset, backwards)}`).join(', ')
}

/** As what a key is put in order again; a cursor keeps a moment as its microseconds. */
const sortOf = ({ cast }: KeyPart): string => (cast === 'timestamptz' ? 'bigint' : cast)

const directionOf = ({ descending }: Keyset, backwards: boolean): string => (descending === backwards ? 'asc' : 'desc')
