import { Child } from './fanout-child.ts'
import type { Load, Loaded } from './http-load.ts'
import type { Style } from './read-questions.ts'

/** Of every server that is measured, as `npm start` has it. */
const FLAGS = ['--max-semi-space-size=64']

/** What came of one round: by the clock, and by the processor time of the server's process. */
export interface Round extends Loaded {
  byCpu: number
}

/** A server in a process of its own, and whoever asks it in another. */
export class ReadSide {
  private constructor(
    readonly name: string,
    /** In whose words it is asked. */
    readonly style: Style,
    private readonly server: Child,
    private readonly client: Child,
    private readonly port: number,
  ) {}

  /** @param command of read-server.ts, with what it is told */
  static async open(name: string, command: string, argument: unknown): Promise<ReadSide> {
    return await ReadSide.#of(
      name,
      'ours',
      new Child(new URL('./read-server.js', import.meta.url), FLAGS),
      command,
      argument,
    )
  }

  /** One of bench/peers, by a Node of its own. */
  static async peer(name: string, style: Style, { module, node, url }: { module: URL; node: string; url: string }) {
    return await ReadSide.#of(name, style, new Child(module, FLAGS, node), 'open', { url })
  }

  static async #of(name: string, style: Style, server: Child, command: string, argument: unknown): Promise<ReadSide> {
    const client = new Child(new URL('./http-load.js', import.meta.url))
    return new ReadSide(name, style, server, client, await server.ask<number>(command, argument))
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

  /** Sends bodies in turn. */
  async round({ bodies, ...load }: Omit<Load, 'port' | 'requests'> & { bodies: readonly string[] }): Promise<Round> {
    const requests = bodies.map((body) => ({ path: '/graphql', body }))
    const before = await this.server.ask<number>('cpuSeconds')
    const loaded = await this.client.ask<Loaded>('load', { ...load, requests, port: this.port })
    const after = await this.server.ask<number>('cpuSeconds')
    if (loaded.failed > 0) throw new Error(`${this.name}: ${loaded.failed} requests failed`)
    return { ...loaded, byCpu: (load.warm + load.count) / (after - before) }
  }

  /** Resident bytes, once what is not in use has been collected. */
  async memory(): Promise<number> {
    return await this.server.ask<number>('memory')
  }

  close(): void {
    this.server.close()
    this.client.close()
  }
}
