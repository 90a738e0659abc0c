import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { GraphQLFormattedError } from 'graphql'
import { handleProtocols, type SubscribePayload } from 'graphql-ws'
import { type Server, WebSocketServer } from 'ws'
import { AppError, type ErrorCode } from '../errors.ts'
import type { CostedArgs } from '../subscriptions/costed-args.ts'
import type { Subscription } from '../subscriptions/open-subscription.ts'
import type { Sink } from '../subscriptions/sink.ts'
import type { AddressOf } from './address-of.ts'
import type { Authenticator } from './authenticate.ts'
import type { Departures } from './departures.ts'
import type { AskedOperation, DocumentGate } from './documents/document-gate.ts'
import { hasKey, isGateway } from './doors.ts'
import type { KeyWatch } from './key-watch.ts'
import type { Limits } from './limits.ts'
import type { Begun, OperationRunner } from './operation-runner.ts'
import { BY_COOKIE, type PageHeaders } from './operator-session.ts'
import type { OriginRule } from './origins.ts'
import { type ErrorLog, publicError, statusOf } from './public-error.ts'
import { type RateLimits, strangerAt } from './rate-limits.ts'
import { fieldLines, refuseUpgrade } from './refuse-upgrade.ts'
import { type ConnectionHost, SocketConnection } from './socket-connection.ts'
import type { SocketCount } from './socket-count.ts'
import type { SocketOperation } from './socket-operation.ts'
import { now, SocketTransport, TRY_AGAIN_LATER } from './socket-transport.ts'

/** How often sockets are pinged and looked after. */
const TEND_EVERY_MS = 15_000
/** Sockets get so long to say goodbye when the server closes; then they are cut. */
const GOODBYE_MS = 2_000
const SERVICE_RESTART = 1012

export interface SocketOptions {
  subscribe(args: CostedArgs, sink: Sink): Promise<Subscription>
  gate: DocumentGate
  runner: OperationRunner
  authenticator: Pick<Authenticator, 'authenticate' | 'authenticateSession'>
  watch: Pick<KeyWatch, 'watch' | 'unwatch'>
  departures: Departures
  count: SocketCount
  originAllowed: OriginRule
  requestIdOf(request: IncomingMessage): string
  addressOf: AddressOf
  rates: Pick<RateLimits, 'fieldsFor'>
  limits: Limits
  log: ErrorLog
}

