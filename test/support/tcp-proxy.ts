import { createServer, connect as dial, type Server, type Socket } from 'node:net'

/** A way for TCP that can be cut: connections to it go to the first of its targets that takes them, turn by turn. */
export class TcpProxy {
  readonly #server: Server
  readonly #open = new Set<Socket>()
  #turn = 0
  #refuses = false

  /** Whether a target is to get connections now. */
  inRotation: (port: number) => boolean = () => true

  private constructor(private readonly targets: readonly number[]) {
    this.#server = createServer((client) => void this.#serve(client))
  }

  /** Listens on a free port of loopback, for ports of loopback. */
  static async start(...targets: number[]): Promise<TcpProxy> {
    const proxy = new TcpProxy(targets)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  /** The address of a server over HTTP, by way of the proxy. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Breaks every connection, and takes no other until `mend`. */
  cut(): void {
    this.#refuses = true
    for (const socket of this.#open) socket.destroy()
  }

  /** Carries nothing any more and breaks nothing, as a cable that is pulled. */
  stall(): void {
    for (const socket of this.#open) socket.pause()
    this.#refuses = true
  }

  /** Takes connections again; those that stalled are broken. */
  mend(): void {
    for (const socket of this.#open) if (socket.isPaused()) socket.destroy()
    this.#refuses = false
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(client: Socket): Promise<void> {
    this.#keep(client)
    if (this.#refuses) return void client.destroy()
    for (let tried = 0; tried < this.targets.length; tried++) {
      const target = this.targets[this.#turn++ % this.targets.length]!
      const server = this.inRotation(target) ? await this.#reach(target) : null
      if (server === null) continue
      this.#keep(server)
      client.pipe(server)
      server.pipe(client)
      client.on('close', () => server.destroy())
      server.on('close', () => client.destroy())
      return
    }
    client.destroy()
  }

  #reach(port: number): Promise<Socket | null> {
    return new Promise((resolve) => {
      const socket = dial(port, '127.0.0.1')
      socket.once('connect', () => resolve(socket))
      socket.once('error', () => resolve(null))
    })
  }

  #keep(socket: Socket): void {
    this.#open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.#open.delete(socket))
  }
}
