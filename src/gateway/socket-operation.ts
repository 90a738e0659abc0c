import type { LivePayload, Sink } from '../subscriptions/sink.ts'
import type { Subscriber } from '../subscriptions/subscriber.ts'
import type { Transport } from './socket-transport.ts'

/** All of a message but the id: its last member, so that what goes before is written once for everybody. */
const allButId = ({ json }: LivePayload): Buffer => Buffer.from(`{"type":"next","payload":${json},"id":`)

/**
 * A subscription of a socket that is sent to directly. For the protocol it is an iterator that waits for its first value and never
 * gets one: so completion, errors and the end of the socket are the protocol's, and only results go past it.
 */
export class SocketOperation implements Sink, AsyncIterable<never> {
  readonly #end: Buffer
  #subscriber: Pick<Subscriber, 'start' | 'leave'> | undefined
  #settle: { resolve(end: IteratorReturnResult<undefined>): void; reject(error: unknown): void } | undefined

  constructor(
    private readonly transport: Transport,
    id: string,
  ) {
    this.#end = Buffer.from(`${JSON.stringify(id)}}`)
  }

  /** The subscription that it carries; it begins once the protocol waits for it. */
  carry(subscriber: Pick<Subscriber, 'start' | 'leave'>): void {
    this.#subscriber = subscriber
  }

  next(payload: LivePayload): void {
    this.transport.push(Buffer.concat([payload.as(allButId), this.#end]))
  }

  cork(): void {
    this.transport.cork()
  }

  uncork(): void {
    this.transport.uncork()
  }

  get hasRoom(): boolean {
    return this.transport.hasRoom
  }

  onDrained(listener: () => void): void {
    this.transport.onDrained(listener)
  }

  fail(error: unknown): void {
    this.#settle?.reject(error)
  }

  complete(): void {
    this.#settle?.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): AsyncIterator<never, undefined> {
    return {
      next: () =>
        new Promise((resolve, reject) => {
          this.#settle = { resolve, reject }
          this.#subscriber?.start()
        }),
    }
  }

  /** The protocol's word that it is over: the client completed it, or the socket is gone. */
  async return(): Promise<void> {
    this.#subscriber?.leave()
    this.complete()
  }
}
