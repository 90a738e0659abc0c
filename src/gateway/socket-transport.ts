import type { Socket } from 'node:net'
import { CloseCode, type Server } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { LIMITS } from './limits.ts'
import type { MessageMeter } from './message-meter.ts'
import { guardProtocol } from './protocol-guard.ts'

/** Messages that may wait for a socket to take them; beyond, nothing more is read from it until they have gone. */
const MAX_WAITING = 128
/** Close code for what passes, such as a reader that is too slow; its client comes back by cursor. */
export const TRY_AGAIN_LATER = 1013

const AS_TEXT = { binary: false }

/** A socket under the graphql-ws protocol. */
export interface Transport {
  /** Sends a message at once, whatever waits already. */
  push(message: Buffer): void
  /** What is pushed between the two leaves in one write. */
  cork(): void
  uncork(): void
  /** Whether less waits than the budget allows; never of a socket that is being closed. */
  readonly hasRoom: boolean
  /** Calls once when nothing waits any more. Meanwhile a socket that takes nothing at all is closed with 1013. */
  onDrained(listener: () => void): void
  /** Looks after the connection; to be called at regular intervals. */
  tend(now: number): void
  /** Settles once the socket is closed and all its operations are released. */
  readonly released: Promise<void>
}

/**
 * Binds a socket to the protocol. A message counts as sent when the kernel has taken it, and a subscription executes its
 * next event only then: a slow reader holds one message a subscription, whatever happens meanwhile.
 */
export function bindSocket<Extra extends { readonly meter: MessageMeter }>(
  server: Server<Extra>,
  socket: WebSocket,
  stream: Socket,
  extra: Extra,
  onBug: (error: unknown) => void,
): Transport {
  let waiting = 0
  let progressAt = 0
  let alive = true
  let events = 0
  const drained: (() => void)[] = []

  const send = (data: string): Promise<void> => {
    if (socket.readyState !== socket.OPEN) return Promise.resolve()
    if (waiting++ === 0) progressAt = Date.now()
    if (waiting > MAX_WAITING) socket.pause()
    return new Promise((resolve) => {
      // A failure closes the socket, and that releases its operations.
      socket.send(data, () => {
        waiting--
        progressAt = Date.now()
        if (waiting === MAX_WAITING) socket.resume()
        resolve()
      })
    })
  }

  const closed = server.opened(
    guardProtocol({
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage(receive) {
        socket.on('message', async (data) => {
          // Of a socket that is being closed nothing counts any more.
          if (socket.readyState !== socket.OPEN) return
          if (!extra.meter.message()) return socket.close(CloseCode.TooManyInitialisationRequests, 'Too many messages')
          try {
            await receive(String(data))
          } catch (error) {
            onBug(error)
            socket.close(CloseCode.InternalServerError, 'Internal error')
          }
        })
      },
    }),
    extra,
  )
  // Node counts bytes that the kernel takes as activity, also within one long write.
  stream.on('timeout', () => socket.close(TRY_AGAIN_LATER, 'Too slow'))
  stream.on('drain', () => {
    if (drained.length === 0) return
    stream.setTimeout(0)
    for (const listener of drained.splice(0)) listener()
  })
  socket.on('pong', () => {
    alive = true
  })
  // Of frames that are no WebSocket or too large: ws answers them with their close code itself.
  socket.on('error', () => {})

  return {
    push(message) {
      if (socket.readyState !== socket.OPEN) return
      events = socket.bufferedAmount === 0 ? 1 : events + 1
      socket.send(message, AS_TEXT)
    },
    cork: () => stream.cork(),
    uncork: () => stream.uncork(),
    get hasRoom() {
      const waits = socket.bufferedAmount
      return (
        socket.readyState === socket.OPEN &&
        waits < LIMITS.waitingBytes &&
        (waits === 0 || events < LIMITS.waitingEvents)
      )
    },
    onDrained(listener) {
      if (drained.length === 0) stream.setTimeout(LIMITS.stalledMs)
      drained.push(listener)
    },
    released: new Promise((resolve) => {
      socket.once('close', (code, reason) => void closed(code, String(reason)).catch(onBug).then(resolve))
    }),
    tend(now) {
      if (waiting > 0) {
        if (now - progressAt > LIMITS.idleWriteMs) socket.close(TRY_AGAIN_LATER, 'Too slow')
        return
      }
      if (!alive) return socket.terminate()
      alive = false
      socket.ping()
    },
  }
}
