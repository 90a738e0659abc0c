import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MIGRATIONS } from '../../migrations/index.ts'
import { openArchive } from '../../src/backup/archive.ts'
import type { BackupManifest } from '../../src/backup/manifest.ts'
import { restoreBackup } from '../../src/backup/restore-backup.ts'
import { connect, migrate, migrateDown, pendingMigrations, schemaDrift } from '../../src/stores/database.ts'
import { tablesWithRows } from '../../src/stores/empty-database.ts'
import { NOT_CARRIED } from '../../src/stores/snapshot.ts'
import { type BackupRoom, openBackupRoom } from '../support/backup-room.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { type Newsstand, openNewsstand } from '../support/newsstand.ts'
import { AS_ADMIN } from '../support/tiny-server.ts'
import { startWholeServer } from '../support/whole-server.ts'

const PARTS = `
  select pg_get_constraintdef(oid) as it from pg_constraint where connamespace = 'public'::regnamespace
  union all select indexdef from pg_indexes where schemaname = 'public'
  union all select tgname || tgenabled::text from pg_trigger where not tgisinternal order by 1`
const LAST = '{ articles(first: 1, orderBy: LATEST_INGESTED) { liveCursor nodes { id title } } }'
const CHANGES = 'query ($after: ChangeCursor!) { changes(after: $after, first: 5) { nodes { __typename } } }'

let stand: Newsstand
let room: BackupRoom
let manifest: BackupManifest
const opened: TestDatabase[] = []
beforeAll(async () => {
  ;[stand, room] = await Promise.all([openNewsstand(), openBackupRoom()])
  await stand.own.db.query("update feed set lease_until = now() + interval '1 hour', lease_token = 7")
  await stand.own.db.query(
    `insert into idempotency (caller, key, sha256, answer) values ('a', 'done', 'x', '{}'), ('a', 'running', 'x', null)`,
  )
  manifest = await room.take(stand.own.url, 'stand.backup')
}, 60_000)
afterAll(async () => {
  for (const own of opened) await own.close()
  await stand.close()
  await room.close()
})

const fresh = async (migrated = false): Promise<TestDatabase> => {
  const own = await openTestDatabase({ migrated })
  opened.push(own)
  return own
}
const restore = async (name: string, own: TestDatabase) =>
  await restoreBackup(await openArchive(join(room.folder, name)), own.url)
const sums = ({ tables }: BackupManifest) =>
  Object.fromEntries(tables.map(({ name, rows, sha256 }) => [name, { rows, sha256 }]))