/** GraphQL over WebSocket by the graphql-transport-ws protocol, for any number of sockets. */
export class GraphQLSockets implements ConnectionHost {
  readonly #options: SocketOptions
  readonly #connections = new Set<SocketConnection>()
  readonly #webSockets: Server<typeof SocketTransport>
  readonly #tending = setInterval(() => {
    for (const { transport } of this.#connections) transport.tend(now())
  }, TEND_EVERY_MS)
  /** Called when the last is gone of a server that closes. */
  #onEmpty: (() => void) | null = null

  constructor(options: SocketOptions) {
    this.#options = options
    this.#webSockets = new WebSocketServer({
      noServer: true,
      // Each is one object, which is kept count of here.
      WebSocket: SocketTransport,
      clientTracking: false,
      autoPong: false,
      maxPayload: options.limits.messageBytes,
      perMessageDeflate: false,
      handleProtocols: (protocols) => handleProtocols(protocols),
    })
    this.#webSockets.on('headers', (headers, request) => {
      const fields = options.rates.fieldsFor(strangerAt(options.addressOf(request)))
      headers.push(`X-Request-Id: ${options.requestIdOf(request)}`, ...fieldLines(fields))
    })
    options.departures.addCrowd(this.#connections, ({ transport }) =>
      transport.close(SERVICE_RESTART, 'Service restart'),
    )
  }

  get limits(): Limits {
    return this.#options.limits
  }

  /** How many there are, and how many operations go on over them. */
  get figures(): { sockets: number; operations: number } {
    let operations = 0
    for (const connection of this.#connections) operations += connection.operations
    return { sockets: this.#connections.size, operations }
  }

  /** Takes over an upgrade request at the address of the API, or refuses it. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { requestIdOf, addressOf, rates, count } = this.#options
    // A new id is a rope of many pieces, and the socket holds it for as long as it lives: in one piece it takes an eighth.
    const requestId = String(Buffer.from(requestIdOf(request)))
    const address = addressOf(request)
    const isLocked = isGateway(request.url!)
    const refusal = this.#refusal(request, isLocked) ?? (count.arrive(stream, address) ? null : 'RATE_LIMITED')
    if (refusal !== null) {
      refuseUpgrade(stream, statusOf(refusal), refusal, requestId, rates.fieldsFor(strangerAt(address)))
      return
    }
    let isOpen = false
    // It answers at once, and calls back only where it agrees.
    this.#webSockets.handleUpgrade(request, stream, head, (transport) => {
      isOpen = true
      const page = pageOf(request)
      const arrival = { stream: stream as Socket, requestId, address, isLocked, page }
      this.#connections.add(new SocketConnection(transport, arrival, this))
    })
    if (!isOpen) count.leave(stream)
  }

  /** Closes every socket with 1012, which tells clients to come back, and waits until their operations are released. */
  async close(): Promise<void> {
    clearInterval(this.#tending)
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve
    })
    for (const { transport } of this.#connections) transport.close(SERVICE_RESTART, 'Service restart')
    const cut = setTimeout(() => {
      for (const { transport } of this.#connections) transport.terminate()
    }, GOODBYE_MS)
    if (this.#connections.size > 0) await empty
    clearTimeout(cut)
    this.#webSockets.close()
  }

  async admit(connection: SocketConnection, { authorization }: Readonly<Record<string, unknown>>): Promise<boolean> {
    if (authorization != null && typeof authorization !== 'string') return false
    const { authenticator, count, watch } = this.#options
    const { transport, stream, address, isLocked } = connection
    try {
      // Only where the first message asks for it: the cookie comes by itself.
      connection.asker = await (authorization === BY_COOKIE && !isLocked
        ? authenticator.authenticateSession(connection.page ?? {})
        : authenticator.authenticate(authorization ?? undefined, address))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // Nothing is wrong with the key as far as anybody knows: the client should come back.
      if (error.code !== 'UNAUTHENTICATED') transport.close(TRY_AGAIN_LATER, error.message)
      return false
    }
    // It may have gone in the meantime, and nobody would count it out again.
    if (transport.readyState !== transport.OPEN || (isLocked && !hasKey(connection.asker))) return false
    const { countedAs } = connection.asker
    const room = count.settle(stream, countedAs)
    // It passes: those that were cut count until somebody notices, and behind one address are many. After 4429 clients give up for good.
    if (!room) transport.close(TRY_AGAIN_LATER, 'Too many sockets')
    else if (connection.watchedAs !== null) watch.watch(connection.watchedAs, connection)
    return room
  }

  async run(operation: SocketOperation, payload: SubscribePayload, connection: SocketConnection): Promise<void> {
    try {
      const refusal = this.#overLimit(connection)
      if (refusal !== null) return operation.refuse([refusal])
      const { gate, runner } = this.#options
      const asker = connection.asker!
      const lookup = gate.find(payload as AskedOperation, asker, connection.isLocked)
      const begun = await runner.begin(gate.admit(lookup, asker), asker, connection.requestId)
      await this.#execute(operation, begun)
    } catch (error) {
      operation.refuse([error])
    }
  }

  shown(error: unknown, requestId: string): GraphQLFormattedError {
    return publicError(error, requestId, this.#options.log)
  }

  failed(error: unknown, requestId: string): void {
    this.#options.log.error({ requestId, err: error }, 'socket.failed')
  }

  gone(connection: SocketConnection): void {
    const { count, watch } = this.#options
    if (connection.watchedAs !== null) watch.unwatch(connection.watchedAs, connection)
    count.leave(connection.stream)
    this.#connections.delete(connection)
    if (this.#connections.size === 0) this.#onEmpty?.()
  }

  #refusal({ headers: { origin, host } }: IncomingMessage, isLocked: boolean): ErrorCode | null {
    if (this.#onEmpty !== null || this.#options.departures.begun) return 'UNAVAILABLE'
    const isForeign = origin !== undefined && !isLocked && !this.#options.originAllowed(origin, host)
    return isForeign ? 'FORBIDDEN' : null
  }

  async #execute(operation: SocketOperation, begun: Begun): Promise<void> {
    switch (begun.kind) {
      case 'refused':
        return operation.refuse(begun.errors)
      case 'single':
        if (!operation.hold({ leave: begun.abandon })) return
        await operation.result(await begun.run())
        return operation.complete()
      case 'subscription':
        return await this.#follow(operation, await this.#options.subscribe(begun.args, operation))
    }
  }

  async #follow(operation: SocketOperation, subscription: Subscription): Promise<void> {
    switch (subscription.kind) {
      case 'refused':
        await operation.result({ errors: subscription.errors })
        return operation.complete()
      case 'live':
        if (operation.hold(subscription.subscriber)) subscription.subscriber.start()
        return
      case 'plain': {
        const { results } = subscription
        if (!operation.hold({ leave: () => results.return?.() })) return
        for await (const result of results) await operation.result(result)
        return operation.complete()
      }
    }
  }

  #overLimit(connection: SocketConnection): AppError | null {
    const { operationsOfSocket, messagesAMinute } = this.limits
    if (connection.operations > operationsOfSocket) {
      return new AppError('RATE_LIMITED', `A socket carries at most ${operationsOfSocket} operations at once`)
    }
    const retryAfter = connection.meterOperation()
    if (retryAfter === 0) return null
    return new AppError('RATE_LIMITED', `A socket begins at most ${messagesAMinute} operations a minute`, {
      retryAfter,
    })
  }
}

/** What is kept of the request of a socket that brings a cookie; of all others nothing. */
function pageOf({ headers: { origin, host, cookie } }: IncomingMessage): PageHeaders | null {
  return cookie === undefined ? null : { origin, host, cookie }
}
