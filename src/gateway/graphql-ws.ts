import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql'
import {
  CloseCode,
  type Context as Connection,
  handleProtocols,
  makeServer,
  type Server,
  type SubscribePayload,
} from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { AppError, type ErrorCode } from '../errors.ts'
import type { Subscription } from '../subscriptions/open-subscription.ts'
import type { Sink } from '../subscriptions/sink.ts'
import type { Asker, Authenticator } from './authenticate.ts'
import type { Departures } from './departures.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import type { KeyWatch } from './key-watch.ts'
import type { Limits } from './limits.ts'
import { MessageMeter } from './message-meter.ts'
import type { OriginRule } from './origins.ts'
import { clientIdOf } from './protocol-guard.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import type { SocketCount } from './socket-count.ts'
import { SocketOperation } from './socket-operation.ts'
import { bindSocket, TRY_AGAIN_LATER, type Transport } from './socket-transport.ts'

/** How often sockets are pinged and looked after. */
const TEND_EVERY_MS = 15_000
/** Sockets get so long to say goodbye when the server closes; then they are cut. */
const GOODBYE_MS = 2_000
const SERVICE_RESTART = 1012

/** What a socket carries from its upgrade on; `asker` is known after connection_init. */
interface Extra {
  requestId: string
  address: string
  meter: MessageMeter
  webSocket?: WebSocket
  transport?: Transport
  asker?: Asker
  /** Stops the watch over the key. */
  unwatch?: () => void
}

/** What is executed, and for which operation of which socket. */
interface SocketArgs extends ExecutionArgs {
  operation: SocketOperation
}

export interface SocketOptions {
  subscribe(args: ExecutionArgs, sink: Sink): Promise<Subscription>
  gatekeeper: Gatekeeper
  authenticator: Pick<Authenticator, 'authenticate'>
  watch: Pick<KeyWatch, 'add'>
  departures: Departures
  count: SocketCount
  originAllowed: OriginRule
  requestIdOf(request: IncomingMessage): string
  limits: Limits
  log: ErrorLog
}

/** GraphQL over WebSocket by the graphql-transport-ws protocol, for any number of sockets. */
export class GraphQLSockets {
  readonly #options: SocketOptions
  readonly #transports = new Set<Transport>()
  readonly #webSockets: WebSocketServer
  readonly #server: Server<Extra>
  readonly #tending = setInterval(() => {
    for (const transport of this.#transports) transport.tend(Date.now())
  }, TEND_EVERY_MS)
  #closing = false

  constructor(options: SocketOptions) {
    this.#options = options
    const { messageBytes, initTimeoutMs } = options.limits
    this.#webSockets = new WebSocketServer({
      noServer: true,
      maxPayload: messageBytes,
      perMessageDeflate: false,
      handleProtocols: (protocols) => handleProtocols(protocols),
    })
    this.#server = makeServer<Record<string, unknown>, Extra>({
      connectionInitWaitTimeout: initTimeoutMs,
      onConnect: (connection) => this.#connect(connection),
      onSubscribe: (connection, id, payload) => this.#admit(connection, id, payload),
      subscribe: (args) => this.#subscribe(args as SocketArgs),
      onNext: ({ extra }, _id, _payload, _args, result) => this.#visible(result, extra),
      onError: ({ extra }, _id, _payload, errors) => this.#formatted(errors, extra),
    })
    this.#webSockets.on('headers', (headers, request) => headers.push(`X-Request-Id: ${options.requestIdOf(request)}`))
  }

  /** Takes over an upgrade request at the address of the API, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { requestIdOf, limits, log } = this.#options
    const requestId = requestIdOf(request)
    const meter = new MessageMeter(limits, () => performance.now())
    const extra: Extra = { requestId, address: request.socket.remoteAddress ?? '', meter }
    const refusal = this.#refusal(request, extra)
    if (refusal !== null) {
      refuseUpgrade(socket, statusOf(refusal), refusal, requestId)
      return
    }
    socket.once('close', () => {
      this.#options.count.leave(extra)
      extra.unwatch?.()
    })
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      extra.webSocket = webSocket
      const onBug = (error: unknown) => log.error({ requestId, err: error }, 'socket.failed')
      const transport = bindSocket(this.#server, webSocket, socket as Socket, extra, onBug)
      extra.transport = transport
      const stays = this.#options.departures.add(() => webSocket.close(SERVICE_RESTART, 'Service restart'))
      this.#transports.add(transport)
      void transport.released.then(() => {
        stays()
        this.#transports.delete(transport)
      })
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
    if (this.#closing || this.#options.departures.begun) return 'UNAVAILABLE'
    if (origin !== undefined && !this.#options.originAllowed(origin, host)) return 'FORBIDDEN'
    return this.#options.count.arrive(extra, extra.address) ? null : 'RATE_LIMITED'
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
    const room = this.#options.count.settle(extra, countedAs)
    if (!room) socket.close(CloseCode.TooManyInitialisationRequests, 'Too many sockets')
    else if (caller.keyId !== null) {
      extra.unwatch = this.#options.watch.add(caller.keyId, caller.scopes, () =>
        socket.close(CloseCode.Forbidden, 'Key no longer valid'),
      )
    }
    return room
  }

  /** Gives what to execute; errors are returned, because one that is thrown would close the socket. */
  #admit(
    { subscriptions, extra }: Connection<Record<string, unknown>, Extra>,
    id: string,
    payload: SubscribePayload,
  ): SocketArgs | readonly GraphQLError[] {
    const refusal = this.#overLimit(Object.keys(subscriptions).length, extra.meter)
    if (refusal !== null) return [new GraphQLError(refusal.message, { originalError: refusal })]
    const admission = this.#options.gatekeeper.admit(payload, extra.asker!, extra.requestId)
    if (admission.kind === 'refused') return admission.errors
    return { ...admission.args, operation: new SocketOperation(extra.transport!, clientIdOf(id)) }
  }

  async #subscribe(args: SocketArgs): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
    const { operation } = args
    const subscription = await this.#options.subscribe(args, operation)
    switch (subscription.kind) {
      case 'refused':
        return { errors: subscription.errors }
      case 'plain':
        return subscription.results
      case 'live':
        operation.carry(subscription.subscriber)
        // The protocol keeps the arguments as long as the operation: ten thousand need not keep what only their group needs.
        Object.assign(args, { document: subscription.document, contextValue: null, variableValues: null })
        return operation
    }
  }

  /** @param open operations of the socket with the one in question */
  #overLimit(open: number, meter: MessageMeter): AppError | null {
    const { operationsOfSocket, messagesAMinute } = this.#options.limits
    if (open > operationsOfSocket) {
      return new AppError('RATE_LIMITED', `A socket carries at most ${operationsOfSocket} operations at once`)
    }
    const retryAfter = meter.operation()
    if (retryAfter === 0) return null
    return new AppError('RATE_LIMITED', `A socket begins at most ${messagesAMinute} operations a minute`, {
      retryAfter,
    })
  }

  #formatted(errors: readonly GraphQLError[], { requestId }: Extra): GraphQLFormattedError[] {
    return errors.map((error) => publicError(error, requestId, this.#options.log))
  }

  #visible(result: ExecutionResult, extra: Extra): ExecutionResult | undefined {
    // Formatted errors are plain objects; the protocol writes down what it is given.
    return result.errors && { ...result, errors: this.#formatted(result.errors, extra) as unknown as GraphQLError[] }
  }
}
