import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql'
import { AppError, messageOf } from '../errors.ts'
import { isDatabaseAway } from '../stores/failure.ts'
import { messageAr } from './message-ar.ts'

/** HTTP status of an error that is the whole answer; other codes answer 400. */
const STATUSES: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  TIMEOUT: 504,
  UNAVAILABLE: 503,
  INTERNAL: 500,
  PERSISTED_DOCUMENT_NOT_FOUND: 404,
  PERSISTED_DOCUMENT_REQUIRED: 403,
  PERSISTED_DOCUMENT_RETIRED: 410,
}
/** Codes of Apollo's and graphql's own errors that clients may see as they are. */
const KEPT = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'])
/** Their other codes, all of which say that the request is at fault. */
const FAULTS_OF_THE_REQUEST = new Set([
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
])

export interface ErrorLog {
  error(fields: object, event: string): void
  /** Hears the code of each error that a client is told. */
  told?(code: string): void
}

/** The status that answers an error code over HTTP. */
export function statusOf(code: string): number {
  return STATUSES[code] ?? 400
}

/** What a client sees of an error: its code, its sentence in two languages and the request's id; of a surprise no detail. */
export function publicError(error: unknown, requestId: string, log: ErrorLog): GraphQLFormattedError {
  const { code, message, details } = explain(error, requestId, log)
  log.told?.(code)
  const place = error instanceof GraphQLError ? { locations: error.locations, path: error.path } : {}
  return {
    message,
    ...(place.locations && { locations: place.locations }),
    ...(place.path && { path: place.path }),
    extensions: { ...details, code, requestId, messageAr: messageAr(code) },
  }
}

/** Seconds after which it is worth asking again while the database cannot be reached. */
const AWAY: Explained = {
  code: 'UNAVAILABLE',
  message: 'The database cannot be reached right now',
  details: { retryAfter: 1 },
}

/** Whether an error says that what was asked for cannot be reached right now. */
export function isUnavailable(error: unknown): boolean {
  const root = causesOf(error).at(-1)
  return root instanceof AppError ? root.code === 'UNAVAILABLE' : isDatabaseAway(root)
}

interface Explained {
  code: string
  message: string
  details?: Readonly<Record<string, unknown>>
}

function explain(error: unknown, requestId: string, log: ErrorLog): Explained {
  const chain = causesOf(error)
  const root = chain.at(-1)
  if (root instanceof AppError) {
    if (root.cause !== undefined)
      log.error({ requestId, err: root.cause, error: messageOf(root.cause) }, 'request.failed')
    return { code: root.code, message: root.message, details: root.details }
  }
  for (const cause of chain) {
    const code = cause instanceof GraphQLError ? codeOf(cause) : undefined
    if (code !== undefined) return { code, message: withoutSuggestion((cause as GraphQLError).message) }
  }
  log.error({ requestId, err: root, error: messageOf(root) }, 'request.failed')
  return isDatabaseAway(root) ? AWAY : { code: 'INTERNAL', message: 'Internal error' }
}

/** The code of an error that Apollo or graphql made about the request; undefined of one that wraps a surprise. */
function codeOf({ extensions: { code }, message, nodes, originalError, path }: GraphQLError): string | undefined {
  if (typeof code === 'string' && KEPT.has(code)) return code
  if (typeof code === 'string' && FAULTS_OF_THE_REQUEST.has(code)) return 'BAD_USER_INPUT'
  if (code !== undefined) return undefined
  if (nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION) return 'BAD_USER_INPUT'
  // With a path it happened while a field was resolved; of those only values of arguments are the caller's.
  const aboutRequest = originalError === undefined && (path === undefined || message.startsWith('Argument "'))
  return aboutRequest ? 'BAD_USER_INPUT' : undefined
}

/** What was thrown and, below the wrappings of graphql, what was thrown first. */
function causesOf(error: unknown): unknown[] {
  const chain = [error]
  for (let cause = error; cause instanceof GraphQLError && cause.originalError; ) {
    cause = cause.originalError
    chain.push(cause)
  }
  return chain
}

/** Suggestions would tell the schema to somebody who may not read it. */
function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean [\s\S]*?\?(?= |$)/g, '').trim()
}
