import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { startServer } from '../../src/app.ts'
import { type Config, loadConfig } from '../../src/config.ts'
import { createLog } from '../../src/ops/log.ts'
import { Shutdown } from '../../src/ops/shutdown.ts'
import { ADMIN_KEY } from './tiny-server.ts'

/** An answer over HTTP. */
export interface Answer {
  status: number
  headers: Headers
  body: any
}

/** The server as `sila serve` opens it, on a test's database and a free port. */
export interface WholeServer {
  url: string
  config: Config
  /** Posts JSON, or a text as it is. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  close(): Promise<void>
}

/** Starts api and desk over a database; nothing is fetched, and there is no sample. */
export async function startWholeServer(databaseUrl: string, settings: Partial<Config> = {}): Promise<WholeServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sila-whole-'))
  const config: Config = {
    ...loadConfig({}),
    databaseUrl,
    dataDir,
    adminKey: ADMIN_KEY,
    port: 0,
    sample: false,
    roles: ['api', 'desk'],
    logLevel: 'silent',
    eventsUrl: inject('eventsServer'),
    drainSeconds: 0,
    ...settings,
  }
  const log = createLog('silent')
  const shutdown = new Shutdown(log)
  const { url } = await startServer(config, log, (name, close) => shutdown.add(name, close))
  return {
    url: url!,
    config,
    async post(path, body, headers = {}) {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      return { status: response.status, headers: response.headers, body: await response.json() }
    },
    async close() {
      await shutdown.run()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
