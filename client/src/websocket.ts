import { type Client, createClient } from 'graphql-ws'
import { type ErrorInfo, type Fault, faultOf, faultOfClose, faultOfErrors } from './failure.ts'
import type { Key } from './key.ts'
import type { Answer, Operation, Receiver, Transport } from './transport.ts'

/** How often the server is pinged, and how long it may take to answer; then the socket is dead. */
const PING_EVERY_MS = 15_000
const PONG_WITHIN_MS = 10_000
const ACK_WITHIN_MS = 15_000
/** A socket without operations stays open for so long: a subscription that pauses or moves on finds it again. */
const IDLE_MS = 1_000

interface WebSocketOptions {
  readonly url: string
  readonly key: Key
  /** The class of sockets; needed where there is no global one. */
  readonly webSocketImpl?: unknown
}

/** GraphQL over one WebSocket by the graphql-transport-ws protocol, shared by all operations. */
export class WebSocketTransport implements Transport {
  readonly #client: Client
  readonly #key: Key
  #connected = false
  /** What the socket of now was opened with. */
  #authorization: string | undefined

  constructor({ url, key, webSocketImpl }: WebSocketOptions) {
    this.#key = key
    let pong: ReturnType<typeof setTimeout> | undefined
    this.#client = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl,
      // Who subscribes tries again, with another cursor: here every attempt is the only one.
      retryAttempts: 0,
      lazyCloseTimeout: IDLE_MS,
      connectionAckWaitTimeout: ACK_WITHIN_MS,
      keepAlive: PING_EVERY_MS,
      connectionParams: async () => {
        this.#authorization = await key.authorization()
        return this.#authorization === undefined ? {} : { authorization: this.#authorization }
      },
      on: {
        connected: () => {
          this.#connected = true
        },
        closed: () => {
          this.#connected = false
          clearTimeout(pong)
        },
        ping: (received) => {
          if (!received) pong = setTimeout(() => this.#client.terminate(), PONG_WITHIN_MS)
        },
        pong: (received) => {
          if (received) clearTimeout(pong)
        },
      },
    })
  }

  run(operation: Operation, receiver: Receiver, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return resolve()
      let over = false
      const listening: (() => void)[] = []
      const end = (settle: () => void) => {
        if (over) return
        over = true
        for (const unlisten of listening) unlisten()
        stop()
        settle()
      }
      const fail = (fault: Fault) => {
        const used = this.#authorization
        end(() => void this.#key.judge(fault, used).then(reject))
      }
      const finish = () => end(resolve)
      signal.addEventListener('abort', finish)
      listening.push(
        () => signal.removeEventListener('abort', finish),
        this.#client.on('connected', () => receiver.opened()),
        this.#client.on('error', (error) => fail(faultOf(error))),
        // Heard before graphql-ws would ask again by itself, as it does after a normal closure, with the cursor of old.
        this.#client.on('closed', (event) => {
          const { code, reason } = event as { code: number; reason: string }
          fail(faultOfClose(code, reason))
        }),
      )
      const stop = this.#client.subscribe({ query: '', ...operation } as { query: string }, {
        next: (answer) => {
          if (!over) receiver.next(answer as Answer)
        },
        error: (error) => fail(Array.isArray(error) ? faultOfErrors(error as ErrorInfo[]) : faultOf(error)),
        complete: finish,
      })
      if (this.#connected) receiver.opened()
    })
  }

  close(): void {
    void Promise.resolve(this.#client.dispose()).catch(() => {})
  }
}
