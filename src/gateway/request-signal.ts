import type { ServerResponse } from 'node:http'
import { AppError } from '../errors.ts'

/** Says that the client has gone, to whom this would be told: nobody reads it, and it is no failure for the log. */
export const abandon = (gone: AbortController): void => gone.abort(new AppError('TIMEOUT', 'The client has gone'))

/** Says that nobody waits any more once an operation takes longer than it may, unless `done` is called before. */
export function withDeadline(gone: AbortController, timeoutMs: number): { done(): void } {
  const timer = setTimeout(() => {
    gone.abort(new AppError('TIMEOUT', `The operation took longer than ${timeoutMs / 1_000} s and was cancelled`))
  }, timeoutMs)
  return { done: () => clearTimeout(timer) }
}

/** Tells when nobody waits for an answer any more: its client has gone, or it takes too long. */
export function signalOf(response: ServerResponse, timeoutMs: number): AbortSignal {
  const gone = new AbortController()
  const deadline = withDeadline(gone, timeoutMs)
  response.once('close', () => {
    deadline.done()
    if (!response.writableFinished) abandon(gone)
  })
  if (response.destroyed) abandon(gone)
  return gone.signal
}
