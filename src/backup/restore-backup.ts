import { MIGRATIONS } from '../../migrations/index.ts'
import { connect, migrate, migrateDown } from '../stores/database.ts'
import { appliedMigrations, tablesWithRows } from '../stores/empty-database.ts'
import { RowsRefused, TableLoader } from '../stores/table-loader.ts'
import type { ArchiveReader } from './archive.ts'
import { type BackupHead, type BackupManifest, DamagedBackup } from './manifest.ts'
import { readBackup } from './read-backup.ts'

/** What restoring came to. */
export interface Restored {
  manifest: BackupManifest
  /** The new epoch of the log: cursors of the former are CURSOR_INVALID. */
  epoch: string
  /** Migrations that ran behind the rows: the backup was of an older Sila. */
  migrated: string[]
}

/**
 * Puts a backup into the database at a URL, which holds nothing yet: with the migrations that the backup had, all rows in one transaction that
 * commits when every hash and count is right, then the migrations since. Throws DamagedBackup, RowsRefused, or what stands in the way; nothing is stored then.
 */
export async function restoreBackup(archive: ArchiveReader, url: string): Promise<Restored> {
  let loader: TableLoader | null = null
  let head: BackupHead | null = null
  let done: { manifest: BackupManifest; epoch: string } | null = null
  // Rows that are refused come of damage, or of a hand: reading on tells which.
  let refusal: RowsRefused | null = null
  const attempt = async (work: Promise<void>) => {
    await work.catch((error) => {
      if (!(error instanceof RowsRefused)) throw error
      refusal = error
    })
  }
  try {
    for await (const piece of readBackup(archive)) {
      if (piece.kind === 'head') {
        head = piece.head
        checkMigrations(head)
        await prepare(url, head)
        loader = await TableLoader.open(url)
      } else if (piece.kind === 'rows') {
        const table = head!.tables.find(({ name }) => name === piece.table)!
        if (refusal === null) await attempt(loader!.write(table, piece.bytes))
      } else {
        const { manifest } = piece
        if (refusal === null) await attempt(loader!.endTable())
        if (refusal !== null) throw refusal
        compareCounts(manifest, loader!)
        done = { manifest, epoch: await loader!.finish(manifest.sequences, manifest.place) }
      }
    }
  } finally {
    await loader?.close()
  }
  return { ...done!, migrated: await migrateFurther(url) }
}

function checkMigrations({ sila, migrations }: BackupHead): void {
  const unknown = migrations.find((name, index) => name !== MIGRATIONS[index]?.name)
  if (unknown === undefined) return
  throw new Error(
    `the backup is of Sila ${sila}, whose migration ${unknown} this one does not know: restore it with Sila ${sila} or newer`,
  )
}

/** Brings an empty database to the migrations of the backup, from before or from behind. */
async function prepare(url: string, { migrations }: BackupHead): Promise<void> {
  const database = await connect(url, { poolSize: 2, applicationName: 'sila restore' })
  try {
    const held = await tablesWithRows(database.manager)
    if (held.length > 0) {
      const some = held.length > 3 ? `${held.slice(0, 3).join(', ')} and ${held.length - 3} more` : held.join(', ')
      throw new Error(
        `the database is not empty (${some}): restore into a new one, by DATABASE_URL or SILA_DATA_DIR; nothing was changed`,
      )
    }
    const applied = await appliedMigrations(database.manager)
    for (let more = (applied?.length ?? 0) - migrations.length; more > 0; more--) await migrateDown(database)
  } finally {
    await database.destroy()
  }
  const former = await connect(url, { poolSize: 2, applicationName: 'sila restore', upTo: migrations.length })
  try {
    await migrate(former)
  } finally {
    await former.destroy()
  }
}

function compareCounts(manifest: BackupManifest, loader: TableLoader): void {
  for (const { name, rows } of manifest.tables) {
    const stored = loader.rowsOf(name)
    if (stored !== rows) throw new DamagedBackup(`${name} has ${stored} rows, the manifest speaks of ${rows}`)
  }
}

async function migrateFurther(url: string): Promise<string[]> {
  const database = await connect(url, { poolSize: 2, applicationName: 'sila restore' })
  try {
    return await migrate(database)
  } finally {
    await database.destroy()
  }
}