describe('a backup', () => {
  it('carries every table, or the table is named with why not', async () => {
    const tables = await stand.own.db.query(`select tablename as name from pg_tables where schemaname = 'public'`)
    expect([...manifest.tables.map(({ name }) => name), ...Object.keys(NOT_CARRIED)].toSorted()).toEqual(
      tables.map(({ name }: { name: string }) => name).toSorted(),
    )
  })

  it('brings everything back into an empty database, bit by bit, with the same schema', async () => {
    const own = await fresh()
    const { epoch, migrated } = await restore('stand.backup', own)
    expect(migrated).toEqual([])
    const again = await room.take(own.url, 'again.backup')
    expect(sums(again)).toEqual(sums(manifest))
    expect(again.place).toEqual({ epoch, position: manifest.place.position })
    expect(epoch).not.toBe(manifest.place.epoch)
    expect(await own.db.query(PARTS)).toEqual(await stand.own.db.query(PARTS))
    expect(await schemaDrift(own.db)).toEqual([])
    expect(await own.db.query('select distinct lease_until, lease_token from feed')).toEqual([
      { lease_until: null, lease_token: '7' },
    ])
    expect(await own.db.query('select key from idempotency')).toEqual([{ key: 'done' }])
  })

  it('begins an epoch: old cursors are CURSOR_INVALID, keys and ids stay good, new ids were never given out', async () => {
    const own = await fresh(true)
    const before = await stand.ask(LAST)
    await restore('stand.backup', own)
    const server = await startWholeServer(own.url)
    try {
      const ask = async (query: string, variables: object) =>
        (await server.post('/graphql', { query, variables }, AS_ADMIN)).body
      const old = await ask(CHANGES, { after: before.articles.liveCursor })
      expect(old.errors?.[0], JSON.stringify(old)).toMatchObject({ extensions: { code: 'CURSOR_INVALID' } })
      const { data } = await ask(LAST, {})
      expect(data.articles.nodes).toEqual(before.articles.nodes)
      expect((await ask(CHANGES, { after: data.articles.liveCursor })).errors).toBeUndefined()
      const asPartner = { authorization: `Bearer ${stand.key}` }
      expect((await server.post('/graphql', { query: '{ viewer { scopes } }' }, asPartner)).status).toBe(200)
      const pushed = await server.post(
        '/ingest',
        { source: 'marfa', articles: [{ title: 'خبر بعد الاستعادة', url: 'https://marfa.example/new' }] },
        AS_ADMIN,
      )
      expect(pushed.body.results[0].outcome).toBe('CREATED')
      const [{ gap }] = await own.db.query(
        `select max(id) - (select max(id) from article where id < 10000000) as gap from article`,
      )
      expect(Number(gap)).toBeGreaterThan(9_999_999)
    } finally {
      await server.close()
    }
  })

  it('is of one moment, whatever is written while it is taken', async () => {
    let count = 0
    const taken = await room.take(stand.own.url, 'moving.backup', async () => {
      for (; count < 5; count++)
        await stand.push('sahil', {
          title: `خبر يصل أثناء النسخ ${count}`,
          url: `https://sahil.example/while/${count}`,
        })
    })
    expect(sums(taken).article).toEqual(sums(manifest).article)
    expect(taken.place).toEqual(manifest.place)
    const later = await room.take(stand.own.url, 'later.backup')
    expect(later.place.position).toBeGreaterThanOrEqual(manifest.place.position + 5)
    expect(sums(later).article!.rows).toBe(sums(manifest).article!.rows + 5)
    const own = await fresh()
    await restore('later.backup', own)
    expect(sums(await room.take(own.url, 'later-again.backup'))).toEqual(sums(later))
  })

  it('of an older schema is restored in it and migrated; one of a newer schema is refused', async () => {
    const old = await fresh(true)
    await old.db.query(`insert into partner (name) values ('قديم')`)
    await migrateDown(old.db)
    const taken = await room.take(old.url, 'old.backup')
    expect(taken.migration).toBe(MIGRATIONS.length - 1)
    // A database that is migrated already and still empty is taken back to it first.
    for (const own of [await fresh(), await fresh(true)]) {
      expect((await restore('old.backup', own)).migrated).toEqual([MIGRATIONS.at(-1)!.name])
      expect(await pendingMigrations(own.db)).toEqual([])
      expect(await schemaDrift(own.db)).toEqual([])
      expect(await own.db.query('select name from partner')).toEqual([{ name: 'قديم' }])
    }
    await migrate(old.db)
    await old.db.query(`insert into schema_migration (timestamp, name) values (1800000000000, 'Tomorrow1800000000000')`)
    await room.take(old.url, 'newer.backup')
    await expect(restore('newer.backup', await fresh())).rejects.toThrow(/Tomorrow1800000000000 this one does not know/)
  })

  it('goes into no database that holds something, or that a server uses', async () => {
    const own = await fresh(true)
    expect(await tablesWithRows(own.db.manager)).toEqual([])
    await own.db.query(`update desk_lease set holder = 'somebody', expires_at = now() + interval '1 minute'`)
    await expect(restore('stand.backup', own)).rejects.toThrow(/a server runs on this database: stop it/)
    await own.db.query('update desk_lease set holder = null, expires_at = null')
    await own.db.query(`insert into tag (slug, name) values ('x', 'x')`)
    await expect(restore('stand.backup', own)).rejects.toThrow(/not empty \(tag\).*DATABASE_URL or SILA_DATA_DIR/)
    expect(await own.db.query('select slug from tag')).toEqual([{ slug: 'x' }])
  })

  it('is refused of a database in which there is nothing of Sila', async () => {
    const own = await fresh()
    const other = await connect(own.url, { poolSize: 1 })
    await other.destroy()
    await expect(room.take(own.url, 'nothing.backup')).rejects.toThrow(/nothing of Sila/)
  })
})
