import type { ExecutionResult } from 'graphql'
import { type FormattedExecutionResult, MessageType } from 'graphql-ws'
import type { LivePayload, Sink } from '../subscriptions/sink.ts'
import type { SocketConnection } from './socket-connection.ts'

/** All of a message but the id: its last member, so that what goes before is written once for everybody. */
const allButId = ({ json }: LivePayload): Buffer => Buffer.from(`{"type":"next","payload":${json},"id":`)

/** What an operation holds while it goes on. */
interface Held {
  leave(): unknown
}

/** An operation of a socket. Once it is over, whoever ended it, nothing is sent for it any more, and its id may serve another. */
export class SocketOperation implements Sink {
  #isOpen = true
  #held: Held | null = null

  constructor(
    private readonly connection: SocketConnection,
    readonly id: string,
  ) {}

  /** Takes what is to be left when it is over; at once where it is. Gives whether it goes on. */
  hold(held: Held): boolean {
    this.#held = held
    if (!this.#isOpen) void this.leave()
    return this.#isOpen
  }

  /** Sends one result; settles once the kernel has taken it. */
  async result({ errors, ...result }: ExecutionResult): Promise<void> {
    if (!this.#isOpen) return
    const { id, connection } = this
    const payload = (errors ? { ...result, errors: connection.shown(errors) } : result) as FormattedExecutionResult
    await connection.say({ id, type: MessageType.Next, payload })
  }

  /** The last word: there are no more results. */
  complete(): void {
    if (this.#close()) void this.connection.say({ id: this.id, type: MessageType.Complete })
  }

  /** The last word: nothing, or nothing more, is executed. */
  refuse(errors: readonly unknown[]): void {
    const { id, connection } = this
    if (this.#close()) void connection.say({ id, type: MessageType.Error, payload: connection.shown(errors) })
  }

  /** The client has completed it, or is gone; settles once everything is released. */
  async leave(): Promise<void> {
    this.#isOpen = false
    const held = this.#held
    this.#held = null
    await held?.leave()
  }

  // What of a live subscription goes past the protocol.

  next(payload: LivePayload): void {
    const head = payload.as(allButId)
    const tail = `${JSON.stringify(this.id)}}`
    const message = Buffer.allocUnsafe(head.length + Buffer.byteLength(tail))
    head.copy(message)
    message.write(tail, head.length)
    this.connection.transport.push(message)
  }

  cork(): void {
    this.connection.transport.cork()
  }

  uncork(): void {
    this.connection.transport.uncork()
  }

  get hasRoom(): boolean {
    return this.connection.transport.hasRoom
  }

  onDrained(listener: () => void): void {
    this.connection.transport.onDrained(listener)
  }

  fail(error: unknown): void {
    this.refuse([error])
  }

  /** Whether it was open; now it is no more. */
  #close(): boolean {
    if (!this.#isOpen) return false
    this.connection.forget(this)
    void this.leave()
    return true
  }
}
