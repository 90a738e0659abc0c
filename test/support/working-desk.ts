import type { DataSource } from 'typeorm'
import { Desk } from '../../src/desk/desk.ts'
import { FileImport, type ImportResult } from '../../src/ingestion/import-files.ts'
import { InboxStore } from '../../src/stores/inbox-store.ts'
import { RawPayloadStore } from '../../src/stores/raw-payload-store.ts'

/** A desk at work on a test's database. */
export function startDesk(db: DataSource, now: () => Date = () => new Date()): Desk {
  const desk = new Desk({ database: db, changesKeptSeconds: 604_800, now, log: () => {} })
  desk.start()
  return desk
}

/** What `sila import` does; the desk looks for its work by itself. */
export async function importFiles(
  db: DataSource,
  desk: Desk,
  paths: readonly string[],
  options: { source?: string; now?: () => Date } = {},
): Promise<ImportResult> {
  const waking = setInterval(() => desk.wake(), 20)
  try {
    return await new FileImport(new InboxStore(db.manager), new RawPayloadStore(db.manager), {
      source: options.source ?? null,
      url: null,
      now: options.now ?? (() => new Date()),
    }).run(paths)
  } finally {
    clearInterval(waking)
  }
}

/** Where the real sets lie, for tests that measure on them; they are no part of the project. */
export const REAL_DATA = new URL('../../../shared/data/', import.meta.url).pathname
