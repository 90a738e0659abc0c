/**
 * What a failed piece of work with the database calls for: to be done again (CLASH: a deadlock, a row that another made
 * first; AWAY: no database at the moment), or not, because what it writes cannot be written (CONTENT).
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

/** Errors of the way to a server. */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
/** A server that is starting, stopping or recovering, that has no connection to spare, or whose connection broke. */
const TURNED_AWAY = /^(?:57P0[1-4]|53300|08...)$/
/** What pg and its pool say without a code. */
const SAID =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client (?:has encountered a connection error|was closed)|Query read timeout)/

/** Whether a failure of a statement says that the database cannot be reached at the moment, rather than that something is wrong with the statement. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { driverError, code, errors } = error as { driverError?: unknown; code?: unknown; errors?: unknown[] }
  if (driverError !== undefined && driverError !== error) return isDatabaseAway(driverError)
  // A name of several addresses fails by each.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isDatabaseAway)
  return typeof code === 'string' ? UNREACHED.has(code) || TURNED_AWAY.test(code) : SAID.test(error.message)
}
