import { AppError } from '../errors.ts'
import { storable } from './bounded-input.ts'

/** Which part of a list is wanted: exactly one of `first` and `last` is a number. */
export interface PageRange {
  first: number | null
  last: number | null
  after: string | null
  before: string | null
}

/** One page of a list, in the list's order whichever way it was reached. */
export interface Page<Node> {
  edges: { cursor: string; node: Node }[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

/** One part of a key: how it stands in SQL, in a cursor and as a parameter. */
export interface KeyPart {
  sql: string
  /** SQL that gives it in full precision as a cursor keeps it. */
  text: string
  cast: 'bigint' | 'text' | 'timestamptz' | 'integer'
  /** What a cursor holds as a parameter of SQL; null where it is not one of ours. */
  parameter(text: string): string | null
}

/** An order without ties, under the name that its cursors bear. */
export interface Keyset {
  name: string
  parts: readonly KeyPart[]
  descending: boolean
}

const number = (text: string): string | null => (/^-?(?:0|[1-9]\d{0,17})$/.test(text) ? text : null)
/** A part that is a whole number. */
export const numberPart = (sql: string, cast: 'bigint' | 'integer' = 'bigint'): KeyPart => ({
  sql,
  text: `${sql}::text`,
  cast,
  parameter: number,
})
/** A part that is text. */
export const textPart = (sql: string): KeyPart => ({ sql, text: sql, cast: 'text', parameter: storable })
/** A part that is a moment; a cursor keeps it in microseconds, as PostgreSQL does. */
export const momentPart = (sql: string): KeyPart => ({
  sql,
  text: `(extract(epoch from ${sql}) * 1000000)::bigint::text`,
  cast: 'timestamptz',
  parameter: moment,
})

function moment(text: string): string | null {
  if (number(text) === null) return null
  const micros = BigInt(text)
  const rest = ((micros % 1000n) + 1000n) % 1000n
  const date = new Date(Number((micros - rest) / 1000n))
  const iso = Number.isNaN(date.getTime()) ? '' : date.toISOString()
  return /^\d/.test(iso) && !iso.startsWith('0000') ? `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z` : null
}

/** The cursor of a row: opaque, and good for one order only. */
export function encodeCursor({ name }: Pick<Keyset, 'name'>, parts: readonly string[]): string {
  return Buffer.from(JSON.stringify([name, ...parts])).toString('base64url')
}

/** The parameters that a cursor stands for. Throws BAD_USER_INPUT for a cursor of another list or order. */
export function decodeCursor(keyset: Keyset, cursor: string, argument: 'after' | 'before'): string[] {
  const values = parsed(cursor)
  const parameters =
    values?.length === keyset.parts.length + 1 && values[0] === keyset.name
      ? keyset.parts.map((part, index) => part.parameter(values[index + 1]!))
      : [null]
  if (parameters.every((parameter) => parameter !== null)) return parameters
  throw new AppError('BAD_USER_INPUT', `'${argument}' is not a cursor of this list in this order`, { argument })
}

function parsed(cursor: string): string[] | null {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : null
  } catch {
    return null
  }
}
