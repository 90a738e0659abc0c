import type { DataSource } from 'typeorm'
import type { Config } from '../config.ts'
import { openEmbeddedDatabase } from '../ops/embedded-database.ts'
import type { Logger } from '../ops/log.ts'
import { connect, migrate } from '../stores/database.ts'
import { Listener } from '../stores/listener.ts'

/** An open store: a migrated database, and how to leave it. */
export interface OpenStore {
  database: DataSource
  url: string
  /** What is announced in it, for all of this process over one connection. */
  listener: Listener
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
    const database = await connect(url, { prepares: config.roles.includes('api') })
    try {
      if (options.migrate !== false) {
        const done = await migrate(database)
        if (done.length > 0) log.info({ migrations: done }, 'database.migrated')
      }
    } catch (error) {
      await database.destroy()
      throw error
    }
    const listener = new Listener(url, (fields, event) => log.warn(fields, event))
    return {
      database,
      url,
      listener,
      async close() {
        await listener.close()
        await database.destroy()
        await embedded?.close()
      },
    }
  } catch (error) {
    await embedded?.close()
    throw error
  }
}
