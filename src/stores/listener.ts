import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { messageOf } from '../errors.ts'

/** Pauses between attempts to connect double from the first to the last. */
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 5_000
/** An attempt to connect that takes longer has failed. */
const CONNECT_TIMEOUT_MS = 5_000
/** Longest wait for the server's goodbye. */
const LEAVE_MS = 1_000

/** Is told of a NOTIFY; without a payload also whenever something may have been missed. */
export type Heard = (channel: string, payload?: string) => void

type Warn = (fields: object, event: string) => void

/**
 * Hears NOTIFY for whoever asks, over one connection, for ever. Whenever a channel is (again) listened to its hearers are told once as
 * well, without a payload, because what was announced before is lost.
 */
export class Listener {
  readonly #hearers = new Map<string, Set<Heard>>()
  readonly #closing = new AbortController()
  #running: Promise<void> | null = null
  /** The connection, while it listens. */
  #client: pg.Client | null = null
  /** One statement at a time. */
  #asking: Promise<void> = Promise.resolve()
  #pause = FIRST_PAUSE_MS

  constructor(
    private readonly url: string,
    private readonly warn: Warn = () => {},
  ) {}

  /** Tells of some channels until it is closed. */
  hear(channels: readonly string[], heard: Heard): { close(): void } {
    for (const channel of channels) {
      const hearers = this.#hearers.get(channel)
      if (hearers === undefined) this.#hearers.set(channel, new Set([heard]))
      else hearers.add(heard)
    }
    if (this.#client !== null) this.#listenTo(this.#client, channels)
    this.#running ??= this.#keepListening()
    return {
      close: () => {
        for (const channel of channels) this.#hearers.get(channel)?.delete(heard)
      },
    }
  }

  /** Ends the connection and comes back when that is done. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#running
  }

  async #keepListening(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      const error = await this.#listenOnce(signal)
      if (signal.aborted) return
      this.warn({ error: messageOf(error), pauseMs: this.#pause }, 'listener.lost')
      await sleep(this.#pause, undefined, { signal }).catch(() => {})
      this.#pause = Math.min(this.#pause * 2, LAST_PAUSE_MS)
    }
  }

  /** Listens until the connection breaks or the signal says stop; gives the reason, and never throws. */
  async #listenOnce(signal: AbortSignal): Promise<unknown> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'sila listener',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    })
    let stop = () => {}
    try {
      const broken = new Promise<unknown>((resolve) => {
        client.on('error', resolve)
        client.on('end', () => resolve(new Error('the connection ended')))
        stop = () => resolve(undefined)
        signal.addEventListener('abort', stop, { once: true })
      })
      client.on('notification', ({ channel, payload = '' }) => this.#tell(channel, payload))
      const listening = (async () => {
        await client.connect()
        this.#client = client
        this.#listenTo(client, [...this.#hearers.keys()])
        return await broken
      })()
      return await Promise.race([listening, broken])
    } catch (error) {
      return error
    } finally {
      this.#client = null
      signal.removeEventListener('abort', stop)
      await end(client)
    }
  }

  #listenTo(client: pg.Client, channels: readonly string[]): void {
    const ask = async () => {
      for (const channel of channels) await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      if (this.#client !== client) return
      this.#pause = FIRST_PAUSE_MS
      for (const channel of channels) this.#tell(channel)
    }
    // What fails here breaks the connection, which is told elsewhere.
    this.#asking = this.#asking.then(ask).catch(() => {})
  }

  #tell(channel: string, payload?: string): void {
    for (const heard of this.#hearers.get(channel) ?? []) heard(channel, payload)
  }
}

/** Takes leave of the server, and of one that does not answer without its answer. */
async function end(client: pg.Client): Promise<void> {
  const patience = new AbortController()
  const limit = sleep(LEAVE_MS, undefined, { signal: patience.signal }).catch(() => {})
  await Promise.race([client.end().catch(() => {}), limit])
  patience.abort()
  client.connection.stream.destroy()
}
