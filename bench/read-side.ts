import { Child } from './fanout-child.ts'
import type { Load, Loaded } from './http-load.ts'

/** What came of one round: by the clock, and by the processor time of the server's process. */
export interface Round extends Loaded {
  byCpu: number
}

/** A server in a process of its own, and whoever asks it in another. */
export class ReadSide {
  private constructor(
    private readonly server: Child,
    private readonly client: Child,
    private readonly port: number,
  ) {}

  /** @param name a command of read-server.ts, with what it is told */
  static async open(name: string, argument: unknown): Promise<ReadSide> {
    const server = new Child(new URL('./read-server.js', import.meta.url))
    const client = new Child(new URL('./http-load.js', import.meta.url))
    return new ReadSide(server, client, await server.ask<number>(name, argument))
  }

  /** The answer to a POST, as text. Throws where it is not 200 or has errors. */
  async answer(body: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
    })
    const text = await response.text()
    if (response.status !== 200 || JSON.parse(text).errors !== undefined) throw new Error(text.slice(0, 500))
    return text
  }

  async round(load: Omit<Load, 'port'>): Promise<Round> {
    const before = await this.server.ask<number>('cpuSeconds')
    const loaded = await this.client.ask<Loaded>('load', { ...load, port: this.port })
    const after = await this.server.ask<number>('cpuSeconds')
    if (loaded.failed > 0) throw new Error(`${loaded.failed} requests failed`)
    return { ...loaded, byCpu: (load.warm + load.count) / (after - before) }
  }

  close(): void {
    this.server.close()
    this.client.close()
  }
}
