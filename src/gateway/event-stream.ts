import type { ServerResponse } from 'node:http'
import type { GraphQLFormattedError } from 'graphql'
import type { LivePayload, Sink } from '../subscriptions/sink.ts'
import type { Limits } from './limits.ts'

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // For nginx, which would hold back what comes until it has a page of it.
  'x-accel-buffering': 'no',
}
const COMPLETE = 'event: complete\ndata: \n\n'

/** How an event stands on the wire; the id is what a browser brings back as Last-Event-ID. */
const frameOf = (json: string, id: string | null): string =>
  `${id === null ? '' : `id: ${id}\n`}event: next\ndata: ${json}\n\n`
const liveFrame = ({ json, cursor }: LivePayload): Buffer => Buffer.from(frameOf(json, cursor))

/** The answer to one operation as a stream of Server-Sent Events, by the distinct connections mode of GraphQL over SSE. */
export class EventStream implements Sink {
  #waiting = 0
  #progressAt = 0
  #isSilent = true
  #drained: (() => void)[] = []

  /** @param shown what a client sees of an error */
  constructor(
    private readonly response: ServerResponse,
    private readonly limits: Pick<Limits, 'waitingBytes' | 'waitingEvents' | 'stalledMs' | 'idleWriteMs'>,
    readonly shown: (error: unknown) => GraphQLFormattedError,
    private readonly now: () => number,
  ) {
    // The other side has gone: 'close' follows, and releases what is held.
    response.on('error', () => {})
    // Node counts bytes that the kernel takes as activity, also within one long write.
    response.on('timeout', () => response.destroy())
  }

  /** Begins the answer. */
  open(headers: Readonly<Record<string, string | string[] | number | undefined>>): void {
    this.response.writeHead(200, { ...headers, ...HEADERS })
    // A browser takes a stream for open only once something has come.
    this.#write(':\n\n')
  }

  next(payload: LivePayload): void {
    this.#write(payload.as(liveFrame))
  }

  /** Sends one result that is no place in the log; settles once it has left, or never will. */
  async result(json: string): Promise<void> {
    await new Promise<void>((resolve) => this.#write(frameOf(json, null), resolve))
  }

  position(cursor: string): void {
    this.#write(`id: ${cursor}\n\n`)
  }

  get hasRoom(): boolean {
    const { destroyed, writableEnded, writableLength } = this.response
    const { waitingBytes, waitingEvents } = this.limits
    return !destroyed && !writableEnded && writableLength < waitingBytes && this.#waiting < waitingEvents
  }

  onDrained(listener: () => void): void {
    if (this.#drained.length === 0) this.response.setTimeout(this.limits.stalledMs)
    this.#drained.push(listener)
  }

  fail(error: unknown): void {
    this.refuse([error])
  }

  /** The last word: nothing, or nothing more, is executed. */
  refuse(errors: readonly unknown[]): void {
    const shown = errors.map((error) => this.shown(error))
    const live = shown.find(({ extensions }) => extensions?.code === 'CURSOR_EXPIRED')?.extensions?.liveCursor
    // A browser that comes back with this id goes on after the gap that it was told of.
    this.#write(frameOf(JSON.stringify({ errors: shown }), typeof live === 'string' ? live : null))
    this.finish()
  }

  /** The last word: there are no more results. */
  finish(): void {
    if (!this.response.writableEnded) this.response.end(COMPLETE)
  }

  /** Ends the stream without a word, which tells readers to come back. */
  complete(): void {
    this.response.end()
  }

  /** Looks after the stream at regular intervals: says that it lives, and ends a reader that takes nothing. */
  tend(): void {
    if (this.#waiting > 0) {
      if (this.now() - this.#progressAt > this.limits.idleWriteMs) this.response.destroy()
    } else if (this.#isSilent) this.#write(':\n\n')
    this.#isSilent = true
  }

  #write(data: string | Buffer, done: () => void = () => {}): void {
    if (this.response.destroyed || this.response.writableEnded) {
      done()
      return
    }
    if (this.#waiting++ === 0) this.#progressAt = this.now()
    this.#isSilent = false
    this.response.write(data, () => {
      this.#waiting--
      this.#progressAt = this.now()
      done()
      if (this.#waiting === 0) this.#tellDrained()
    })
  }

  #tellDrained(): void {
    if (this.#drained.length === 0 || this.response.destroyed) return
    this.response.setTimeout(0)
    for (const listener of this.#drained.splice(0)) listener()
  }
}
