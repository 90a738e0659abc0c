import { messageOf } from '../../errors.ts'
import type { FetchFailure } from './fetched.ts'

/** Ends a fetch from within; the fetcher turns it into a value. */
export class FetchError extends Error {
  override readonly name = 'FetchError'
  constructor(
    readonly code: FetchFailure,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options)
  }
}

/** What ended a fetch: whatever broke without a code of its own broke the answer. */
export function asFetchError(error: unknown): FetchError {
  if (error instanceof FetchError) return error
  return new FetchError('BROKEN_ANSWER', messageOf(error) || 'the connection broke', { cause: error })
}
