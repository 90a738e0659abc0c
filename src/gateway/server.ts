import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type onRequestAsyncHookHandler,
} from 'fastify'
import { type ExecutionArgs, type GraphQLSchema, printSchema } from 'graphql'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { RecordWatch } from '../stores/record-watch.ts'
import type { SessionStore } from '../stores/session-store.ts'
import { Hub, type HubOptions } from '../subscriptions/hub.ts'
import { openSubscription } from '../subscriptions/open-subscription.ts'
import type { Sink } from '../subscriptions/sink.ts'
import { addressRule } from './address-of.ts'
import { findAskers } from './asker-of.ts'
import { type Asker, Authenticator, type AuthenticatorOptions } from './authenticate.ts'
import { ResponseCache } from './caching/response-cache.ts'
import { Departures } from './departures.ts'
import { DocumentGate, type Documents, NO_DOCUMENTS } from './documents/document-gate.ts'
import { errorAnswer } from './error-answer.ts'
import { serveExport } from './export-http.ts'
import { serveFeeds } from './feeds-http.ts'
import { Gatekeeper } from './gatekeeper.ts'
import { serveGraphQL } from './graphql-http.ts'
import { GraphQLStreams } from './graphql-sse.ts'
import { GraphQLSockets } from './graphql-ws.ts'
import { type IngestPort, serveIngest } from './ingest-http.ts'
import { KeyWatch } from './key-watch.ts'
import { LastRequests } from './last-requests.ts'
import { LIMITS, type Limits } from './limits.ts'
import { serveMetrics } from './metrics-http.ts'
import { nameSpan } from './name-span.ts'
import { type ContextFactory, type ContextRequest, OperationRunner } from './operation-runner.ts'
import { OperatorSessions } from './operator-session.ts'
import { allowOrigins, originRule } from './origins.ts'
import { type ErrorLog, publicError } from './public-error.ts'
import type { Quota } from './quota.ts'
import { openRates, strangerAt, tellRates } from './rate-limits.ts'
import { onlyWith } from './readers-only.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import { createRequestIds } from './request-id.ts'
import { signalOf } from './request-signal.ts'
import { serveSessions } from './session-http.ts'
import { SocketCount } from './socket-count.ts'
import { builtPage, serveDashboard, servePage } from './static-files.ts'
import { Traffic } from './traffic.ts'
import { serveWebSub, type WebSubCallbacks } from './websub-http.ts'

/** Largest body of a request. */
const MAX_BODY_BYTES = 1_048_576
/** A request has to be here by then, its head before that: whoever sends byte by byte holds a connection no longer. */
const REQUEST_TIMEOUT_MS = 30_000
const HTTP_LIMITS = { headersTimeout: 10_000, connectionsCheckingInterval: 5_000, maxHeaderSize: 16_384 }
/** Connections of all kinds; beyond, new ones are cut. */
const MAX_CONNECTIONS = 50_000
/** Connections that wait to be accepted; beyond, the kernel lets a crowd that comes back wait for seconds. It has a bound of its own. */
const BACKLOG = 4_096
/** What still runs when the server closes may go on for so long; then its connections are cut. */
const DRAIN_MS = 4_000

