import { Transform } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { Asker, Authenticator } from './authenticate.ts'
import { hasKey, isApi, isGateway } from './doors.ts'
import { type BodyDigest, isBodyOf, readMessageSignature } from './message-signature.ts'
import { BY_COOKIE } from './operator-session.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the body of a signed request. */
    digests?: readonly BodyDigest[] | null
  }
}

type Ways = Pick<Authenticator, 'authenticate' | 'authenticateMessage'>

/** Finds out who asks: from the signature of the request where it bears one, else from its key. */
export function askerOf(authenticator: Ways, request: FastifyRequest): Asker | Promise<Asker> {
  if (request.headers['signature-input'] === undefined) {
    return authenticator.authenticate(request.headers.authorization, request.ip)
  }
  return bySignature(authenticator, request)
}

async function bySignature(authenticator: Ways, request: FastifyRequest): Promise<Asker> {
  const { method, host: authority, url: target, headers } = request
  const signature = readMessageSignature({ method, authority, target, headers }, Date.now())!
  const asker = await authenticator.authenticateMessage(signature, request.ip)
  request.digests = signature.digests
  return asker
}

/** Finds out who asks wherever the API is asked, before anything is read; there alone the cookie of an operator's page may stand for a key. */
export function findAskers(
  app: FastifyInstance,
  authenticator: Ways & Pick<Authenticator, 'authenticateSession'>,
): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isApi(request.routeOptions.url ?? '')) return done()
    const admit = (asker: Asker) => {
      request.asker = asker
      const isLocked = isGateway(request.url) && !hasKey(asker)
      done(isLocked ? new AppError('UNAUTHENTICATED', 'This address needs a key') : undefined)
    }
    const byCookie = request.headers.authorization === BY_COOKIE && !isGateway(request.url)
    const asker = byCookie ? authenticator.authenticateSession(request.headers) : askerOf(authenticator, request)
    asker instanceof Promise ? asker.then(admit, done) : admit(asker)
  })
  checkDigests(app)
}

/** Lets the body of a signed request pass only as it was signed: what was exchanged on the way is never read. */
function checkDigests(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const { digests } = request
    if (!digests) return done(null, payload)
    const chunks: Buffer[] = []
    const checked = new Transform({
      transform(chunk, _encoding, next) {
        chunks.push(chunk)
        next(null, chunk)
      },
      flush(next) {
        const isRight = isBodyOf(digests, Buffer.concat(chunks))
        next(
          isRight
            ? null
            : Object.assign(new Error('The body is not the one of its Content-Digest'), { statusCode: 400 }),
        )
      },
    })
    payload.on('error', (error) => checked.destroy(error))
    done(null, payload.pipe(checked))
  })
}
