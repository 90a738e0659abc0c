import { openStore } from '../app/open-store.ts'
import { openArchive } from '../backup/archive.ts'
import { DamagedBackup } from '../backup/manifest.ts'
import { type Restored, restoreBackup } from '../backup/restore-backup.ts'
import { knownSecretOf } from '../ops/server-secrets.ts'
import { beginAfterRecovery } from '../stores/after-recovery.ts'
import { RowsRefused } from '../stores/table-loader.ts'
import { secretDigest, shown, tellBytes } from './backup.ts'
import { type CommandContext, EXIT } from './command.ts'
import { onDatabase } from './on-database.ts'
import { progressOn } from './progress.ts'
import type { AddCommand } from './run.ts'

interface Options {
  recovered?: boolean
  json?: boolean
}

/** `sila restore PATH`: fills an empty database from a backup. */
export const restoreCommand: AddCommand = (program, perform) => {
  program
    .command('restore')
    .argument('[path]', 'what `sila backup` wrote')
    .option(
      '--recovered',
      'without a path: PostgreSQL itself brought the database back to an earlier moment; begin an epoch of the log',
    )
    .description('fill an empty database from a backup; all of it, or nothing')
    .action((path: string | undefined, options: Options) =>
      perform(options.json, async (context) => {
        if ((path === undefined) !== Boolean(options.recovered)) {
          context.say('sila: name a backup, or --recovered')
          return EXIT.misused
        }
        return path === undefined ? await recovered(context) : await restore(path, context)
      }),
    )
}

/** Cursors and ids of readers are of what the database no longer holds. */
async function recovered(context: CommandContext): Promise<number> {
  return await onDatabase(context, async (database) => {
    context.print({ epoch: await beginAfterRecovery(database) })
    return EXIT.done
  })
}

async function restore(path: string, context: CommandContext): Promise<number> {
  const config = context.config()
  const archive = await openArchive(path)
  const store = await openStore(config, context.log(config), { migrate: false })
  const progress = progressOn(process.stderr, 'restore kB')
  const told = setInterval(() => tellBytes(progress, archive), 250)
  let restored: Restored
  try {
    restored = await restoreBackup(archive, store.url)
    tellBytes(progress, archive)
  } catch (error) {
    if (error instanceof DamagedBackup || error instanceof RowsRefused)
      throw new Error(`${path}: ${error.message}; nothing was stored`, { cause: error })
    throw error
  } finally {
    clearInterval(told)
    progress.stop()
    await store.close()
  }
  const { manifest, epoch, migrated } = restored
  context.print({ ...shown(path, manifest), epoch, migrated })
  const known = secretDigest(await knownSecretOf(config))
  if (manifest.secretSha256 !== null && known !== manifest.secretSha256) {
    context.say(
      `sila: the server of the backup had another SILA_SECRET: signing secrets of keys and webhooks come of it. Set it, or put it into ${config.dataDir}/secret, before the server starts`,
    )
  }
  return EXIT.done
}