export interface ServerOptions extends Pick<AuthenticatorOptions, 'keys' | 'signingSecretOf' | 'nonces'> {
  config: Config
  schema: GraphQLSchema
  contextOf(request: ContextRequest & Pick<Context, 'caller' | 'quota'>): Context
  log: ErrorLog
  /** What subscriptions to the log are served from by groups; without it each is executed by itself. */
  live?: Pick<HubOptions, 'feed' | 'stores' | 'search'>
  /** What partners may run by its id; without it nothing is registered. */
  documents?: Documents
  /** Where it is counted what partners use, together with other nodes; without it this process counts for itself. */
  partnerQuota?: Quota
  /** Knows when answers to queries are out of date; without it none is kept. */
  recordWatch?: Pick<RecordWatch, 'version' | 'changed'> & Partial<Pick<RecordWatch, 'standing'>>
  /** What the live feed lets a connection do, where it is not as usual. */
  limits?: Partial<Limits>
  /** Where operators are logged in; without it nobody logs in. */
  sessions?: SessionStore
  /** Where /ingest leads; without it there is nothing at that address. */
  ingest?: IngestPort
  /** Where subscriptions at hubs stand; without it there are no callbacks. */
  webSub?: WebSubCallbacks
  /** Where requests are counted, for operators at /metrics; without it there is nothing of both. */
  metrics?: Metrics
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
  const { config, schema, health, metrics } = options
  const traffic = metrics ? new Traffic(metrics) : null
  const log = traffic?.counting(options.log) ?? options.log
  const requestIdOf = createRequestIds()
  const addressOf = addressRule(config.trustedProxies)
  const originAllowed = originRule(config)
  const ownOrigin = config.publicUrl === null ? null : new URL(config.publicUrl).origin
  const sessions = options.sessions && new OperatorSessions(options.sessions, config.adminKey, ownOrigin)
  const authenticator = new Authenticator({ ...options, sessions })
  const watch = new KeyWatch((keyIds) => authenticator.rights(keyIds))
  const departures = new Departures()
  const answerError = errorAnswer(log)
  const rates = openRates(config, options.partnerQuota)
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    genReqId: requestIdOf,
    forceCloseConnections: 'idle',
    trustProxy: config.trustedProxies.length > 0 && [...config.trustedProxies],
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: HTTP_LIMITS,
    // What Fastify cannot route (`/%zz`) reaches none of the hooks.
    frameworkErrors: (error, request, reply) => {
      reply.headers({ 'x-request-id': request.id, ...rates.fieldsFor(strangerAt(request.ip)) })
      return answerError(error, request, reply)
    },
  })
  app.server.maxConnections = MAX_CONNECTIONS
  traffic?.measure(app)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    nameSpan(request)
    done()
  })
  const lastRequests = new LastRequests(app, departures)
  allowOrigins(app, originAllowed)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request) => {
    throw new AppError('NOT_FOUND', `There is nothing at ${request.method} ${request.url.split('?')[0]}`)
  })

  findAskers(app, authenticator)
  const limits = { ...LIMITS, ...options.limits, timeoutMs: config.timeoutSeconds * 1_000 }
  tellRates(app, rates)
  const gatekeeper = new Gatekeeper({ schema, rates, ...config })
  const gate = new DocumentGate({ ...(options.documents ?? NO_DOCUMENTS), gatekeeper, now: () => performance.now() })
  const contextOf: ContextFactory = (asker, request) =>
    options.contextOf({ ...request, caller: asker.caller, quota: () => rates.leftTo(asker) })
  const cache = openCache(options)
  const contextFor = ({ asker, id: requestId }: FastifyRequest, reply: FastifyReply | null, mayLag = false) =>
    contextOf(asker!, { requestId, live: false, signal: reply && signalOf(reply.raw, limits.timeoutMs), mayLag })
  const onMutation = () => options.recordWatch?.changed()
  const stopGraphQL = await serveGraphQL(app, {
    schema,
    log,
    gatekeeper,
    gate,
    contextOf: contextFor,
    cache,
    labelOf: traffic?.labelOf ?? null,
    onMutation,
  })
  servePlainAnswers(app, schema, health, departures, config.introspection ? [] : [onlyWith('OPERATE', authenticator)])
  if (sessions) serveSessions(app, authenticator, sessions)
  if (options.webSub) serveWebSub(app, options.webSub)
  if (options.ingest) serveIngest(app, { authenticator, rates, ingest: options.ingest, log, now: Date.now })

  const count = new SocketCount(limits)
  const hub = options.live ? openHub(options.live, log) : null
  const subscribe = (args: ExecutionArgs, sink: Sink, after: string | null = null) =>
    openSubscription(args, sink, hub, after)
  const running = { gatekeeper, gate, cache, contextOf, onMutation, traffic }
  const runner = new OperationRunner({ ...running, timeoutMs: limits.timeoutMs })
  const common = { subscribe, gate, runner, rates, watch, departures, count, originAllowed, limits, log }
  const reading = { ...common, authenticator, config, contextOf, contextFor }
  serveFeeds(app, reading)
  serveExport(app, reading)
  const streams = new GraphQLStreams(common)
  for (const url of ['/graphql/stream', '/gateway/stream']) streams.serve(app, url)
  const sockets = new GraphQLSockets({ ...common, authenticator, requestIdOf, addressOf })
  if (metrics) serveMetrics(app, { metrics, authenticator, sockets, streams, hub, cache })
  app.server.on('upgrade', (request, socket, head) => {
    if (/^\/(graphql|gateway)(\?|$)/.test(request.url ?? '')) sockets.upgrade(request, socket, head)
    else refuseUpgrade(socket, 404, 'NOT_FOUND', requestIdOf(request), rates.fieldsFor(strangerAt(addressOf(request))))
  })

  return {
    async listen() {
      const url = await app.listen({ host: config.host, port: config.port, backlog: BACKLOG })
      return { url }
    },
    async close() {
      const latest = performance.now() + config.drainSeconds * 1_000
      await departures.sendAway(config.drainSeconds * 1_000)
      await lastRequests.ended(latest)
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

function openCache({ recordWatch, config }: ServerOptions): ResponseCache {
  const maxBytes = recordWatch === undefined ? 0 : config.responseCacheBytes
  const version = () => recordWatch?.version ?? null
  return new ResponseCache({ maxBytes, version, standing: () => recordWatch?.standing ?? null, now: Date.now })
}

function openHub(live: NonNullable<ServerOptions['live']>, log: ErrorLog): Hub {
  const formatted: HubOptions['formatted'] = (error, requestId) => publicError(error, requestId, log)
  return new Hub({ ...live, formatted, now: () => performance.now() })
}

function servePlainAnswers(
  app: FastifyInstance,
  schema: GraphQLSchema,
  health: ServerOptions['health'],
  departures: Departures,
  maySeeSchema: onRequestAsyncHookHandler[],
): void {
  const sdl = printSchema(schema)
  app.get('/schema.graphql', { onRequest: maySeeSchema }, (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(`${sdl}\n`),
  )
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const checks = { ...(await health()), ...(departures.begun && { server: 'closing' }) }
    const ready = Object.values(checks).every((state) => state === 'ok')
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', checks })
  })
  const dashboard = builtPage('dashboard')
  if (dashboard !== null) serveDashboard(app, dashboard)
  else app.get('/', (_request, reply) => reply.redirect('/graphiql'))
  for (const name of ['graphiql', 'docs'] as const) {
    const page = builtPage(name)
    if (page !== null) servePage(app, name, page)
  }
}
