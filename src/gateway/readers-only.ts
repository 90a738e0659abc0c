import type { FastifyRequest } from 'fastify'
import type { Scope } from '../entities/enums.ts'
import { AppError } from '../errors.ts'
import { askerOf } from './asker-of.ts'
import type { Authenticator } from './authenticate.ts'

type Hook = (request: FastifyRequest) => Promise<void>

/** A hook that finds out who asks, and lets pass whoever may read. */
export const readersOnly = (authenticator: Pick<Authenticator, 'authenticate' | 'authenticateMessage'>): Hook =>
  onlyWith('READ', authenticator)

/** A hook that finds out who asks, and lets pass whoever has a scope. */
export function onlyWith(
  scope: Scope,
  authenticator: Pick<Authenticator, 'authenticate' | 'authenticateMessage'>,
): Hook {
  return async (request) => {
    request.asker = await askerOf(authenticator, request)
    if (request.asker.caller.scopes.has(scope)) return
    throw new AppError('FORBIDDEN', `This needs a key with the scope ${scope}`, { scope })
  }
}
