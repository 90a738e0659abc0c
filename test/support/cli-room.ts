import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { openTestDatabase, type TestDatabase } from './database.ts'

/** Where the commands of a file of tests work. */
export interface CliRoom {
  own: TestDatabase
  dataDir: string
}

/** Opens a store and a folder for data of a file's own, and points the environment of each test to them. */
export function openCliRoom(): CliRoom {
  const room = {} as CliRoom
  beforeAll(async () => {
    room.own = await openTestDatabase()
    room.dataDir = await mkdtemp(join(tmpdir(), 'sila-cli-'))
  })
  afterAll(async () => {
    await room.own.close()
    await rm(room.dataDir, { recursive: true, force: true })
  })
  beforeEach(() => {
    vi.stubEnv('DATABASE_URL', room.own.url)
    vi.stubEnv('SILA_DATA_DIR', room.dataDir)
    vi.stubEnv('SILA_LOG_LEVEL', 'silent')
  })
  return room
}
