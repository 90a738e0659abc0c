import type { DataSource } from 'typeorm'
import { messageOf } from '../errors.ts'
import { ChangeStore } from './change-store.ts'
import { pendingMigrations } from './database.ts'

/** What a server needs to answer: 'ok', or why not. */
export interface HealthReport {
  database: string
  migrations: string
  log: string
}

/** A check that takes longer has failed. */
const PATIENCE_MS = 3_000

/** Looks whether the database answers, its migrations have run and the log of changes can be read. Never throws. */
export async function databaseHealth(database: DataSource): Promise<HealthReport> {
  const [connection, migrations, log] = await Promise.all([
    check(async () => void (await database.query('select 1'))),
    check(async () => {
      const pending = await pendingMigrations(database)
      if (pending.length > 0) throw new Error(`${pending.length} pending`)
    }),
    check(async () => void (await new ChangeStore(database.manager).head())),
  ])
  return { database: connection, migrations, log }
}

async function check(look: () => Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, `no answer within ${PATIENCE_MS} ms`)
  })
  const ok = look().then(() => 'ok', messageOf)
  return await Promise.race([ok, late]).finally(() => clearTimeout(timer))
}
