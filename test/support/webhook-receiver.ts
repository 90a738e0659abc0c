import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** A message as a receiver got it. */
export interface Received {
  id: string
  path: string
  body: string
  /** The body, read. */
  message: any
  headers: IncomingMessage['headers']
  at: number
  /** Whether it was answered with 2xx. */
  taken: boolean
}

/** How a receiver behaves: a status, or one of the ways in which receivers fail. */
export type Behaviour =
  | number
  | { status: number; headers: Record<string, string> }
  | 'reset'
  | 'reset after the head'
  | 'drip'
  | 'silence'
  | 'garbage'
  | 'endless head'

/** What partners run: checks each message with the reference library, keeps it, and answers as it is told. */
export class WebhookReceiver {
  readonly received: Received[] = []
  /** Signatures that were wrong. */
  forged = 0
  /** How the next message is answered. */
  behaviour: (received: Received) => Behaviour = () => 204
  secret: string | null = null
  /** Answers in the clear where TLS is spoken. */
  falseTls = false
  readonly #scheme: 'http' | 'https'
  /** As its certificate has it. */
  readonly #name: string
  readonly #server: Server
  /** What lies under TLS, by the port of the other side. */
  readonly #wires = new Map<number | undefined, Socket>()

  private constructor(tls: { key: string; cert: string } | null) {
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response)
    this.#scheme = tls === null ? 'http' : 'https'
    this.#name = tls === null ? '127.0.0.1' : 'hook.news.test'
    this.#server = tls === null ? createServer(listener) : createSecureServer(tls, listener)
    this.#server.on('connection', (socket) => {
      const { remotePort } = socket
      this.#wires.set(remotePort, socket)
      socket.once('close', () => this.#wires.delete(remotePort))
      socket.on('error', () => {})
      if (this.falseTls) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
    })
    this.#server.keepAliveTimeout = 100
  }

  static async open(options: { tls?: { key: string; cert: string }; port?: number } = {}): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(options.tls ?? null)
    await new Promise<void>((resolve) => receiver.#server.listen(options.port ?? 0, '127.0.0.1', resolve))
    return receiver
  }

  get host(): string {
    return `${this.#name}:${(this.#server.address() as AddressInfo).port}`
  }

  get url(): string {
    return `${this.#scheme}://${this.host}/hook`
  }

  /** Messages in the order in which each first came, by id: what a receiver works on that sees to it that it does nothing twice. */
  get once(): Received[] {
    return [...new Map(this.received.toReversed().map((each) => [each.id, each])).values()].reverse()
  }

  /** The events that were taken, in their order, each message once. */
  get events(): any[] {
    const taken = this.received.filter(({ taken }) => taken)
    return [...new Map(taken.map((each) => [each.id, each])).values()].flatMap(
      ({ message }) => message.data.events ?? [],
    )
  }

  /** Is not there for some time, and then again at the same port. */
  async closeFor(ms: number): Promise<void> {
    const { port } = this.#server.address() as AddressInfo
    await this.close()
    await new Promise((resolve) => setTimeout(resolve, ms))
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve))
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => {})
    response.on('error', () => {})
    let body = ''
    try {
      request.setEncoding('utf8')
      for await (const chunk of request) body += chunk
    } catch {
      return
    }
    const headers = request.headers
    if (this.secret !== null) {
      try {
        new Webhook(this.secret).verify(body, headers as Record<string, string>)
      } catch {
        this.forged++
      }
    }
    const received: Received = {
      id: String(headers['webhook-id']),
      path: request.url ?? '',
      body,
      message: JSON.parse(body),
      headers,
      at: Date.now(),
      taken: false,
    }
    const behaviour = this.behaviour(received)
    received.taken = typeof behaviour === 'number' && behaviour >= 200 && behaviour < 300
    this.received.push(received)
    this.#behave(behaviour, response)
  }

  #reset({ remotePort }: Socket): void {
    this.#wires.get(remotePort)?.resetAndDestroy()
  }

  #behave(behaviour: Behaviour, response: ServerResponse): void {
    const socket = response.socket!
    if (typeof behaviour === 'number') {
      // Where it leads to itself: who follows redirects would come again.
      if (behaviour >= 300 && behaviour < 400) response.setHeader('location', `http://${this.host}/elsewhere`)
      response.writeHead(behaviour).end()
    } else if (typeof behaviour === 'object') response.writeHead(behaviour.status, behaviour.headers).end()
    else if (behaviour === 'reset') this.#reset(socket)
    else if (behaviour === 'reset after the head')
      socket.write('HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\n', () => this.#reset(socket))
    else if (behaviour === 'garbage') socket.end('this is no HTTP\r\n\r\n')
    else if (behaviour === 'drip') drip(socket, 'HTTP/1.1 200 OK\r\nx-slow: yes\r\ncontent-length: 2\r\n\r\nok')
    else if (behaviour === 'endless head') {
      socket.write('HTTP/1.1 200 OK\r\n')
      const more = setInterval(() => socket.write(`x-more: ${'a'.repeat(4_000)}\r\n`), 5)
      socket.once('close', () => clearInterval(more))
    }
    // Silence: nothing is ever said.
  }
}

/** One byte now and then, and never the whole of the head in time. */
function drip(socket: NonNullable<ServerResponse['socket']>, text: string): void {
  let at = 0
  const timer = setInterval(() => {
    if (at < text.length - 20) socket.write(text[at++]!)
  }, 100)
  socket.once('close', () => clearInterval(timer))
}
