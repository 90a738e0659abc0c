import { afterAll, beforeAll, expect, it } from 'vitest'
import { MIGRATIONS } from '../../migrations/index.ts'
import { connect, migrateDown } from '../../src/stores/database.ts'
import { databaseHealth } from '../../src/stores/health.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let own: TestDatabase
beforeAll(async () => {
  own = await openTestDatabase()
})
afterAll(() => own.close())

it('says what is missing: migrations, the log, the database', async () => {
  const database = await connect(own.url)
  expect(await databaseHealth(database)).toEqual({ database: 'ok', migrations: 'ok', log: 'ok' })
  for (const _ of MIGRATIONS) await migrateDown(database)
  expect(await databaseHealth(database)).toEqual({
    database: 'ok',
    migrations: expect.stringContaining('pending'),
    log: expect.stringContaining('log_head'),
  })
  await database.destroy()
  expect((await databaseHealth(database)).database).not.toBe('ok')
})
