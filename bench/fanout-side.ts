import { setTimeout as sleep } from 'node:timers/promises'
import { Child, wallClock } from './fanout-child.ts'
import type { ClientPlan, Received } from './fanout-clients.ts'
import { DOCUMENT, type EventWriter } from './fanout-log.ts'

const KEY = 'a-key-of-the-measure-of-fan-out'
/** The longest that a round may take. */
const TIMEOUT_MS = 120_000

/** One server with its clients, each in a process of its own. */
export class Side {
  readonly server: Child
  readonly clients = new Child(new URL('./fanout-clients.js', import.meta.url))
  #port = 0

  private constructor(
    readonly kind: 'live' | 'stock' | 'plain',
    flags: readonly string[],
  ) {
    const module = kind === 'plain' ? './fanout-plain.js' : './fanout-server.js'
    this.server = new Child(new URL(module, import.meta.url), flags)
  }

  /**
   * @param url of the database that it serves from
   * @param flags of the server's Node
   */
  static async open(kind: Side['kind'], url: string, flags: readonly string[] = []): Promise<Side> {
    const side = new Side(kind, flags)
    side.#port = await side.server.ask<number>(kind, { url, key: KEY })
    return side
  }

  /** @param variables of the subscriptions, in turn */
  async connect(count: number, variables: readonly Record<string, unknown>[] = [{}]): Promise<void> {
    const subscribe = this.kind === 'plain' ? null : { key: KEY, query: DOCUMENT, variables }
    await this.clients.ask('connect', { port: this.#port, count, subscribe } satisfies ClientPlan)
  }

  async disconnect(): Promise<void> {
    await this.clients.ask('disconnect')
    await sleep(500)
  }

  /** What a round of so many frames came to: frames a second, and a second of the server's CPU. */
  async round(frames: number, send: () => Promise<number | null>): Promise<{ bySecond: number; byCpu: number }> {
    await this.clients.ask('reset')
    const cpu = await this.server.ask<number>('cpuSeconds')
    const asked = wallClock()
    const began = (await send()) ?? asked
    const { lastAt } = await this.clients.ask<Received>('wait', { frames, timeoutMs: TIMEOUT_MS })
    const used = (await this.server.ask<number>('cpuSeconds')) - cpu
    return { bySecond: frames / ((lastAt - began) / 1_000), byCpu: frames / used }
  }

  close(): void {
    this.clients.close()
    this.server.close()
  }

  /** Writes until so many who subscribe hear it. */
  async allHear(count: number, writer: EventWriter): Promise<void> {
    for (let missing = count; missing > 0; ) {
      await this.clients.ask('reset')
      await writer.write(1)
      await sleep(1_500)
      missing = count - (await this.clients.ask<Received>('received')).frames
    }
  }
}
