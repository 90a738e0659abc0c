import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { LIMITS } from './limits.ts'

/** Messages that may wait for a socket to take them; beyond, nothing more is read from it until they have gone. */
const MAX_WAITING = 128
/** Close code for what passes, such as a reader that is too slow; its client comes back by cursor. */
export const TRY_AGAIN_LATER = 1013

/** Whole milliseconds of a clock that never goes back: a small integer, which needs no place of its own. */
export const now = (): number => Math.floor(performance.now())

const AS_TEXT = { binary: false }

/** Who speaks over a transport. */
export interface Speaker {
  heard(message: string): void
  /** The socket is closed. */
  closed(): void
}

/**
 * A socket, and what waits for it. There are ten thousands, so it is one object without a closure or a listener of its own, and what only a
 * slow reader needs it has only while it is slow.
 */
export class SocketTransport extends WebSocket {
  #stream: Socket | null = null
  #speaker: Speaker | null = null
  /** Messages of the protocol that the kernel has not taken, and when it last took one. */
  #waiting = 0
  #progressAt = 0
  /** Events sent since nothing waited. */
  #events = 0
  #isAlive = true
  #drained: (() => void)[] | null = null

  /** Begins to be listened to. */
  bind(stream: Socket, speaker: Speaker): void {
    this.#stream = stream
    this.#speaker = speaker
  }

  /**
   * Sends a message of the protocol; settles once the kernel has taken it, or never will. A failure closes the socket, and that releases its
   * operations.
   */
  async say(message: string): Promise<void> {
    if (this.readyState !== this.OPEN) return
    this.#begin()
    await new Promise<void>((resolve) => {
      this.send(message, () => {
        this.#end()
        resolve()
      })
    })
  }

  /** Sends an event at once, whatever waits already. */
  push(event: Buffer): void {
    if (this.readyState !== this.OPEN) return
    this.#events = this.bufferedAmount === 0 ? 1 : this.#events + 1
    this.send(event, AS_TEXT)
  }

  /** What is pushed between the two leaves in one write. */
  cork(): void {
    this.#stream?.cork()
  }

  uncork(): void {
    this.#stream?.uncork()
  }

  /** Whether less waits than the budget allows; never of a socket that is being closed. */
  get hasRoom(): boolean {
    const waits = this.bufferedAmount
    return (
      this.readyState === this.OPEN &&
      waits < LIMITS.waitingBytes &&
      (waits === 0 || this.#events < LIMITS.waitingEvents)
    )
  }

  /** Calls once when nothing waits any more. Meanwhile a socket that takes nothing at all is closed with 1013. */
  onDrained(listener: () => void): void {
    if (this.#drained !== null) {
      this.#drained.push(listener)
      return
    }
    this.#drained = [listener]
    const stream = this.#stream!
    const stalled = () => this.close(TRY_AGAIN_LATER, 'Too slow')
    // Node counts bytes that the kernel takes as activity, also within one long write.
    stream.setTimeout(LIMITS.stalledMs, stalled)
    stream.once('drain', () => {
      stream.setTimeout(0, stalled)
      const drained = this.#drained!
      this.#drained = null
      for (const each of drained) each()
    })
  }

  /** Looks after the connection; to be called at regular intervals. */
  tend(at: number): void {
    if (this.#waiting > 0) {
      if (at - this.#progressAt > LIMITS.idleWriteMs) this.close(TRY_AGAIN_LATER, 'Too slow')
      return
    }
    if (this.#isAlive) this.ping()
    else this.terminate()
    this.#isAlive = false
  }

  /** ws tells what happens by name; each name that somebody listened to would cost a place in a table of the socket's own. */
  override emit(event: string | symbol, ...[data]: unknown[]): boolean {
    switch (event) {
      case 'message':
        // Of a socket that is being closed nothing counts any more.
        if (this.readyState === this.OPEN) this.#speaker?.heard(String(data))
        break
      case 'ping':
        this.#answer(data as Buffer)
        break
      case 'pong':
        this.#isAlive = true
        break
      case 'close':
        this.#speaker?.closed()
    }
    // Frames that are no WebSocket or too large ws answers with their close code itself: 'error' needs nobody.
    return true
  }

  #answer(ping: Buffer): void {
    if (this.readyState !== this.OPEN) return
    this.#begin()
    this.pong(ping, false, () => this.#end())
  }

  #begin(): void {
    if (this.#waiting++ === 0) this.#progressAt = now()
    if (this.#waiting > MAX_WAITING) this.pause()
  }

  #end(): void {
    this.#waiting--
    this.#progressAt = now()
    if (this.#waiting === MAX_WAITING) this.resume()
  }
}
