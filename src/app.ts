import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import type { Config } from './config.ts'
import { Desk } from './desk/desk.ts'
import { openEmbeddedDatabase } from './ops/embedded-database.ts'
import type { Logger } from './ops/log.ts'
import { connect, migrate } from './stores/database.ts'
import { INBOX_CHANNEL } from './stores/inbox-store.ts'
import { listen } from './stores/listener.ts'

/** An open store: a migrated database, and how to leave it. */
export interface OpenStore {
  database: DataSource
  url: string
  close(): Promise<void>
}

/** Opens the database of a configuration, the embedded one where it names none, and brings its schema up to date. */
export async function openStore(config: Config, log: Logger, options: { migrate?: boolean } = {}): Promise<OpenStore> {
  const embedded =
    config.databaseUrl === null
      ? await openEmbeddedDatabase({ dataDir: config.dataDir, log: (event, fields) => log.info(fields ?? {}, event) })
      : null
  try {
    const url = embedded?.url ?? config.databaseUrl!
    const database = await connect(url)
    try {
      if (options.migrate !== false) {
        const done = await migrate(database)
        if (done.length > 0) log.info({ migrations: done }, 'database.migrated')
      }
    } catch (error) {
      await database.destroy()
      throw error
    }
    return {
      database,
      url,
      async close() {
        await database.destroy()
        await embedded?.close()
      },
    }
  } catch (error) {
    await embedded?.close()
    throw error
  }
}

/** A desk at work, woken by deliveries. */
export function openDesk(store: OpenStore, config: Config, log: Logger): { close(): Promise<void> } {
  const desk = new Desk({
    database: store.database,
    changesKeptSeconds: config.changesKeptSeconds,
    now: () => new Date(),
    log: (event, fields) => log.info(fields, event),
  })
  const listener = listen(
    store.url,
    [INBOX_CHANNEL],
    () => desk.wake(),
    (fields, event) => log.warn(fields, event),
  )
  desk.start()
  return {
    async close() {
      await listener.close()
      await desk.close()
    },
  }
}

/** The admin key: the configured one, else the one that the first start made and wrote to the data folder. */
export async function adminKeyOf(config: Config, onMade: (key: string, file: string) => void): Promise<string> {
  if (config.adminKey !== null) return config.adminKey
  const file = join(config.dataDir, 'admin-key')
  await mkdir(config.dataDir, { recursive: true })
  const made = `sila_admin_${randomBytes(24).toString('base64url')}`
  try {
    await writeFile(file, `${made}\n`, { flag: 'wx', mode: 0o600 })
    onMade(made, file)
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return (await readFile(file, 'utf8')).trim()
  }
}
