import type { Socket } from 'node:net'
import type { GraphQLFormattedError } from 'graphql'
import {
  CloseCode,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  type Message,
  MessageType,
  parseMessage,
  type SubscribeMessage,
  type SubscribePayload,
  stringifyMessage,
} from 'graphql-ws'
import type { Scope } from '../entities/enums.ts'
import type { Asker } from './authenticate.ts'
import type { Opened } from './key-watch.ts'
import type { Limits } from './limits.ts'
import { MessageMeter } from './message-meter.ts'
import type { PageHeaders } from './operator-session.ts'
import { SocketOperation } from './socket-operation.ts'
import type { SocketTransport, Speaker } from './socket-transport.ts'

/** Bytes of a reason that fit into the frame that closes a socket; ws throws on more. */
const MAX_REASON_BYTES = 123
/** How far a connection is initialised. */
const [SILENT, INITIALISING, ACKNOWLEDGED] = [0, 1, 2]
const NONE: readonly SocketOperation[] = []
const clock = (): number => performance.now()

/** How a socket came. */
export interface Arrival {
  stream: Socket
  requestId: string
  address: string
  /** Whether by the partners' door. */
  isLocked: boolean
  /** What its request said of the page that opened it, where it brought a cookie. */
  page: PageHeaders | null
}

/** What connections leave to the server that has them. */
export interface ConnectionHost {
  readonly limits: Limits
  /** Lets in who is known; false closes with 4403, unless the socket is closed already. */
  admit(connection: SocketConnection, params: Readonly<Record<string, unknown>>): Promise<boolean>
  /** Executes what a client asked for. What it throws is a bug, and closes the socket with 4500. */
  run(operation: SocketOperation, payload: SubscribePayload, connection: SocketConnection): Promise<void>
  /** What a client sees of an error. */
  shown(error: unknown, requestId: string): GraphQLFormattedError
  failed(error: unknown, requestId: string): void
  /** The socket is closed, and what its operations held is released. */
  gone(connection: SocketConnection): void
}

/**
 * The server's side of the graphql-transport-ws protocol for one socket, in the messages and close codes of graphql-ws. Its own server keeps an
 * iterator, the request and a dozen closures for each subscription; here ten thousand sockets keep two small objects each, and results
 * of live subscriptions go past the protocol (ADR 24).
 */
export class SocketConnection implements Speaker, Opened {
  readonly stream: Socket
  readonly requestId: string
  readonly address: string
  readonly isLocked: boolean
  readonly page: PageHeaders | null
  /** Who it is; known from the acknowledgement on. */
  asker: Asker | null = null
  #stage = SILENT
  #operations = NONE
  #initDeadline: NodeJS.Timeout | null = null
  readonly #meter: MessageMeter

  constructor(
    readonly transport: SocketTransport,
    { stream, requestId, address, isLocked, page }: Arrival,
    private readonly host: ConnectionHost,
  ) {
    this.stream = stream
    this.requestId = requestId
    this.address = address
    this.isLocked = isLocked
    this.page = page
    transport.bind(stream, this)
    this.#meter = new MessageMeter(host.limits, clock)
    if (transport.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      this.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable')
      return
    }
    this.#initDeadline = setTimeout(
      () => this.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'),
      host.limits.initTimeoutMs,
    )
  }

  get scopes(): ReadonlySet<Scope> {
    return this.asker!.caller.scopes
  }

  /** By which name it is watched whether it may stay; null where nothing ends it. */
  get watchedAs(): string | null {
    return this.asker?.watchedAs ?? this.asker?.caller.keyId ?? null
  }

  /** The key no longer gives what it gave. */
  end(): void {
    this.close(CloseCode.Forbidden, 'Key no longer valid')
  }

  /** How many operations are open. */
  get operations(): number {
    return this.#operations.length
  }

  /** 0 where another operation may begin, else the seconds after which it may. */
  meterOperation(): number {
    return this.#meter.operation()
  }

  shown(errors: readonly unknown[]): GraphQLFormattedError[] {
    return errors.map((error) => this.host.shown(error, this.requestId))
  }

  /** Sends a message; settles once the kernel has taken it. */
  async say(message: Message): Promise<void> {
    await this.transport.say(stringifyMessage(message))
  }

  close(code: CloseCode, reason: string): void {
    this.transport.close(code, Buffer.byteLength(reason) > MAX_REASON_BYTES ? CloseCode[code] : reason)
  }

  /** The operation is over, and its id free. */
  forget(operation: SocketOperation): void {
    this.#operations = this.#operations.filter((one) => one !== operation)
  }

  async heard(data: string): Promise<void> {
    try {
      if (this.#meter.message()) await this.#answer(data)
      else this.close(CloseCode.TooManyInitialisationRequests, 'Too many messages')
    } catch (error) {
      this.host.failed(error, this.requestId)
      this.close(CloseCode.InternalServerError, 'Internal error')
    }
  }

  async closed(): Promise<void> {
    this.#stopWaiting()
    const operations = this.#operations
    this.#operations = NONE
    await Promise.all(operations.map((operation) => operation.leave())).catch((error) =>
      this.host.failed(error, this.requestId),
    )
    this.host.gone(this)
  }

  async #answer(data: string): Promise<void> {
    const message = parsed(data)
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return await this.#initialise(message.payload ?? {})
      case MessageType.Ping:
        return await this.say({ type: MessageType.Pong, ...(message.payload && { payload: message.payload }) })
      case MessageType.Pong:
        return
      case MessageType.Subscribe:
        return await this.#subscribe(message)
      case MessageType.Complete: {
        const operation = this.#find(message.id)
        // Known no more, or never: both sides have to ignore it.
        if (operation === undefined) return
        this.forget(operation)
        return await operation.leave()
      }
      default:
        // No message, or one that only a server sends.
        this.close(CloseCode.BadRequest, 'Invalid message received')
    }
  }

  async #initialise(params: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#stage !== SILENT) {
      return this.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests')
    }
    this.#stage = INITIALISING
    this.#stopWaiting()
    if (!(await this.host.admit(this, params))) return this.close(CloseCode.Forbidden, 'Forbidden')
    this.#stage = ACKNOWLEDGED
    await this.say({ type: MessageType.ConnectionAck })
  }

  async #subscribe({ id, payload }: SubscribeMessage): Promise<void> {
    if (this.#stage !== ACKNOWLEDGED) return this.close(CloseCode.Unauthorized, 'Unauthorized')
    if (this.#find(id) !== undefined) {
      return this.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`)
    }
    const operation = new SocketOperation(this, id)
    this.#operations = this.#operations.concat(operation)
    await this.host.run(operation, payload, this)
  }

  #find(id: string): SocketOperation | undefined {
    return this.#operations.find((operation) => operation.id === id)
  }

  #stopWaiting(): void {
    if (this.#initDeadline !== null) clearTimeout(this.#initDeadline)
    this.#initDeadline = null
  }
}

function parsed(data: string): Message | null {
  try {
    return parseMessage(data)
  } catch {
    return null
  }
}
