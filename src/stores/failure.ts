/**
 * What a failed piece of work with the database calls for: to be done again (CLASH: a deadlock, a row that another made
 * first; AWAY: no database for now), or not, because what it writes cannot be written (CONTENT).
 */
export type FailureKind = 'CLASH' | 'AWAY' | 'CONTENT'

/** Classes of SQLSTATE that pass without anybody's doing: connection, state, resources, operator, system, internal. */
const PASSING_CLASSES = new Set(['08', '25', '53', '55', '57', '58', 'XX'])
/** A transaction rolled back by the server, and keys that another transaction inserted or deleted meanwhile. */
const CLASHES = /^(?:40...|23505|23503)$/

/** Tells what a failure calls for. */
export function failureKind(error: unknown): FailureKind {
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    if (CLASHES.test(code)) return 'CLASH'
    return PASSING_CLASSES.has(code.slice(0, 2)) ? 'AWAY' : 'CONTENT'
  }
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError
  return isOurs ? 'CONTENT' : 'AWAY'
}
