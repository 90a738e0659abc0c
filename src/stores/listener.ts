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

/** A running LISTEN; `close` ends its connection and comes back when that is done. */
export interface Listener {
  close(): Promise<void>
}

type Warn = (fields: object, event: string) => void

/**
 * Hears NOTIFY on some channels over a connection of its own, for ever. Whenever it has (re)connected it notifies once for
 * each channel as well, without a payload, because what was announced meanwhile is lost.
 */
export function listen(
  url: string,
  channels: readonly string[],
  onNotify: (channel: string, payload?: string) => void,
  warn: Warn = () => {},
): Listener {
  const closing = new AbortController()
  const running = keepListening(url, channels, onNotify, warn, closing.signal)
  return {
    async close() {
      closing.abort()
      await running
    },
  }
}

async function keepListening(
  url: string,
  channels: readonly string[],
  onNotify: (channel: string, payload?: string) => void,
  warn: Warn,
  signal: AbortSignal,
): Promise<void> {
  let pause = FIRST_PAUSE_MS
  while (!signal.aborted) {
    const heard = () => {
      pause = FIRST_PAUSE_MS
      for (const channel of channels) onNotify(channel)
    }
    const error = await listenOnce(url, channels, onNotify, heard, signal)
    if (signal.aborted) return
    warn({ error: messageOf(error), pauseMs: pause }, 'listener.lost')
    await sleep(pause, undefined, { signal }).catch(() => {})
    pause = Math.min(pause * 2, LAST_PAUSE_MS)
  }
}

/** Listens until the connection breaks or the signal says stop; gives the reason, and never throws. */
async function listenOnce(
  url: string,
  channels: readonly string[],
  onNotify: (channel: string, payload?: string) => void,
  onListening: () => void,
  signal: AbortSignal,
): Promise<unknown> {
  const client = new pg.Client({
    connectionString: url,
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
    client.on('notification', ({ channel, payload = '' }) => onNotify(channel, payload))
    const listening = (async () => {
      await client.connect()
      for (const channel of channels) await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      if (!signal.aborted) onListening()
      return await broken
    })()
    return await Promise.race([listening, broken])
  } catch (error) {
    return error
  } finally {
    signal.removeEventListener('abort', stop)
    await end(client)
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
