import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type ExecutionArgs, type GraphQLSchema, printSchema } from 'graphql'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { Hub, type HubOptions } from '../subscriptions/hub.ts'
import { openSubscription } from '../subscriptions/open-subscription.ts'
import type { Sink } from '../subscriptions/sink.ts'
import { type Asker, Authenticator, type AuthenticatorOptions } from './authenticate.ts'
import { Departures } from './departures.ts'
import { serveExport } from './export-http.ts'
import { serveFeeds } from './feeds-http.ts'
import { Gatekeeper } from './gatekeeper.ts'
import { serveGraphQL } from './graphql-http.ts'
import { GraphQLStreams } from './graphql-sse.ts'
import { GraphQLSockets } from './graphql-ws.ts'
import { type IngestPort, serveIngest } from './ingest-http.ts'
import { KeyWatch } from './key-watch.ts'
import { LIMITS, type Limits } from './limits.ts'
import { allowOrigins, originRule } from './origins.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import { createRequestIds } from './request-id.ts'
import { SocketCount } from './socket-count.ts'
import { builtGraphiql, servePage } from './static-files.ts'
import { serveWebSub, type WebSubCallbacks } from './websub-http.ts'

/** Largest body of a request. */
const MAX_BODY_BYTES = 1_048_576
/** Connections that wait to be accepted; beyond, the kernel lets a crowd that comes back wait for seconds. It has a bound of its own. */
const BACKLOG = 4_096
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
  /** What subscriptions to the log are served from by groups; without it each is executed by itself. */
  live?: Pick<HubOptions, 'feed' | 'stores' | 'search'>
  /** What the live feed lets a connection do, where it is not as usual. */
  limits?: Partial<Limits>
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
  /**
   * Is not ready any more, sends sockets and streams away over the time that the configuration gives; then stops accepting, lets
   * running requests end, and ends within 5 s.
   */
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
  const watch = new KeyWatch((keyIds) => authenticator.rights(keyIds))
  const departures = new Departures()
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
    if (request.routeOptions.url !== '/graphql' && request.routeOptions.url !== '/graphql/stream') return
    request.asker = await authenticator.authenticate(request.headers.authorization, request.ip)
  })
  const stopGraphQL = await serveGraphQL(app, {
    schema,
    log,
    contextOf: ({ asker, id }) => contextOf({ caller: asker!.caller, requestId: id, live: false }),
  })
  servePlainAnswers(app, schema, health, departures)
  if (options.webSub) serveWebSub(app, options.webSub)
  if (options.ingest) serveIngest(app, { authenticator, ingest: options.ingest, log, now: Date.now })

  const gatekeeper = new Gatekeeper({
    schema,
    contextOf: ({ caller }, requestId, live) => contextOf({ caller, requestId, live }),
  })
  const limits = { ...LIMITS, ...options.limits }
  const count = new SocketCount(limits)
  const hub = options.live ? openHub(options.live, log) : null
  const subscribe = (args: ExecutionArgs, sink: Sink, after: string | null = null) =>
    openSubscription(args, sink, hub, after)
  const common = { subscribe, gatekeeper, watch, departures, count, originAllowed, limits, log }
  const reading = {
    ...common,
    authenticator,
    config,
    contextOf: ({ asker, id }: FastifyRequest) => contextOf({ caller: asker!.caller, requestId: id, live: false }),
  }
  serveFeeds(app, reading)
  serveExport(app, reading)
  const streams = new GraphQLStreams(common)
  streams.serve(app, '/graphql/stream')
  const sockets = new GraphQLSockets({ ...common, authenticator, requestIdOf })
  app.server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] === '/graphql') sockets.upgrade(request, socket, head)
    else refuseUpgrade(socket, 404, 'NOT_FOUND', requestIdOf(request))
  })

  return {
    async listen() {
      const url = await app.listen({ host: config.host, port: config.port, backlog: BACKLOG })
      return { url }
    },
    async close() {
      await departures.sendAway(config.drainSeconds * 1_000)
      watch.close()
      streams.close()
      const cut = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS)
      await Promise.all([sockets.close(), app.close()])
      clearTimeout(cut)
      await stopGraphQL()
      await hub?.close()
    },
  }
}

function openHub(live: NonNullable<ServerOptions['live']>, log: ErrorLog): Hub {
  const formatted: HubOptions['formatted'] = (error, requestId) => publicError(error, requestId, log)
  return new Hub({ ...live, formatted, now: () => performance.now() })
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

function servePlainAnswers(
  app: FastifyInstance,
  schema: GraphQLSchema,
  health: ServerOptions['health'],
  departures: Departures,
): void {
  const sdl = printSchema(schema)
  app.get('/schema.graphql', (_request, reply) => reply.type('text/plain; charset=utf-8').send(`${sdl}\n`))
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const checks = { ...(await health()), ...(departures.begun && { server: 'closing' }) }
    const ready = Object.values(checks).every((state) => state === 'ok')
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', checks })
  })
  app.get('/', (_request, reply) => reply.redirect('/graphiql'))
  const graphiql = builtGraphiql()
  if (graphiql !== null) servePage(app, 'graphiql', graphiql)
}
