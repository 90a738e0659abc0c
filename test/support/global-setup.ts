import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openEmbeddedDatabase } from '../../src/ops/embedded-database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server on which tests may make databases. */
    databaseServer: string
    /** NATS that the live feed's tests relay the log into; null tails PostgreSQL. */
    eventsServer: string | null
  }
}

/** One PostgreSQL for the whole run: the server of DATABASE_URL, else an embedded one in a folder that goes afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('eventsServer', process.env.SILA_EVENTS_URL || null)
  const given = process.env.DATABASE_URL
  if (given !== undefined && given !== '') {
    project.provide('databaseServer', given)
    return async () => {}
  }
  const folder = mkdtempSync(join(tmpdir(), 'sila-test-'))
  chmodSync(folder, 0o755)
  const server = await openEmbeddedDatabase({ dataDir: folder, durable: false })
  project.provide('databaseServer', server.url)
  return async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
