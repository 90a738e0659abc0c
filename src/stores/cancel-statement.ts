import { connect } from 'node:net'

/** What a connection to PostgreSQL tells of itself, as pg's clients do. */
export interface Backend {
  readonly host: string
  readonly port: number
  readonly processID: number
  readonly secretKey: number
}

/** A server that does not take the word within this time may be away. */
const TIMEOUT_MS = 1_000
/** The code of a CancelRequest (PostgreSQL, "Message Formats"). */
const CANCEL_REQUEST = 80_877_102

/**
 * Asks PostgreSQL to cancel what runs on a connection, by a connection of its own as the protocol has it: those of the pool may all be
 * busy with what is to be cancelled. Never rejects; settles once the server has taken the word. It goes without TLS, and carries nothing
 * but the key of the connection.
 */
export async function cancelStatement({ host, port, processID, secretKey }: Backend): Promise<void> {
  const request = Buffer.alloc(16)
  for (const [index, word] of [16, CANCEL_REQUEST, processID, secretKey].entries())
    request.writeInt32BE(word, index * 4)
  await new Promise<void>((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy())
    socket.on('error', () => {})
    socket.once('close', () => resolve())
    // The server closes when it has passed the word on.
    socket.once('connect', () => socket.end(request))
    socket.resume()
  })
}
