import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { keepCliOutput } from '../support/cli-output.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const SECRET = 'a secret of thirty-two characters and more'
let own: TestDatabase
let folder: string
const output = keepCliOutput()
beforeAll(async () => {
  own = await openTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'sila-backup-cli-'))
  await own.db.query(`insert into tag (slug, name) select 't' || n, 'وسم ' || n from generate_series(1, 500) n`)
})
afterAll(async () => {
  await own.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  vi.stubEnv('DATABASE_URL', own.url)
  vi.stubEnv('SILA_DATA_DIR', join(folder, 'data'))
  vi.stubEnv('SILA_LOG_LEVEL', 'silent')
  vi.stubEnv('SILA_SECRET', SECRET)
})

async function sila(...argv: string[]): Promise<{ code: number; data: any }> {
  Object.assign(output, { printed: '', said: '' })
  const code = await run(['--json', ...argv])
  return { code, data: output.printed === '' ? null : JSON.parse(output.printed) }
}
const path = (name: string): string => join(folder, name)

describe('sila backup and sila restore', () => {
  it('write a file, check it without a database, and fill an empty database from it', async () => {
    const written = await sila('backup', path('one.backup'))
    expect(written).toMatchObject({ code: 0, data: { tables: { tag: 500 } } })
    expect(output.said).toMatch(/"task":"backup rows"/)
    expect(output.said).toMatch(/SILA_SECRET and the admin key are not in it/)
    vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/nothing')
    expect(await sila('backup', '--verify', path('one.backup'))).toMatchObject({ code: 0, data: written.data })
    const target = await openTestDatabase({ migrated: false })
    try {
      vi.stubEnv('DATABASE_URL', target.url)
      const restored = await sila('restore', path('one.backup'))
      expect(restored).toMatchObject({ code: 0, data: { tables: { tag: 500 }, migrated: [] } })
      expect(restored.data.epoch).not.toBe(written.data.epoch)
      expect(output.said).not.toMatch(/another SILA_SECRET/)
      expect(await target.db.query('select count(*)::int from tag')).toEqual([{ count: 500 }])
      expect((await sila('restore', path('one.backup'))).code).toBe(1)
      expect(output.said).toMatch(/not empty \(tag\): restore into a new one/)
    } finally {
      await target.close()
    }
  })

  it('say where the secret of the server is another one', async () => {
    await sila('backup', path('secret/'))
    const target = await openTestDatabase({ migrated: false })
    try {
      vi.stubEnv('DATABASE_URL', target.url)
      vi.stubEnv('SILA_SECRET', `${SECRET} of somebody else`)
      expect((await sila('restore', path('secret'))).code).toBe(0)
      expect(output.said).toMatch(/the server of the backup had another SILA_SECRET/)
    } finally {
      await target.close()
    }
  })

  it('begin an epoch where PostgreSQL itself brought the database back', async () => {
    const [{ epoch }] = await own.db.query('select epoch from log_head')
    const [{ before }] = await own.db.query(
      `insert into tag (slug, name) values ('before', 'x') returning id as before`,
    )
    const begun = await sila('restore', '--recovered')
    expect(begun.code).toBe(0)
    expect(begun.data.epoch).not.toBe(epoch)
    const [{ after }] = await own.db.query(`insert into tag (slug, name) values ('after', 'x') returning id as after`)
    expect(Number(after) - Number(before)).toBe(10_000_001)
    expect((await sila('restore')).code).toBe(2)
    expect((await sila('restore', 'x', '--recovered')).code).toBe(2)
  })

  it('overwrite nothing, leave nothing half written, and name what is wrong with a file', async () => {
    expect((await sila('backup', path('two.backup'))).code).toBe(0)
    expect((await sila('backup', path('two.backup'))).code).toBe(1)
    expect(output.said).toMatch(/two.backup is there already/)
    vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/nothing')
    expect((await sila('backup', path('three.backup'))).code).toBe(1)
    await expect(readFile(path('three.backup.partial'))).rejects.toThrow(/ENOENT/)
    await cp(path('two.backup'), path('cut.backup'))
    await writeFile(path('cut.backup'), (await readFile(path('two.backup'))).subarray(0, 20_000))
    expect((await sila('backup', '--verify', path('cut.backup'))).code).toBe(1)
    expect(output.said).toMatch(/cut.backup: it was cut off: /)
    expect((await sila('restore', path('none.backup'))).code).toBe(1)
    expect(output.said).toMatch(/none.backup: there is no such file or folder/)
  })
})
