import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Context, callerName } from '../context.ts'
import { encodeId } from '../entities/node-id.ts'
import { type PushAnswer, unsettled } from '../entities/push.ts'
import type { UserError } from '../entities/user-error.ts'
import { AppError } from '../errors.ts'
import { askerOf } from './asker-of.ts'
import type { Asker, Authenticator } from './authenticate.ts'
import { ARTICLE_POINTS, MUTATION_POINTS } from './cost-rates.ts'
import { readIngestBody } from './ingest-body.ts'
import { type ErrorLog, publicError } from './public-error.ts'
import type { RateLimits } from './rate-limits.ts'
import { readSignature, type SignatureHeaders } from './signed-request.ts'

/** Largest body of a push. */
const MAX_PUSH_BYTES = 10 * 1024 * 1024

/** What takes the articles. */
export type IngestPort = Context['ingest']

export interface IngestHttpOptions {
  authenticator: Pick<Authenticator, 'authenticate' | 'authenticateSigned' | 'authenticateMessage'>
  rates: Pick<RateLimits, 'charge'>
  ingest: IngestPort
  log: ErrorLog
  /** Milliseconds since 1970. */
  now(): number
}

declare module 'fastify' {
  interface FastifyRequest {
    signed?: SignatureHeaders | null
  }
}

/** POST /ingest: articles as `articlesIngest` takes them, for those who push with plain HTTP. */
export function serveIngest(app: FastifyInstance, options: IngestHttpOptions): void {
  const { authenticator, rates, ingest, now } = options
  // A scope of its own: a signature is over the bytes as they came.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    // Before the body is read: nobody unknown may send ten megabytes.
    scope.addHook('onRequest', async (request) => {
      const isPlain = ['authorization', 'signature-input'].every((name) => request.headers[name] === undefined)
      request.signed = isPlain ? readSignature(request.headers, now()) : null
      if (request.signed === null) request.asker = allowed(await bearer(request))
    })
    scope.post('/ingest', { bodyLimit: MAX_PUSH_BYTES }, async (request, reply) => {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      request.asker ??= allowed(await authenticator.authenticateSigned(request.signed!.signatureOf(bytes), request.ip))
      const { source, articles } = readIngestBody(bytes)
      await rates.charge(request.asker, MUTATION_POINTS + ARTICLE_POINTS * articles.length)
      const pushed = await ingest({
        caller: callerName(request.asker.caller),
        source,
        articles,
        idempotencyKey: idempotencyKeyOf(request),
        contentSha256: createHash('sha256').update(bytes).digest('hex'),
      })
      reply.header('cache-control', 'no-store')
      if (pushed.kind === 'settled') return settled(pushed.answer, request, reply)
      const error = unsettled(pushed.kind)
      reply.code(pushed.kind === 'running' ? 409 : 503).header('retry-after', String(error.details.retryAfter))
      return { errors: [publicError(error, request.id, options.log)] }
    })
  })

  async function bearer(request: FastifyRequest): Promise<Asker> {
    const { authorization, 'signature-input': signature } = request.headers
    if (!authorization && signature === undefined) {
      throw new AppError('UNAUTHENTICATED', 'This needs a key with the scope INGEST')
    }
    return await askerOf(authenticator, request)
  }
}

function allowed(asker: Asker): Asker {
  if (asker.caller.scopes.has('INGEST')) return asker
  throw new AppError('FORBIDDEN', 'This needs a key with the scope INGEST', { scope: 'INGEST' })
}

function idempotencyKeyOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key']
  return typeof key === 'string' ? key : null
}

function settled({ results, userErrors }: PushAnswer, request: FastifyRequest, reply: FastifyReply): object {
  const answer = {
    results: results.map(({ outcome, article, error }) => ({
      outcome,
      article: article && { id: encodeId('art', article.id), url: article.url },
      error: error && shownError(error),
    })),
    userErrors: userErrors.map(shownError),
  }
  const conflict = userErrors.find(({ code }) => code === 'IDEMPOTENCY_CONFLICT')
  if (conflict === undefined) return answer
  const { code, message } = conflict
  reply.code(422)
  // Whoever looks only at `errors`, as every other refusal has them, finds this one too.
  return {
    ...answer,
    errors: [{ message: message.en, extensions: { code, requestId: request.id, messageAr: message.ar } }],
  }
}

/** As GraphQL shows it, where `message` is Arabic unless asked otherwise. */
const shownError = ({ code, field, message }: UserError): object => ({
  code,
  field,
  message: message.ar,
  messageEn: message.en,
})
