import type { GraphQLError } from 'graphql'
import { AppError } from '../errors.ts'
import { failureKind, isDatabaseAway } from '../stores/failure.ts'

/** Whether an event was executed in vain because the database was away for a moment: it is to be executed again, not told with a hole. */
export function hasFailedForNow(error: GraphQLError): boolean {
  const { originalError: cause } = error
  if (cause === undefined) return false
  if (cause instanceof AppError) return cause.code === 'UNAVAILABLE'
  if ('originalError' in cause) return hasFailedForNow(cause as GraphQLError)
  const { code } = cause as { code?: unknown }
  return code === undefined ? isDatabaseAway(cause) : failureKind(cause) === 'AWAY'
}
