import { openStore } from '../app/open-store.ts'
import { migrate, migrateDown, pendingMigrations, schemaDrift } from '../stores/database.ts'
import { type CommandContext, EXIT } from './command.ts'
import type { AddCommand } from './run.ts'

interface Options {
  down?: boolean
  check?: boolean
  json?: boolean
}

/** `sila migrate`: brings the database's schema up to date. */
export const migrateCommand: AddCommand = (program, perform) => {
  program
    .command('migrate')
    .option('--down', 'take the last migration back')
    .option('--check', 'change nothing; fail where migrations wait or the schema differs from the entities')
    .description('bring the database schema up to date')
    .action((options: Options) => perform(options.json, (context) => migrateStore(options, context)))
}

async function migrateStore(options: Options, context: CommandContext): Promise<number> {
  if (options.check && options.down) {
    context.say('sila: --check changes nothing and --down takes a migration back: one of the two')
    return EXIT.misused
  }
  const config = context.config()
  const store = await openStore(config, context.log(config), { migrate: false })
  try {
    if (options.check) {
      const pending = await pendingMigrations(store.database)
      const drift = pending.length > 0 ? [] : await schemaDrift(store.database)
      context.print({ pending, drift })
      return pending.length + drift.length > 0 ? EXIT.failed : EXIT.done
    }
    if (options.down) await migrateDown(store.database)
    const done = options.down ? [] : await migrate(store.database)
    context.print({ migrated: done, pending: await pendingMigrations(store.database) })
    return EXIT.done
  } finally {
    await store.close()
  }
}
