import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { DataSource } from 'typeorm'
import { inject } from 'vitest'
import { connect, migrate } from '../../src/stores/database.ts'
import { Listener } from '../../src/stores/listener.ts'

/** A database of one test file, migrated and empty. */
export interface TestDatabase {
  db: DataSource
  url: string
  listener: Listener
  close(): Promise<void>
}

/** Makes a database on the run's server; `close` drops it, and cuts whoever is still connected. */
export async function openTestDatabase(options: { migrated?: boolean; poolSize?: number } = {}): Promise<TestDatabase> {
  const server = inject('databaseServer')
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(server, `create database ${name}`)
  const url = withDatabase(server, name)
  const db = await connect(url, { poolSize: options.poolSize ?? 5 })
  if (options.migrated !== false) await migrate(db)
  const listener = new Listener(url)
  return {
    db,
    url,
    listener,
    async close() {
      await listener.close()
      await db.destroy()
      await onServer(server, `drop database ${name} with (force)`)
    },
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
