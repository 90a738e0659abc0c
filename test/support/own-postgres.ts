import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Account, chooseAccount } from '../../src/ops/embedded-database/account.ts'
import { type Binaries, locateBinaries } from '../../src/ops/embedded-database/binaries.ts'
import { type Cluster, clusterIn, createCluster, examine } from '../../src/ops/embedded-database/cluster.ts'
import { urlOf } from '../../src/ops/embedded-database/membership.ts'
import { findPostmaster, startPostmaster } from '../../src/ops/embedded-database/postmaster.ts'
import { freePort } from './sila-process.ts'

const PATIENCE_MS = 60_000

/** A PostgreSQL of one test, which may break it. What was committed survives, as in operation. */
export class OwnPostgres {
  private constructor(
    readonly folder: string,
    readonly url: string,
    private readonly port: number,
    private readonly cluster: Cluster,
    private readonly binaries: Binaries,
    private readonly account: Account,
  ) {}

  static async start(): Promise<OwnPostgres> {
    return await OwnPostgres.#in(newFolder(), async (cluster, binaries) => {
      await createCluster(cluster, binaries, false)
    })
  }

  static async #in(
    folder: string,
    fill: (cluster: Cluster, binaries: Binaries) => Promise<void>,
  ): Promise<OwnPostgres> {
    const binaries = await locateBinaries()
    const cluster = await clusterIn(folder)
    await fill(cluster, binaries)
    const account = await chooseAccount((await examine(cluster))!, binaries.initdb, cluster.home)
    const port = await freePort()
    const server = new OwnPostgres(folder, await urlOf(cluster, port), port, cluster, binaries, account)
    await server.begin()
    return server
  }

  /**
   * A replica that streams what happens here from now on, and logs what it is asked; this server is stopped for the moment in which it is
   * copied.
   */
  async standby(): Promise<OwnPostgres> {
    await this.stop('fast')
    const standby = await OwnPostgres.#in(newFolder(), async ({ home, data }) => {
      execFileSync('cp', ['-a', this.cluster.home, home])
      const { username, hostname, port, password } = this.#ofSuperuser()
      const primary = `host=${hostname} port=${port} user=${username} password=${password}`
      const settings = [`primary_conninfo = '${primary}'`, `log_statement = 'all'`]
      appendFileSync(join(data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`)
      writeFileSync(join(data, 'standby.signal'), '')
      await this.begin()
    })
    return standby
  }

  /** What the server has logged. */
  get log(): string {
    return readFileSync(this.cluster.logFile, 'utf8')
  }

  /** Asks as the superuser. */
  async ask<Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.#ofSuperuser().href })
    await client.connect()
    try {
      return (await client.query<Row>(sql, parameters)).rows
    } finally {
      await client.end()
    }
  }

  #ofSuperuser(): URL {
    return Object.assign(new URL(this.url), { username: 'postgres' })
  }

  /** Starts the server where it was stopped. */
  async begin(): Promise<void> {
    const settings = { port: this.port, durable: true, patienceMs: PATIENCE_MS }
    const start = await startPostmaster(this.cluster, this.binaries, this.account, settings)
    if (start.kind !== 'ready') throw new Error(`PostgreSQL did not start: ${JSON.stringify(start)}`)
  }

  /** Ends the server: `fast` rolls back and says goodbye, `immediate` is a crash from which the next start recovers. */
  async stop(manner: 'fast' | 'immediate'): Promise<void> {
    const found = await findPostmaster(this.cluster)
    if (found.kind !== 'alive') return
    process.kill(found.pid, manner === 'fast' ? 'SIGINT' : 'SIGQUIT')
    for (const end = Date.now() + PATIENCE_MS; (await findPostmaster(this.cluster)).kind === 'alive'; await sleep(20)) {
      if (Date.now() > end) throw new Error('PostgreSQL did not stop')
    }
  }

  async close(): Promise<void> {
    await this.stop('immediate')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sila-own-'))
  chmodSync(folder, 0o755)
  return folder
}
