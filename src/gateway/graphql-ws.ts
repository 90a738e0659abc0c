import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql'
import { CloseCode, type Context as Connection, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { AppError, type ErrorCode } from '../errors.ts'
import type { Asker, Authenticator } from './authenticate.ts'
import { checkDocument } from './check-document.ts'
import type { KeyWatch } from './key-watch.ts'
import type { OriginRule } from './origins.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import { SocketCount } from './socket-count.ts'
import { bindSocket, TRY_AGAIN_LATER, type Transport } from './socket-transport.ts'

/** Largest message that a socket may send; a larger one closes it with 1009. */
const MAX_MESSAGE_BYTES = 1_048_576
/** Operations that one socket may have open; one more is refused, the socket stays. */
const MAX_OPERATIONS = 100
/** Time to send connection_init. */
const INIT_TIMEOUT_MS = 10_000
/** How often sockets are pinged and looked after. */
const TEND_EVERY_MS = 15_000
/** Sockets get so long to say goodbye when the server closes; then they are cut. */
const GOODBYE_MS = 2_000
const SERVICE_RESTART = 1012

/** What a socket carries from its upgrade on; `asker` is known after connection_init. */
interface Extra {
  requestId: string
  address: string
  webSocket?: WebSocket
  asker?: Asker
  /** Stops the watch over the key. */
  unwatch?: () => void
}

export interface SocketOptions<Context> {
  schema: GraphQLSchema
  contextOf(asker: Asker, requestId: string): Context
  authenticator: Pick<Authenticator, 'authenticate'>
  watch: Pick<KeyWatch, 'add'>
  originAllowed: OriginRule
  requestIdOf(request: IncomingMessage): string
  log: ErrorLog
}

/** GraphQL over WebSocket by the graphql-transport-ws protocol, for any number of sockets. */
export class GraphQLSockets<Context> {
  readonly #options: SocketOptions<Context>
  readonly #count = new SocketCount()
  readonly #transports = new Set<Transport>()
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (protocols) => handleProtocols(protocols),
  })
  readonly #server = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect: (connection) => this.#connect(connection),
    onSubscribe: (connection, _id, payload) => this.#subscribe(connection, payload),
    onNext: ({ extra }, _id, _payload, _args, result) => this.#visible(result, extra),
    onError: ({ extra }, _id, _payload, errors) => this.#formatted(errors, extra),
  })
  readonly #tending = setInterval(() => {
    for (const transport of this.#transports) transport.tend(Date.now())
  }, TEND_EVERY_MS)
  #closing = false

  constructor(options: SocketOptions<Context>) {
    this.#options = options
    this.#webSockets.on('headers', (headers, request) => headers.push(`X-Request-Id: ${options.requestIdOf(request)}`))
  }

  /** Takes over an upgrade request at the address of the API, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { requestIdOf, log } = this.#options
    const requestId = requestIdOf(request)
    const extra: Extra = { requestId, address: request.socket.remoteAddress ?? '' }
    const refusal = this.#refusal(request, extra)
    if (refusal !== null) {
      refuseUpgrade(socket, statusOf(refusal), refusal, requestId)
      return
    }
    socket.once('close', () => {
      this.#count.leave(extra)
      extra.unwatch?.()
    })
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      extra.webSocket = webSocket
      const onBug = (error: unknown) => log.error({ requestId, err: error }, 'socket.failed')
      const transport = bindSocket(this.#server, webSocket, extra, onBug)
      this.#transports.add(transport)
      void transport.released.then(() => this.#transports.delete(transport))
    })
  }

  /** Closes every socket with 1012, which tells clients to come back, and waits until their operations are released. */
  async close(): Promise<void> {
    this.#closing = true
    clearInterval(this.#tending)
    const released = Promise.all([...this.#transports].map((transport) => transport.released))
    for (const socket of this.#webSockets.clients) socket.close(SERVICE_RESTART, 'Service restart')
    const cut = setTimeout(() => {
      for (const socket of this.#webSockets.clients) socket.terminate()
    }, GOODBYE_MS)
    await released
    clearTimeout(cut)
    this.#webSockets.close()
  }

  #refusal({ headers }: IncomingMessage, extra: Extra): ErrorCode | null {
    const { origin, host } = headers
    if (this.#closing) return 'UNAVAILABLE'
    if (origin !== undefined && !this.#options.originAllowed(origin, host)) return 'FORBIDDEN'
    return this.#count.arrive(extra, extra.address) ? null : 'RATE_LIMITED'
  }

  /** Lets in who is known; false closes with 4403, unless the socket is closed already. */
  async #connect({ connectionParams, extra }: Connection<Record<string, unknown>, Extra>): Promise<boolean> {
    const { authorization } = connectionParams ?? {}
    if (authorization != null && typeof authorization !== 'string') return false
    const socket = extra.webSocket!
    try {
      extra.asker = await this.#options.authenticator.authenticate(authorization ?? undefined, extra.address)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // Nothing is wrong with the key as far as anybody knows: the client should come back.
      if (error.code !== 'UNAUTHENTICATED') socket.close(TRY_AGAIN_LATER, error.message)
      return false
    }
    // It may have gone in the meantime, and nobody would count it out again.
    if (socket.readyState !== socket.OPEN) return false
    const { caller, countedAs } = extra.asker
    const room = this.#count.settle(extra, countedAs)
    if (!room) socket.close(CloseCode.TooManyInitialisationRequests, 'Too many sockets')
    else if (caller.keyId !== null) {
      extra.unwatch = this.#options.watch.add(caller.keyId, () =>
        socket.close(CloseCode.Forbidden, 'Key no longer valid'),
      )
    }
    return room
  }

  /** Gives what to execute; errors are returned, because one that is thrown would close the socket. */
  #subscribe(
    { subscriptions, extra }: Connection<Record<string, unknown>, Extra>,
    { query, operationName, variables }: SubscribePayload,
  ): ExecutionArgs | readonly GraphQLError[] {
    if (Object.keys(subscriptions).length > MAX_OPERATIONS) {
      const cause = new AppError('RATE_LIMITED', `A socket carries at most ${MAX_OPERATIONS} operations at once`)
      return [new GraphQLError(cause.message, { originalError: cause })]
    }
    const { schema, contextOf } = this.#options
    const checked = checkDocument(schema, query)
    if (checked.kind === 'refused') return checked.errors
    try {
      const contextValue = contextOf(extra.asker!, extra.requestId)
      return { schema, document: checked.document, operationName, variableValues: variables, contextValue }
    } catch (error) {
      return [new GraphQLError('', { originalError: error as Error })]
    }
  }

  #formatted(errors: readonly GraphQLError[], { requestId }: Extra): GraphQLFormattedError[] {
    return errors.map((error) => publicError(error, requestId, this.#options.log))
  }

  #visible(result: ExecutionResult, extra: Extra): ExecutionResult | undefined {
    // Formatted errors are plain objects; the protocol writes down what it is given.
    return result.errors && { ...result, errors: this.#formatted(result.errors, extra) as unknown as GraphQLError[] }
  }
}
