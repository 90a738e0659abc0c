import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface FrameTerms {
  opcode?: number
  masked?: boolean
  /** The last of a message. */
  fin?: boolean
  /** Reserved bits; nothing uses them unless an extension was agreed. */
  reserved?: number
}

/** A frame as it came. */
export interface Frame {
  opcode: number
  payload: Buffer
}

/** A WebSocket written by hand over TCP (RFC 6455), that says whatever a test wants said. */
export class RawSocket {
  readonly frames: Frame[] = []
  /** The messages of the protocol above that have come. */
  readonly messages: any[] = []
  /** The head of the answer to the handshake. */
  head = ''
  ended = false
  readonly #socket: Socket
  #bytes = Buffer.alloc(0)

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes) => this.#take(bytes))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.ended = true
    })
  }

  /** Asks for an upgrade, and comes back with the answer to it. */
  static async open(url: string, headers: Record<string, string> = {}, path = '/graphql'): Promise<RawSocket> {
    const { hostname, port, host } = new URL(url)
    const raw = new RawSocket(connect(Number(port), hostname))
    const all = {
      Host: host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      'Sec-WebSocket-Protocol': 'graphql-transport-ws',
      ...headers,
    }
    const lines = Object.entries(all).flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`]))
    raw.#socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    await raw.until(() => raw.head !== '')
    return raw
  }

  get status(): number {
    return Number(this.head.split(' ')[1])
  }

  /** The code that closed the socket; 1006 where it ended without one; undefined while it is open. */
  get closeCode(): number | undefined {
    const close = this.frames.find(({ opcode }) => opcode === OPCODE.close)
    if (close) return close.payload.length < 2 ? 1005 : close.payload.readUInt16BE()
    return this.ended ? 1006 : undefined
  }

  get closeReason(): string {
    return (
      this.frames
        .find(({ opcode }) => opcode === OPCODE.close)
        ?.payload.subarray(2)
        .toString() ?? ''
    )
  }

  /** Sends a message of the protocol above. */
  say(message: unknown): void {
    this.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  send(
    data: string | Buffer,
    { opcode = OPCODE.text, masked = true, fin = true, reserved = 0 }: FrameTerms = {},
  ): void {
    const payload = Buffer.from(data)
    const { length } = payload
    const wide = length > 65_535 ? 8 : length > 125 ? 2 : 0
    const head = Buffer.alloc(2 + wide)
    head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode
    head[1] = (masked ? 0x80 : 0) | (wide === 8 ? 127 : wide === 2 ? 126 : length)
    if (wide === 2) head.writeUInt16BE(length, 2)
    if (wide === 8) head.writeBigUInt64BE(BigInt(length), 2)
    if (!masked) return void this.#socket.write(Buffer.concat([head, payload]))
    const mask = randomBytes(4)
    for (const [index, byte] of payload.entries()) payload[index] = byte ^ mask[index % 4]!
    this.#socket.write(Buffer.concat([head, mask, payload]))
  }

  /** Stops and goes on taking what comes. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Waits for the code that closes the socket, or its end. */
  async closed(ms = 10_000): Promise<number> {
    await this.until(() => this.closeCode !== undefined, ms)
    return this.closeCode!
  }

  /** Waits until something holds. */
  async until(holds: () => boolean, ms = 10_000): Promise<void> {
    for (const end = Date.now() + ms; !holds(); ) {
      if (Date.now() > end)
        throw new Error(
          `It did not happen in ${ms} ms; closed with ${this.closeCode}, heard ${JSON.stringify(this.messages).slice(-500)}`,
        )
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  #take(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    if (this.head === '') {
      const end = this.#bytes.indexOf('\r\n\r\n')
      if (end < 0) return
      this.head = this.#bytes.subarray(0, end).toString()
      this.#bytes = this.#bytes.subarray(end + 4)
    }
    if (this.status !== 101) return
    for (let frame = this.#frame(); frame !== null; frame = this.#frame()) {
      this.frames.push(frame)
      if (frame.opcode === OPCODE.text) this.messages.push(JSON.parse(frame.payload.toString()))
    }
  }

  #frame(): Frame | null {
    const bytes = this.#bytes
    if (bytes.length < 2) return null
    const short = bytes[1]! & 0x7f
    const wide = short === 127 ? 8 : short === 126 ? 2 : 0
    if (bytes.length < 2 + wide) return null
    const length = wide === 8 ? Number(bytes.readBigUInt64BE(2)) : wide === 2 ? bytes.readUInt16BE(2) : short
    if (bytes.length < 2 + wide + length) return null
    this.#bytes = bytes.subarray(2 + wide + length)
    return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(2 + wide, 2 + wide + length) }
  }
}
