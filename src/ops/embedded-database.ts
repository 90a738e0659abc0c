import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterIn, examine } from './embedded-database/cluster.ts'
import { DatabaseUnavailable, INSTEAD } from './embedded-database/database-unavailable.ts'
import { disconnect, leave, urlOf } from './embedded-database/membership.ts'
import { type Log, openLoop, rememberedPort, type Use } from './embedded-database/open-loop.ts'
import { findPostmaster, stopPostmaster } from './embedded-database/postmaster.ts'

/** A running PostgreSQL that lives in a data directory, and our registered use of it. */
export interface EmbeddedDatabase {
  /** The connection string. After a restart of the server on another port, which is rare, it is the new one. */
  readonly url: string
  /** Leaves, and stops the server when no other user of it is left; ends within 5 s, and can be called again. */
  close(): Promise<void>
}

/** Where the database lies; `durable: false` is for tests, and loses data when the machine stops. */
export interface EmbeddedDatabaseOptions {
  readonly dataDir: string
  readonly durable?: boolean
  readonly log?: Log
}

// At worst twice the first, once the second: the 5 s in which close() ends.
const LEAVE_MS = 1_000
const STOP_MS = 3_000
const LONGEST_PAUSE_MS = 5_000

/**
 * Uses the PostgreSQL of a data directory, created and started when need be. The server belongs to no process: it outlives
 * whoever started it, and the last user that closes stops it. Throws DatabaseUnavailable.
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const settings = { durable: true, log: () => {}, ...options, dataDir: resolve(options.dataDir) }
  try {
    const use = await openLoop({ ...settings, create: true, cancelled: () => false })
    const url = await urlOf(use!.cluster, use!.port)
    return new RegisteredUse(settings, use!, url)
  } catch (error) {
    throw explain(error, settings.dataDir)
  }
}

class RegisteredUse implements EmbeddedDatabase {
  readonly #settings: Required<EmbeddedDatabaseOptions>
  #use: Use | undefined
  #url: string
  #closing: Promise<void> | undefined
  #returning: Promise<void> | undefined

  constructor(settings: Required<EmbeddedDatabaseOptions>, use: Use, url: string) {
    this.#settings = settings
    this.#use = use
    this.#url = url
    this.#watch(use)
  }

  get url(): string {
    return this.#url
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #watch(use: Use): void {
    const lost = () => {
      if (this.#use !== use) return
      this.#use = undefined
      if (!this.#closing) this.#returning = this.#comeBack()
    }
    use.client.once('end', lost)
    // It may have ended between joining and now.
    if (use.client.connection.stream.destroyed) lost()
  }

  /** Registers again after the connection broke; starts the server when that was the reason. */
  async #comeBack(): Promise<void> {
    const { log } = this.#settings
    log('database.lost', { dataDir: this.#settings.dataDir })
    for (let pause = 50; !this.#closing; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const cancelled = () => this.#closing !== undefined
        const use = await openLoop({ ...this.#settings, create: false, cancelled })
        if (!use) return
        // Closed meanwhile, and close() may have stopped waiting for us.
        if (this.#closing) return await this.#leave(use)
        this.#use = use
        this.#url = await urlOf(use.cluster, use.port)
        log('database.rejoined', { port: use.port })
        return this.#watch(use)
      } catch (error) {
        log('database.unavailable', { error: explain(error, this.#settings.dataDir).message })
        await sleep(pause, undefined, { ref: false })
      }
    }
  }

  async #close(): Promise<void> {
    if (this.#returning) await within(LEAVE_MS, this.#returning)
    if (this.#use) await this.#leave(this.#use)
  }

  async #leave(use: Use): Promise<void> {
    try {
      const last = await within(LEAVE_MS, leave(use.client))
      if (last) await this.#stop(use)
    } catch (error) {
      this.#settings.log('database.leave', { error: String(error) })
    } finally {
      await disconnect(use.client)
    }
  }

  async #stop(use: Use): Promise<void> {
    const began = Date.now()
    const stopped = await stopPostmaster(use.cluster, STOP_MS)
    // It ends by itself, and whoever opens it next waits for that.
    this.#settings.log(stopped ? 'database.stopped' : 'database.stopping', { ms: Date.now() - began })
  }
}

/** Waits for a promise, and at most so long; then undefined. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const patience = new AbortController()
  const limit = sleep(ms, undefined, { signal: patience.signal }).catch(() => undefined)
  return Promise.race([work, limit]).finally(() => patience.abort())
}

function explain(error: unknown, dataDir: string): Error {
  if (error instanceof DatabaseUnavailable) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (!code) return error as Error
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  const sentence = full ? `The disk of ${dataDir} is full` : `The data directory ${dataDir} cannot be used`
  return new DatabaseUnavailable(`${sentence}: make room or permit access to it, or ${INSTEAD}.`, {
    words: message,
    cause: error,
  })
}

/** What a data directory holds, for a report: `stale` is a server that died and left its pid file. */
export interface EmbeddedDatabaseState {
  readonly state: 'absent' | 'stopped' | 'running' | 'stale'
  readonly port?: number
  readonly pid?: number
  /** The major version that wrote the data. */
  readonly version?: number
}

/** Looks at the embedded database of a data directory, and changes nothing. */
export async function inspectEmbeddedDatabase(dataDir: string): Promise<EmbeddedDatabaseState> {
  const cluster = await clusterIn(resolve(dataDir)).catch(() => undefined)
  const found = cluster && (await examine(cluster))
  if (!found) return { state: 'absent' }
  const postmaster = await findPostmaster(cluster)
  const version = found.major
  if (postmaster.kind === 'alive') return { state: 'running', pid: postmaster.pid, port: postmaster.port, version }
  return { state: postmaster.kind === 'none' ? 'stopped' : 'stale', port: await rememberedPort(cluster), version }
}
