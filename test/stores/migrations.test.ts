import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MIGRATIONS } from '../../migrations/index.ts'
import { connect, migrate, migrateDown, pendingMigrations, schemaDrift } from '../../src/stores/database.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let own: TestDatabase
beforeEach(async () => {
  own = await openTestDatabase({ migrated: false })
})
afterEach(() => own.close())

const names = MIGRATIONS.map(({ name }) => name)
const tables = async (): Promise<string[]> =>
  (
    await own.db.query(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'schema_migration'`,
    )
  ).map(({ name }: { name: string }) => name)

describe('migrations', () => {
  it('make exactly what the entities say, go back to nothing, and up again', async () => {
    expect(await migrate(own.db)).toEqual(names)
    expect(await schemaDrift(own.db)).toEqual([])
    const made = await tables()
    for (const _ of MIGRATIONS) await migrateDown(own.db)
    expect(await tables()).toEqual([])
    expect(await migrate(own.db)).toEqual(names)
    expect((await tables()).toSorted()).toEqual(made.toSorted())
    expect(await schemaDrift(own.db)).toEqual([])
  })

  it('run once: a second start finds nothing to do', async () => {
    await migrate(own.db)
    expect(await migrate(own.db)).toEqual([])
  })

  it('run once where two servers start at the same time', async () => {
    const other = await connect(own.url, { poolSize: 2 })
    try {
      const ran = await Promise.all([migrate(own.db), migrate(other)])
      expect(ran.flat()).toEqual(names)
      expect(await own.db.query('select count(*)::int from log_head')).toEqual([{ count: 1 }])
    } finally {
      await other.destroy()
    }
  })

  it('are pending until they ran', async () => {
    expect(await pendingMigrations(own.db)).toEqual(names)
    await migrate(own.db)
    expect(await pendingMigrations(own.db)).toEqual([])
    await migrateDown(own.db)
    expect(await pendingMigrations(own.db)).toEqual(names.slice(-1))
  })

  it('tell drift where the schema is not what the entities say', async () => {
    await migrate(own.db)
    await own.db.query('alter table tag add column colour text')
    expect((await schemaDrift(own.db)).join()).toContain('colour')
  })

  it('leave a log that begins at nothing, a free lease and the unknown source', async () => {
    await migrate(own.db)
    expect(await own.db.query('select last_position, epoch from log_head')).toEqual([
      { last_position: '0', epoch: expect.stringMatching(/^[0-9a-f]{12}$/) },
    ])
    expect(await own.db.query('select holder, token from desk_lease')).toEqual([{ holder: null, token: '0' }])
    expect(await own.db.query('select slug from source')).toEqual([{ slug: 'unknown' }])
  })
})
