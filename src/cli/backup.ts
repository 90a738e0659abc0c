import { createHash } from 'node:crypto'
import { openStore } from '../app/open-store.ts'
import { type ArchiveReader, type ArchiveWriter, createArchive, openArchive } from '../backup/archive.ts'
import type { BackupManifest } from '../backup/manifest.ts'
import { readBackup } from '../backup/read-backup.ts'
import { type BackupOptions, writeBackup } from '../backup/write-backup.ts'
import { messageOf } from '../errors.ts'
import { knownSecretOf } from '../ops/server-secrets.ts'
import { version } from '../ops/version.ts'
import { CheckpointStore } from '../stores/checkpoint-store.ts'
import { Snapshot } from '../stores/snapshot.ts'
import { type CommandContext, EXIT } from './command.ts'
import { LAST_BACKUP } from './last-backup.ts'
import { type Progress, progressOn } from './progress.ts'
import type { AddCommand } from './run.ts'

interface Options {
  verify?: boolean
  json?: boolean
}

/** `sila backup PATH`: writes all that the database holds at one moment. */
export const backupCommand: AddCommand = (program, perform) => {
  program
    .command('backup')
    .argument('<path>', 'file to write; a folder where one is there that is empty, or where the path ends with /')
    .option('--verify', 'read a backup and check it whole, without a database')
    .description(
      'write all that the database holds at one moment, also beside a running server; `sila restore` reads it',
    )
    .action((path: string, options: Options) =>
      perform(options.json, (context) => (options.verify ? verify(path, context) : backup(path, context))),
    )
}

async function backup(path: string, context: CommandContext): Promise<number> {
  const config = context.config()
  const archive = await createArchive(path)
  const progress = progressOn(process.stderr, 'backup rows')
  let manifest: BackupManifest
  try {
    const store = await openStore(config, context.log(config), { migrate: false })
    try {
      const secretSha256 = secretDigest(await knownSecretOf(config))
      manifest = await take(store.url, archive, { sila: version(), secretSha256, onProgress: progress.update })
      const { takenAt, rows, bytes } = manifest
      // A replica takes no notes.
      await new CheckpointStore(store.database.manager).write(LAST_BACKUP, { takenAt, rows, bytes }).catch(() => {})
    } finally {
      await store.close()
    }
  } catch (error) {
    await archive.abandon()
    throw error
  } finally {
    progress.stop()
  }
  context.print(shown(path, manifest))
  context.say(
    'sila: SILA_SECRET and the admin key are not in it (without settings they lie in the data folder): keep them elsewhere',
  )
  return EXIT.done
}

async function take(url: string, archive: ArchiveWriter, options: BackupOptions): Promise<BackupManifest> {
  const snapshot = await Snapshot.open(url)
  try {
    const manifest = await writeBackup(snapshot, archive, options)
    await archive.finish()
    return manifest
  } finally {
    await snapshot.close()
  }
}

async function verify(path: string, context: CommandContext): Promise<number> {
  const archive = await openArchive(path)
  const progress = progressOn(process.stderr, 'verify kB')
  try {
    for await (const piece of readBackup(archive)) {
      tellBytes(progress, archive)
      if (piece.kind === 'manifest') context.print(shown(path, piece.manifest))
    }
    return EXIT.done
  } catch (error) {
    throw new Error(`${path}: ${messageOf(error)}`, { cause: error })
  } finally {
    progress.stop()
  }
}

/** Tells how much of a backup was read. */
export const tellBytes = (progress: Progress, { done, size }: ArchiveReader): void =>
  progress.update(Math.round(done / 1_000), Math.round(size / 1_000))

/** What a manifest keeps of a server's secret. */
export const secretDigest = (secret: string | null): string | null =>
  secret === null ? null : createHash('sha256').update(`sila-backup:${secret}`).digest('hex')

/** What is printed of a backup. */
export function shown(path: string, { sila, migration, takenAt, place, rows, bytes, tables }: BackupManifest) {
  const counts = Object.fromEntries(tables.filter((table) => table.rows > 0).map((table) => [table.name, table.rows]))
  return { path, sila, migration, takenAt, epoch: place.epoch, position: place.position, rows, bytes, tables: counts }
}
