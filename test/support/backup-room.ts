import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createArchive, openArchive } from '../../src/backup/archive.ts'
import type { BackupManifest } from '../../src/backup/manifest.ts'
import { readBackup } from '../../src/backup/read-backup.ts'
import { writeBackup } from '../../src/backup/write-backup.ts'
import { Snapshot } from '../../src/stores/snapshot.ts'

/** A folder of one test for backups. */
export interface BackupRoom {
  folder: string
  /** Takes a backup of a database into a file or folder of the room. */
  take(url: string, name: string, during?: () => Promise<unknown>): Promise<BackupManifest>
  /** Reads it whole; throws what is wrong with it. */
  verify(name: string): Promise<BackupManifest>
  close(): Promise<void>
}

export async function openBackupRoom(): Promise<BackupRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'sila-backup-'))
  return {
    folder,
    async take(url, name, during = async () => {}) {
      const snapshot = await Snapshot.open(url)
      try {
        await during()
        const archive = await createArchive(join(folder, name))
        const manifest = await writeBackup(snapshot, archive, { sila: 'test', secretSha256: null, onProgress() {} })
        await archive.finish()
        return manifest
      } finally {
        await snapshot.close()
      }
    },
    async verify(name) {
      let manifest: BackupManifest | null = null
      for await (const piece of readBackup(await openArchive(join(folder, name)))) {
        if (piece.kind === 'manifest') manifest = piece.manifest
      }
      return manifest!
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}
