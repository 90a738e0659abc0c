import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type GraphQLSchema, printSchema } from 'graphql'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { type Asker, Authenticator, type AuthenticatorOptions } from './authenticate.ts'
import { serveGraphQL } from './graphql-http.ts'
import { GraphQLSockets } from './graphql-ws.ts'
import { type IngestPort, serveIngest } from './ingest-http.ts'
import { KeyWatch } from './key-watch.ts'
import { allowOrigins, originRule } from './origins.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import { createRequestIds } from './request-id.ts'
import { builtGraphiql, servePage } from './static-files.ts'
import { serveWebSub, type WebSubCallbacks } from './websub-http.ts'

/** Largest body of a request. */
const MAX_BODY_BYTES = 1_048_576
/** What still runs when the server closes may go on for so long; then its connections are cut. */
const DRAIN_MS = 4_000

/** What a context is made from; `live` where it outlasts a request, and loaders must not remember. */
export interface ContextRequest {
  caller: Asker['caller']
  requestId: string
  live: boolean
}

export interface ServerOptions extends Pick<AuthenticatorOptions, 'keys' | 'signingSecretOf'> {
  config: Config
  schema: GraphQLSchema
  contextOf(request: ContextRequest): Context
  log: ErrorLog
  /** Where /ingest leads; without it there is nothing at that address. */
  ingest?: IngestPort
  /** Where subscriptions at hubs stand; without it there are no callbacks. */
  webSub?: WebSubCallbacks
  /** Each thing that the server needs with 'ok', or what is wrong with it. */
  health(): Promise<Readonly<Record<string, string>>>
}

export interface Server {
  /** Begins to listen, and gives the address. */
  listen(): Promise<{ url: string }>
  /** Stops accepting, lets running requests end, sends sockets away with 1012; ends within 5 s. */
  close(): Promise<void>
}

declare module 'fastify' {
  interface FastifyRequest {
    asker?: Asker
  }
}

/** The outside of the server: everything that is reached over HTTP and WebSocket. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { config, schema, contextOf, log, health } = options
  const requestIdOf = createRequestIds()
  const originAllowed = originRule(config)
  const authenticator = new Authenticator(options)
  const watch = new KeyWatch((keyIds) => authenticator.fallen(keyIds))
  const answerError = errorAnswer(log)
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    genReqId: requestIdOf,
    forceCloseConnections: 'idle',
    // What Fastify cannot route (`/%zz`) reaches none of the hooks.
    frameworkErrors: (error, request, reply) => answerError(error, request, reply.header('x-request-id', request.id)),
  })
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id))
  allowOrigins(app, originAllowed)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request) => {
    throw new AppError('NOT_FOUND', `There is nothing at ${request.method} ${request.url.split('?')[0]}`)
  })

  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.url !== '/graphql') return
    request.asker = await authenticator.authenticate(request.headers.authorization, request.ip)
  })
  const stopGraphQL = await serveGraphQL(app, {
    schema,
    log,
    contextOf: ({ asker, id }) => contextOf({ caller: asker!.caller, requestId: id, live: false }),
  })
  servePlainAnswers(app, schema, health)
  if (options.webSub) serveWebSub(app, options.webSub)
  if (options.ingest) serveIngest(app, { authenticator, ingest: options.ingest, log, now: Date.now })

  const sockets = new GraphQLSockets({
    schema,
    authenticator,
    watch,
    originAllowed,
    requestIdOf,
    log,
    contextOf: ({ caller }, requestId) => contextOf({ caller, requestId, live: true }),
  })
  app.server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] === '/graphql') sockets.upgrade(request, socket, head)
    else refuseUpgrade(socket, 404, 'NOT_FOUND', requestIdOf(request))
  })

  return {
    async listen() {
      const url = await app.listen({ host: config.host, port: config.port })
      return { url }
    },
    async close() {
      watch.close()
      const cut = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS)
      await Promise.all([sockets.close(), app.close()])
      clearTimeout(cut)
      await stopGraphQL()
    },
  }
}

/** Every failure outside of GraphQL has the shape of one inside. */
function errorAnswer(log: ErrorLog) {
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

function servePlainAnswers(app: FastifyInstance, schema: GraphQLSchema, health: ServerOptions['health']): void {
  const sdl = printSchema(schema)
  app.get('/schema.graphql', (_request, reply) => reply.type('text/plain; charset=utf-8').send(`${sdl}\n`))
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const checks = await health()
    const ready = Object.values(checks).every((state) => state === 'ok')
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', checks })
  })
  app.get('/', (_request, reply) => reply.redirect('/graphiql'))
  const graphiql = builtGraphiql()
  if (graphiql !== null) servePage(app, 'graphiql', graphiql)
}
