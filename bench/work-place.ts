import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import { openEmbeddedDatabase } from '../src/ops/embedded-database.ts'
import { connect, migrate } from '../src/stores/database.ts'
import { Listener } from '../src/stores/listener.ts'

/** A PostgreSQL of its own for one measure, gone afterwards. */
export interface WorkPlace {
  db: DataSource
  url: string
  listener: Listener
  /** Of the server: what it and its backends use is counted with the measure. */
  postmaster: number
  close(): Promise<void>
}

/** Opens a migrated, empty database in a folder that goes with it: durable as in operation, unless speed is not measured. */
export async function openWorkPlace({ durable = true } = {}): Promise<WorkPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'sila-bench-'))
  chmodSync(folder, 0o755)
  const server = await openEmbeddedDatabase({ dataDir: folder, durable })
  const db = await connect(server.url, { poolSize: 12 })
  await migrate(db)
  const postmaster = Number(readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])
  const listener = new Listener(server.url)
  return {
    db,
    url: server.url,
    listener,
    postmaster,
    async close() {
      await listener.close()
      await db.destroy()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
