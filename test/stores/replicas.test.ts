import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RecordVersion } from '../../src/stores/record-version.ts'
import { Replicas } from '../../src/stores/replicas.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { startWholeServer, type WholeServer } from '../support/whole-server.ts'

/** What stands in for a replica: another database that says how far it has come. */
let primary: TestDatabase
let copy: TestDatabase
let server: WholeServer
let opened: Replicas[] = []
const logged: object[] = []

const versionOf = async ({ db }: TestDatabase): Promise<RecordVersion> => {
  const [row] = await db.query(
    'select epoch, last_position::int as position, number::int as edition from log_head, record_edition',
  )
  return row
}
async function bring(database: TestDatabase, { epoch, position, edition }: RecordVersion): Promise<void> {
  await database.db.query('update log_head set epoch = $1, last_position = $2', [epoch, position])
  await database.db.query('update record_edition set number = $1', [edition])
}
function open(...urls: string[]): Replicas {
  const replicas = new Replicas(urls, () => performance.now(), { warn: (fields) => void logged.push(fields) })
  opened.push(replicas)
  return replicas
}

beforeAll(async () => {
  primary = await openTestDatabase()
  copy = await openTestDatabase()
  await primary.db.query("insert into source (slug, name) values ('where', 'الأصل')")
  await copy.db.query("insert into source (slug, name) values ('where', 'النسخة')")
  await bring(copy, await versionOf(primary))
  server = await startWholeServer(primary.url, {
    databaseReplicaUrls: [copy.url],
    responseCacheBytes: 0,
    roles: ['api'],
  })
})
afterEach(async () => {
  for (const replicas of opened) await replicas.close()
  opened = []
})
afterAll(async () => {
  await server.close()
  await copy.close()
  await primary.close()
})

const soon = { timeout: 3_000, interval: 20 }
const nameFor = async (query = '{ source(id: "where") { name } }') =>
  (await server.post('/graphql', { query })).body.data.source.name

describe('a replica', () => {
  it('is read once it has come as far as the reader knows the record to be, and not before', async () => {
    const version = await versionOf(primary)
    const replicas = open(copy.url)
    await expect.poll(() => replicas.pick(version) !== null, soon).toBe(true)
    expect(replicas.pick({ ...version, position: version.position + 1 })).toBeNull()
    expect(replicas.pick({ ...version, edition: version.edition + 1 })).toBeNull()
    expect(replicas.pick({ ...version, epoch: 'other' })).toBeNull()
    await bring(copy, { ...version, position: version.position + 1 })
    await expect.poll(() => replicas.pick({ ...version, position: version.position + 1 }) !== null, soon).toBe(true)
    await bring(copy, version)
  })

  it('that is away or has failed is passed over, and the others take its turn', async () => {
    const version = await versionOf(primary)
    const replicas = open('postgresql://127.0.0.1:1/none', copy.url)
    await expect.poll(() => replicas.pick(version) !== null, soon).toBe(true)
    for (let turn = 0; turn < 4; turn++) expect(replicas.pick(version)).not.toBeNull()
    expect(logged).toEqual([expect.objectContaining({ replica: 'replica 1' })])
    replicas.pick(version)!.failed(new Error('gone'))
    expect(replicas.pick(version)).toBeNull()
    await expect.poll(() => replicas.pick(version) !== null, soon).toBe(true)
  })
})

describe('a server with a replica', () => {
  it('reads there what may be a moment old, and the rest where it is written', async () => {
    await expect.poll(() => nameFor(), soon).toBe('النسخة')
    expect(await nameFor('{ source(id: "where") { name health } }')).toBe('الأصل')
  })

  it('reads where it is written what the replica does not have yet', async () => {
    await expect.poll(() => nameFor(), soon).toBe('النسخة')
    await primary.db.query('update log_head set last_position = last_position + 1')
    await expect.poll(() => nameFor(), soon).toBe('الأصل')
    for (let time = 0; time < 5; time++) expect(await nameFor()).toBe('الأصل')
    await bring(copy, await versionOf(primary))
    await expect.poll(() => nameFor(), soon).toBe('النسخة')
  })

  it('answers though a statement fails there', async () => {
    await expect.poll(() => nameFor(), soon).toBe('النسخة')
    await copy.db.query('alter table source rename to lost')
    try {
      for (let time = 0; time < 5; time++) expect(await nameFor()).toBe('الأصل')
    } finally {
      await copy.db.query('alter table lost rename to source')
    }
  })
})
