import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Authenticator } from './authenticate.ts'
import { isOwnPage, type OperatorSessions, SESSION_SECONDS, sessionCookie, tokenOf } from './operator-session.ts'

const PATH = '/operator/session'
const MAX_KEY = 1_000
const Body = z.object({ key: z.string().min(1).max(MAX_KEY) })

/**
 * Where operators log in and out, from pages of this server alone: POST `{key}` sets the cookie, DELETE takes it back, GET says whether it
 * holds. Wrong keys count as everywhere: after too many of an address 429.
 */
export function serveSessions(
  app: FastifyInstance,
  authenticator: Pick<Authenticator, 'authenticate' | 'authenticateSession'>,
  sessions: OperatorSessions,
): void {
  const guarded = {
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', 'no-store')
      if (isOwnPage(request.headers, sessions.ownOrigin)) return
      throw new AppError('FORBIDDEN', 'Operators log in on a page of this server')
    },
  }
  const isSecure = ({ headers: { origin }, protocol }: FastifyRequest): boolean =>
    protocol === 'https' || origin?.startsWith('https:') === true

  app.post(PATH, guarded, async (request, reply) => {
    const read = Body.safeParse(request.body)
    if (!read.success) throw new AppError('BAD_USER_INPUT', 'The body must be {"key": "…"}')
    // What is no part of a header is no part of a key.
    const { caller } = await authenticator.authenticate(`Bearer ${read.data.key.trim()}`, request.ip)
    if (!caller.scopes.has('OPERATE')) {
      throw new AppError('FORBIDDEN', 'This needs a key with the scope OPERATE', { scope: 'OPERATE' })
    }
    const before = tokenOf(request.headers)
    if (before !== null) await sessions.close(before)
    const token = await sessions.open(caller.keyId)
    reply.header('set-cookie', sessionCookie(token, SESSION_SECONDS, isSecure(request)))
    return { operator: true, partner: caller.partner?.name ?? null }
  })

  app.get(PATH, guarded, async (request) => {
    if (tokenOf(request.headers) === null) return { operator: false, partner: null }
    try {
      const { caller } = await authenticator.authenticateSession(request.headers)
      return { operator: true, partner: caller.partner?.name ?? null }
    } catch (error) {
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') return { operator: false, partner: null }
      throw error
    }
  })

  app.delete(PATH, guarded, async (request, reply) => {
    const token = tokenOf(request.headers)
    if (token !== null) await sessions.close(token)
    reply.header('set-cookie', sessionCookie('', 0, isSecure(request)))
    return { operator: false, partner: null }
  })
}
