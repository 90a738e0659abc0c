import type { FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { Authenticator } from './authenticate.ts'

/** A hook that finds out who asks, and lets pass whoever may read. */
export function readersOnly(
  authenticator: Pick<Authenticator, 'authenticate'>,
): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    request.asker = await authenticator.authenticate(request.headers.authorization, request.ip)
    if (request.asker.caller.scopes.has('READ')) return
    throw new AppError('FORBIDDEN', 'This needs a key with the scope READ', { scope: 'READ' })
  }
}
