import type { Socket } from 'node:net'
import { Client } from 'undici'
import { type ConnectOptions, connectorFor } from './connector.ts'
import { FetchError } from './failure.ts'
import type { FetchLimits } from './limits.ts'
import type { Watch } from './watch.ts'

/**
 * What comes is read in pieces of so many bytes: over the bound of its headers, or of the trailers behind a body, undici makes an
 * error for each further one of a piece, and a piece as the system gives it holds sixteen thousand.
 */
const PIECE = 2_048

/** The head of an answer, and its body yet to be read. */
export interface Exchange {
  status: number
  /** Names in lower case; values as latin1, byte for byte; of several of one name the values joined by ", ". */
  headers: Readonly<Record<string, string>>
  body: AsyncIterable<Buffer>
  /** Once the body was read: whether more came than its Content-Length says, such as one that counts letters for bytes. */
  hasRest(): boolean
  close(): Promise<void>
}

/** One request as it goes out. */
export interface Outgoing {
  url: URL
  headers: Readonly<Record<string, string>>
  /** POST where there is one. */
  body: string | null
  /** All that may come back, with everything around the body; a server that sends more is cut off. */
  mostBytes: number
}

/**
 * One request on a connection of its own. Feeds are asked once in many minutes, so that an open connection would hardly be
 * used again; and what a server sends beyond its answer can never be taken for the answer to another request.
 */
export async function exchange(
  outgoing: Outgoing,
  options: Omit<ConnectOptions, 'signal'> & { limits: FetchLimits; watch: Watch },
): Promise<Exchange> {
  const { url, body } = outgoing
  const { limits, watch } = options
  const connect = connectorFor(url, { ...options, signal: watch.signal })
  let heard: Overheard = { bytes: 0, beginning: [] }
  let interim = 0
  const client = new Client(url.origin, {
    connect: (target, done) =>
      connect(target, (...result) => {
        const mostOfHeads = (limits.interimAnswers + 1) * limits.headerBytes
        if (result[1] !== null) heard = overhear(result[1], mostOfHeads, cutOffBeyond(outgoing.mostBytes, watch))
        done(...result)
      }),
    maxHeaderSize: limits.headerBytes,
    // The watch looks after time, the reader of the body after size.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const close = () => client.destroy()
  try {
    const answer = await client.request({
      method: body === null ? 'GET' : 'POST',
      path: url.pathname + url.search,
      headers: outgoing.headers,
      body,
      signal: watch.signal,
      responseHeaders: 'raw',
      onInfo: () => {
        interim++
        if (interim > limits.interimAnswers)
          watch.giveUp(new FetchError('BROKEN_ANSWER', 'interim answers without end'))
      },
    })
    watch.heard()
    answer.body.on('error', () => {}) // a body that nobody reads breaks unheard; its reader hears of it in any case
    const headers = joined(answer.headers as unknown as string[])
    let bodyBytes = 0
    return {
      status: answer.statusCode,
      headers,
      body: (async function* () {
        for await (const chunk of answer.body as AsyncIterable<Buffer>) {
          bodyBytes += chunk.length
          yield chunk
        }
      })(),
      hasRest() {
        if (headers['content-length'] === undefined) return false
        const headBytes = lengthOfHeads(Buffer.concat(heard.beginning), interim + 1)
        return headBytes !== null && heard.bytes > headBytes + bodyBytes
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** What came over a connection: how much, and its first pieces. */
interface Overheard {
  bytes: number
  beginning: Buffer[]
}

/**
 * Sees what is read from a connection: undici tells neither how much came after a message nor how much of it was no body, such
 * as a chunk's extensions without end.
 */
function overhear(socket: Socket, mostOfHeads: number, see: (bytes: number) => void): Overheard {
  const read = socket.read.bind(socket)
  const heard: Overheard = { bytes: 0, beginning: [] }
  socket.read = (size) => {
    if (socket.destroyed) return null
    const most = Math.min(PIECE, socket.readableLength)
    const chunk: Buffer | null = read(size ?? (most > 0 ? most : undefined))
    if (chunk !== null) {
      if (heard.bytes < mostOfHeads) heard.beginning.push(chunk)
      heard.bytes += chunk.length
      see(chunk.length)
    }
    return chunk
  }
  return heard
}

/** How long so many heads of answers are, those of interim ones before the last; null where they do not end as they should. */
function lengthOfHeads(received: Buffer, heads: number): number | null {
  let length = 0
  for (let head = 0; head < heads; head++) {
    const end = received.indexOf('\r\n\r\n', length)
    if (end < 0) return null
    length = end + 4
  }
  return length
}

function cutOffBeyond(most: number, watch: Watch): (bytes: number) => void {
  let received = 0
  return (bytes) => {
    received += bytes
    if (received > most) watch.giveUp(new FetchError('TOO_LARGE', `more than ${most} bytes in all`))
  }
}

/** Undici's raw list: name, value, name, value. */
function joined(raw: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>()
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]!.toLowerCase()
    const before = headers.get(name)
    headers.set(name, before === undefined ? raw[at + 1]! : `${before}, ${raw[at + 1]}`)
  }
  return Object.fromEntries(headers)
}
