import { Child } from './fanout-child.ts'
import type { Load, Loaded } from './http-load.ts'

/** A server in a process of its own, and a partner who asks it from another. */
export class GatewaySide {
  private constructor(
    private readonly server: Child,
    private readonly client: Child,
    private readonly port: number,
    /** Milliseconds. */
    readonly startedIn: number,
    private readonly key: string,
  ) {}

  /** @param name a command of gateway-server.ts, with what it is told */
  static async open(name: string, argument: unknown, key: string): Promise<GatewaySide> {
    const server = new Child(new URL('./gateway-server.js', import.meta.url))
    const client = new Child(new URL('./http-load.js', import.meta.url))
    const { port, ms } = await server.ask<{ port: number; ms: number }>(name, argument)
    return new GatewaySide(server, client, port, ms, key)
  }

  /** The answer to a GET. Throws where it is not 200. */
  async answer(path: string): Promise<{ text: string; etag: string }> {
    const headers = { authorization: `Bearer ${this.key}`, accept: 'application/json' }
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, { headers })
    const text = await response.text()
    if (response.status !== 200) throw new Error(text.slice(0, 500))
    return { text, etag: response.headers.get('etag')! }
  }

  /** What came of it by the clock, and by the processor time of the server's process. */
  async round(load: Omit<Load, 'port'>): Promise<Loaded & { byCpu: number }> {
    const headers = `authorization: Bearer ${this.key}\r\n${load.headers ?? ''}`
    const before = await this.server.ask<number>('cpuSeconds')
    const loaded = await this.client.ask<Loaded>('load', { ...load, headers, port: this.port })
    const after = await this.server.ask<number>('cpuSeconds')
    if (loaded.failed > 0) throw new Error(`${loaded.failed} requests failed`)
    return { ...loaded, byCpu: (load.warm + load.count) / (after - before) }
  }

  close(): void {
    this.server.close()
    this.client.close()
  }
}
