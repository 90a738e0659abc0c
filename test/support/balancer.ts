import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** How often nodes are asked whether they are ready, as docs/upgrading.md has it at most. */
const LOOK_MS = 1_000

/** A load balancer over HTTP as they come: asks /readyz, a connection to a node for each request, the next node where one takes none. */
export class Balancer {
  readonly #server: Server
  readonly #open = new Set<Socket>()
  readonly #ready = new Map<number, boolean>()
  readonly #agent = new Agent({ keepAlive: false })
  readonly #looking = setInterval(() => void this.#look(), LOOK_MS)
  #turn = 0

  private constructor() {
    this.#server = createServer((incoming, response) => void this.#pass(incoming, response))
    this.#server.keepAliveTimeout = 60_000
    this.#server.on('upgrade', (incoming, socket, head) => this.#upgrade(incoming, socket, head))
  }

  static async start(): Promise<Balancer> {
    const balancer = new Balancer()
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve))
    return balancer
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`
  }

  /** Takes a node in once it is ready. */
  async add(port: number): Promise<void> {
    this.#ready.set(port, false)
    await this.#look()
  }

  remove(port: number): void {
    this.#ready.delete(port)
  }

  async close(): Promise<void> {
    clearInterval(this.#looking)
    for (const socket of this.#open) socket.destroy()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #look(): Promise<void> {
    for (const port of this.#ready.keys()) {
      const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (this.#ready.has(port)) this.#ready.set(port, isReady)
    }
  }

  /** The nodes that are ready, each time another first. */
  #nodes(): number[] {
    const ready = [...this.#ready].filter(([, isReady]) => isReady).map(([port]) => port)
    const first = this.#turn++ % Math.max(1, ready.length)
    return [...ready.slice(first), ...ready.slice(0, first)]
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const tryNext = ([port, ...others]: number[]): void => {
      if (port === undefined) return void response.writeHead(502).end('no node')
      const { connection: _, ...headers } = incoming.headers
      const { method, url: path } = incoming
      let isConnected = false
      const passed = request({ host: '127.0.0.1', port, method, path, headers, agent: this.#agent }, (answer) => {
        const { connection: __, 'keep-alive': ___, ...kept } = answer.headers
        response.writeHead(answer.statusCode!, kept)
        answer.on('error', () => response.destroy())
        answer.pipe(response)
      })
      passed.on('socket', (socket) => socket.once('connect', () => (isConnected = true)))
      passed.on('error', (error) => {
        if (!isConnected) tryNext(others)
        else if (response.headersSent) response.destroy()
        else response.writeHead(502).end(String(error))
      })
      passed.end(Buffer.concat(chunks))
    }
    tryNext(this.#nodes())
  }

  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const [port] = this.#nodes()
    socket.on('error', () => {})
    if (port === undefined) return void socket.destroy()
    const node = connect(port, '127.0.0.1', () => {
      const lines = incoming.rawHeaders.flatMap((name, index, all) => (index % 2 ? [] : [`${name}: ${all[index + 1]}`]))
      node.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      node.write(head)
      node.pipe(socket).pipe(node)
    })
    this.#open.add(node)
    node.on('error', () => socket.destroy())
    node.on('close', () => {
      this.#open.delete(node)
      socket.destroy()
    })
    socket.on('close', () => node.destroy())
  }
}
