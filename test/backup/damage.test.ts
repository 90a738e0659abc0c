import { cp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createArchive, openArchive } from '../../src/backup/archive.ts'
import { DamagedBackup } from '../../src/backup/manifest.ts'
import { restoreBackup } from '../../src/backup/restore-backup.ts'
import { tablesWithRows } from '../../src/stores/empty-database.ts'
import { type BackupRoom, openBackupRoom } from '../support/backup-room.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

/** Text that cannot be packed away: its table has parts. */
const FILL = `insert into robots (origin, status, body, expires_at)
  select 'https://' || n || '.example', 200, (select string_agg(md5(n || ':' || m), '') from generate_series(1, 4000) m), now()
    from generate_series(1, $1::int) n`

let own: TestDatabase
let target: TestDatabase
let room: BackupRoom
beforeAll(async () => {
  ;[own, target, room] = await Promise.all([openTestDatabase(), openTestDatabase(), openBackupRoom()])
  await own.db.query(FILL, [150])
  await room.take(own.url, 'whole.backup')
  await room.take(own.url, 'folder/')
}, 60_000)
afterAll(async () => {
  await own.close()
  await target.close()
  await room.close()
})

const at = (name: string): string => join(room.folder, name)
const copied = async (name: string, from = 'whole.backup'): Promise<string> => {
  await cp(at(from), at(name), { recursive: true })
  return at(name)
}
/** The place of some bytes in a file, so many from its end or its beginning. */
const flip = async (path: string, offset: number): Promise<void> => {
  const bytes = await readFile(path)
  bytes[offset]! ^= 0x55
  await writeFile(path, bytes)
}

describe('a backup that is whole', () => {
  it.each(['whole.backup', 'folder'])('is found right: %s', async (name) => {
    const { tables, rows } = await room.verify(name)
    const robots = tables.find((table) => table.name === 'robots')!
    expect(robots.rows).toBe(150)
    expect(robots.parts.length).toBeGreaterThan(2)
    expect(rows).toBeGreaterThanOrEqual(151)
  })

  it('is overwritten by none, and appears only when it is whole', async () => {
    await expect(createArchive(at('whole.backup'))).rejects.toThrow(/is there already/)
    await expect(createArchive(at('folder'))).rejects.toThrow(/holds something: name a file in it/)
    const begun = await createArchive(at('begun.backup'))
    await begun.add('backup.json', Buffer.from('{}'))
    await expect(openArchive(at('begun.backup'))).rejects.toThrow(/no such file/i)
    await expect(createArchive(at('begun.backup'))).rejects.toThrow(
      /another backup is being written, or one was killed/,
    )
    await begun.abandon()
    await expect(readFile(at('begun.backup.partial'))).rejects.toThrow()
  })
})

describe('a backup that is not whole is refused, with the place', () => {
  const refused = async (name: string, words: RegExp): Promise<void> => {
    const failure = await room.verify(name).then(
      () => null,
      (error) => error,
    )
    expect(failure).toBeInstanceOf(DamagedBackup)
    expect(failure.message).toMatch(words)
    // And it stores nothing.
    await expect(restoreBackup(await openArchive(at(name)), target.url)).rejects.toThrow(words)
    expect(await tablesWithRows(target.db.manager)).toEqual([])
  }

  it('cut off in the middle of a part', async () => {
    const path = await copied('cut.backup')
    await truncate(path, Math.floor((await readFile(path)).length / 2))
    await refused('cut.backup', /cut off: behind robots\/00000\d.copy.gz, near byte \d+ of \d+/)
  })

  it('cut off between two parts', async () => {
    const path = await copied('short.backup')
    const bytes = await readFile(path)
    await truncate(path, bytes.lastIndexOf('manifest.json\0'))
    await refused('short.backup', /cut off: manifest.json, its last entry, is missing/)
  })

  it('a bit that turned in rows', async () => {
    const path = await copied('bit.backup')
    await flip(path, (await readFile(path)).indexOf('robots/000002.copy.gz\0') + 50_000)
    await refused('bit.backup', /robots\/000002.copy.gz is damaged \(near byte \d+ of \d+\)/)
  })

  it('a bit that turned in the head of an entry', async () => {
    const path = await copied('head.backup')
    await flip(path, (await readFile(path)).indexOf('robots/000002.copy.gz\0') + 3)
    await refused('head.backup', /damaged, or no backup: behind robots\/000001.copy.gz, near byte \d+/)
  })

  it('something else', async () => {
    await writeFile(at('other.backup'), 'PGDMP'.repeat(1_000))
    await refused('other.backup', /no backup: behind its beginning/)
  })

  it('a part that was exchanged for one of another backup', async () => {
    await own.db.query(`update robots set status = 404 where origin = 'https://1.example'`)
    await room.take(own.url, 'later/')
    await copied('mixed', 'folder')
    await cp(at('later/robots/000003.copy.gz'), at('mixed/robots/000003.copy.gz'))
    await refused('mixed', /robots\/000003.copy.gz is not the one that was written \(.*mixed\/robots\/000003/)
  })

  it('a part that is missing, or one too many', async () => {
    await copied('hole', 'folder')
    await rm(at('hole/robots/000001.copy.gz'))
    await refused('hole', /robots\/000001.copy.gz is missing/)
    await copied('more', 'folder')
    await writeFile(at('more/robots/notes.txt'), 'x')
    await refused('more', /notes.txt does not belong to this backup/)
  })

  it('a manifest of another backup, or one that was written by hand', async () => {
    await copied('other', 'folder')
    await cp(at('later/manifest.json'), at('other/manifest.json'))
    await refused('other', /are of two backups/)
    await copied('counts', 'folder')
    const manifest = await readFile(at('counts/manifest.json'), 'utf8')
    await writeFile(at('counts/manifest.json'), manifest.replace('"rows": 150,', '"rows": 151,'))
    await expect(restoreBackup(await openArchive(at('counts')), target.url)).rejects.toThrow(
      /robots has 150 rows, the manifest speaks of 151/,
    )
    expect(await tablesWithRows(target.db.manager)).toEqual([])
  })

  it('one of a later format', async () => {
    await copied('format', 'folder')
    const head = await readFile(at('format/backup.json'), 'utf8')
    await writeFile(at('format/backup.json'), head.replace('"format": 1', '"format": 2'))
    await refused('format', /of format 2, this Sila reads 1/)
    await rename(at('format/backup.json'), at('format/x.json'))
    await expect(openArchive(at('format'))).rejects.toThrow(/backup.json is missing/)
  })
})
