import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedDatabase } from '../../src/ops/embedded-database.ts'
export interface TestDatabase {
  url: string
  drop(): Promise<void>
}
export async function createTestDatabase(): Promise<TestDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'sila-own-'))
  chmodSync(dir, 0o755)
  const database = await openEmbeddedDatabase({ dataDir: join(dir, 'db'), durable: false })
  return {
    url: database.url,
    async drop() {
      await database.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
