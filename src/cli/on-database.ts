import type { DataSource } from 'typeorm'
import { openStore } from '../app/open-store.ts'
import type { Config } from '../config.ts'
import type { CommandContext } from './command.ts'

/** Does work on the own database, beside a running server or without one. */
export async function onDatabase<T>(
  context: CommandContext,
  work: (database: DataSource, config: Config) => Promise<T>,
): Promise<T> {
  const config = context.config()
  const store = await openStore(config, context.log(config))
  try {
    return await work(store.database, config)
  } finally {
    await store.close()
  }
}
