import { CloseCode, type Server } from 'graphql-ws'
import type { WebSocket } from 'ws'

/** Messages that may wait for a socket to take them; beyond, nothing more is read from it until they have gone. */
const MAX_WAITING = 128
/** A socket that has taken nothing for so long, though something waits for it, is closed. */
const SEND_BUDGET_MS = 60_000
/** Close code for what passes, such as a reader that is too slow; its client comes back by cursor. */
export const TRY_AGAIN_LATER = 1013

/** A socket under the graphql-ws protocol. */
export interface Transport {
  /** Looks after the connection; to be called at regular intervals. */
  tend(now: number): void
  /** Settles once the socket is closed and all its operations are released. */
  readonly released: Promise<void>
}

/**
 * Binds a socket to the protocol. A message counts as sent when the kernel has taken it, and a subscription executes its
 * next event only then: a slow reader holds one message a subscription, whatever happens meanwhile.
 */
export function bindSocket<Extra>(
  server: Server<Extra & object>,
  socket: WebSocket,
  extra: Extra & object,
  onBug: (error: unknown) => void,
): Transport {
  let waiting = 0
  let progressAt = 0
  let alive = true

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
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage(receive) {
        socket.on('message', async (data) => {
          try {
            await receive(String(data))
          } catch (error) {
            onBug(error)
            socket.close(CloseCode.InternalServerError, 'Internal error')
          }
        })
      },
    },
    extra,
  )
  socket.on('pong', () => {
    alive = true
  })
  // Of frames that are no WebSocket or too large: ws answers them with their close code itself.
  socket.on('error', () => {})

  return {
    released: new Promise((resolve) => {
      socket.once('close', (code, reason) => void closed(code, String(reason)).catch(onBug).then(resolve))
    }),
    tend(now) {
      if (waiting > 0) {
        if (now - progressAt > SEND_BUDGET_MS) socket.close(TRY_AGAIN_LATER, 'Too slow')
        return
      }
      if (!alive) return socket.terminate()
      alive = false
      socket.ping()
    },
  }
}
