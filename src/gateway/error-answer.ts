import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'

/** Every failure outside of GraphQL has the shape of one inside. */
export function errorAnswer(log: ErrorLog) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const faulty = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
    const known = faulty ? new AppError('BAD_USER_INPUT', error.message) : error
    const formatted = publicError(known, request.id, log)
    const status = faulty ? error.statusCode! : statusOf(String(formatted.extensions?.code))
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    const { retryAfter } = formatted.extensions ?? {}
    if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter))
    return reply
      .code(status)
      .header('cache-control', 'no-store')
      .send({ errors: [formatted] })
  }
}
