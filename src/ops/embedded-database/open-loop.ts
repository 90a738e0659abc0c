import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { makeFolder } from '../make-folder.ts'
import { chooseAccount, type Owner } from './account.ts'
import { type Binaries, locateBinaries } from './binaries.ts'
import { type Cluster, clusterIn, createCluster, examine, writeWhole } from './cluster.ts'
import { DatabaseUnavailable, INSTEAD, lastLines } from './database-unavailable.ts'
import { freePort } from './free-port.ts'
import { join } from './membership.ts'
import { findPostmaster, removeStale, startPostmaster } from './postmaster.ts'

/** Reports an event of the database's life. */
export type Log = (event: string, fields?: object) => void

/** A registered use of a running server. */
export interface Use {
  readonly cluster: Cluster
  readonly client: pg.Client
  readonly port: number
}

/** How the loop goes about it; `create` is off for a user who comes back and must not find an empty database in place of his own. */
export interface Wish {
  readonly dataDir: string
  readonly durable: boolean
  readonly create: boolean
  readonly log: Log
  /** True when the user has lost interest: the loop then starts nothing more and gives undefined. */
  readonly cancelled: () => boolean
}

const PAUSE_MS = 40
// Backends of a killed server need some seconds to notice; PostgreSQL refuses to start beside them.
const ORPHANS_MS = 15_000
const PATIENCE_MS = 60_000
// After a crash the server first replays its log.
const RECOVERY_MS = 300_000
const MOST_PORTS = 8

/**
 * Goes round until this process is a registered user of the cluster's running server: creates what is missing, starts what
 * is stopped, uses what runs. Every step may find that another process took it, and then the next round sees its result.
 */
export async function openLoop(wish: Wish): Promise<Use | undefined> {
  if (wish.create) await makeFolder(wish.dataDir)
  const cluster = await clusterIn(wish.dataDir)
  const began = Date.now()
  const starter = new Starter(cluster, wish)
  for (let reason = ''; ; await sleep(PAUSE_MS)) {
    // What we started has no user but us: we first join it, to be able to leave it.
    if (wish.cancelled() && !starter.started) return undefined
    const state = await examine(cluster)
    if (!state) {
      await starter.create()
      continue
    }
    const found = await findPostmaster(cluster)
    if (found.kind === 'stale') {
      wish.log('database.stale', { file: 'postmaster.pid' })
      await removeStale(cluster, found.content)
    }
    if (found.kind !== 'alive') {
      reason = (await starter.start(state)) ?? reason
      continue
    }
    if (found.status === 'ready') {
      const result = await join(cluster, found.port)
      if (result.kind === 'joined') return { cluster, client: result.client, port: found.port }
      reason = result.reason
      if (result.kind === 'foreign') throw foreign(cluster, reason)
    } else reason = `the server with pid ${found.pid} is ${found.status}`
    if (Date.now() - began > (found.status === 'starting' ? RECOVERY_MS : PATIENCE_MS)) throw tooLong(cluster, reason)
  }
}

function foreign(cluster: Cluster, reason: string): DatabaseUnavailable {
  return new DatabaseUnavailable(
    `The running PostgreSQL does not accept the password in ${cluster.passwordFile} or is not the one of ${cluster.data}. ` +
      `End it and start again, or ${INSTEAD}.`,
    { words: reason },
  )
}

function tooLong(cluster: Cluster, reason: string): DatabaseUnavailable {
  return new DatabaseUnavailable(
    `The embedded PostgreSQL did not let us in. Look into ${cluster.logFile} and start again, or ${INSTEAD}.`,
    { words: reason },
  )
}

/** The part of the loop that creates and starts; it remembers across the rounds what has failed. */
class Starter {
  readonly #cluster: Cluster
  readonly #wish: Wish
  started = false
  #binaries: Binaries | undefined
  #orphansSince: number | undefined
  #taken = 0

  constructor(cluster: Cluster, wish: Wish) {
    this.#cluster = cluster
    this.#wish = wish
  }

  async create(): Promise<void> {
    const { log, create, durable } = this.#wish
    if (!create)
      throw new DatabaseUnavailable(`The database in ${this.#cluster.home} is gone: restore it, and start again.`)
    this.#binaries ??= await locateBinaries()
    const began = Date.now()
    const created = await createCluster(this.#cluster, this.#binaries, durable)
    if (created) log('database.created', { directory: this.#cluster.home, ms: Date.now() - began })
  }

  /** Starts the server; gives the reason why it did not, where another round may help. */
  async start(state: Owner & { major: number }): Promise<string | undefined> {
    this.#binaries ??= await locateBinaries()
    if (state.major !== this.#binaries.major) throw otherVersion(this.#cluster, state.major, this.#binaries.major)
    const account = await chooseAccount(state, this.#binaries.initdb, this.#cluster.home)
    const remembered = await rememberedPort(this.#cluster)
    const port = await freePort(this.#taken > 0 ? undefined : remembered)
    const began = Date.now()
    const settings = { port, durable: this.#wish.durable, patienceMs: RECOVERY_MS }
    const start = await startPostmaster(this.#cluster, this.#binaries, account, settings)
    if (start.kind === 'slow') throw tooLong(this.#cluster, 'the server is still starting')
    if (start.kind === 'exited') return await this.#afterExit(start.words)
    this.started = true
    this.#wish.log('database.started', { pid: start.pid, port, ms: Date.now() - began })
    if (port !== remembered) await writeWhole(this.#cluster.portFile, `${port}\n`)
    return undefined
  }

  async #afterExit(words: string): Promise<string> {
    // Another process was faster, or the server before is still on its way out.
    if ((await findPostmaster(this.#cluster)).kind === 'alive') return words
    if (words.includes('lock file "postmaster.pid" already exists') || /lock file .* is empty/.test(words)) return words
    if (/pre-existing shared memory block/.test(words)) {
      this.#orphansSince ??= Date.now()
      if (Date.now() - this.#orphansSince < ORPHANS_MS) {
        await sleep(200)
        return words
      }
    }
    if (/could not (bind|create any TCP)/.test(words) && ++this.#taken < MOST_PORTS) return words
    throw new DatabaseUnavailable(
      `The embedded PostgreSQL in ${this.#cluster.home} did not start. Mend what it says below, or ${INSTEAD}.`,
      { words: lastLines(words) },
    )
  }
}

function otherVersion(cluster: Cluster, data: number, programs: number): DatabaseUnavailable {
  return new DatabaseUnavailable(
    `The database in ${cluster.home} was written by PostgreSQL ${data}, and PostgreSQL ${programs} is installed. ` +
      `Install the release of Sila that came with ${data} to carry the data over, or ${INSTEAD}.`,
  )
}

/** The port that the cluster's server had when it last started. */
export async function rememberedPort(cluster: Cluster): Promise<number | undefined> {
  const port = Number(await readFile(cluster.portFile, 'utf8').catch(() => ''))
  return Number.isSafeInteger(port) && port > 0 && port < 65_536 ? port : undefined
}
