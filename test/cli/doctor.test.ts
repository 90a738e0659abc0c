import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { migrate, migrateDown } from '../../src/stores/database.ts'
import { keepCliOutput } from '../support/cli-output.ts'
import { openCliRoom } from '../support/cli-room.ts'

interface Finding {
  check: string
  state: string
  found: string
  fix: string | null
}
const output = keepCliOutput()
const room = openCliRoom()

async function doctor(): Promise<{ code: number; found: Record<string, Finding> }> {
  output.printed = ''
  const code = await run(['doctor', '--json'])
  const findings: Finding[] = JSON.parse(output.printed)
  for (const { check, state, fix } of findings) expect(fix !== null, check).toBe(state !== 'ok')
  return { code, found: Object.fromEntries(findings.map((finding) => [finding.check, finding])) }
}
const faulty = (found: Record<string, Finding>): string[] =>
  Object.values(found)
    .filter(({ state }) => state === 'fail')
    .map(({ check }) => check)

describe('sila doctor', () => {
  it('finds nothing wrong with a database that was just made, and looks at everything', async () => {
    const { code, found } = await doctor()
    expect(faulty(found)).toEqual([])
    expect(code).toBe(0)
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(
        'node configuration disk PostgreSQL version migrations schema clock extensions primary connections desk inbox polling sources webhooks backup secret'.split(
          ' ',
        ),
      ),
    )
    // One line each for people, with the fix under it.
    await run(['doctor'])
    expect(output.printed).toMatch(/^ok {4}clock: \d+ ms (ahead of|behind) the database$/m)
    expect(output.printed).toMatch(/^warn {2}secret: .*\n {6}fix: set SILA_SECRET/m)
  })

  it('names what does not keep up, with what to do', async () => {
    await room.own.db.query(`
      insert into source (slug, name) values ('dead', 'dead');
      insert into feed (source_id, url, url_key, host, health, consecutive_failures, last_error, next_fetch_at)
        select id, 'https://dead.example/rss', 'k', 'dead.example', 'FAILING', 9, 'connection refused', now() - interval '1 hour'
          from source where slug = 'dead';
      insert into inbox (delivery, place, kind, channel, payload, delivered_at)
        values (gen_random_uuid(), 0, 'RELINK', 'x', '{}', now() - interval '5 minutes');
      insert into raw_payload (sha256, origin, bytes, size, received_at) values ('x', 'o', '', 0, now() - interval '40 days');
      insert into partner (name) values ('p');
      insert into webhook (partner_id, url, types, salt, state, reason, epoch, position)
        select id, 'https://p.example/', '{ARTICLE_INGESTED}', 's', 'DISABLED', 'it answers 410', 'e', 0 from partner`)
    const { code, found } = await doctor()
    expect(code).toBe(1)
    expect(faulty(found)).toEqual(['desk', 'inbox', 'polling', 'fetched bytes'])
    expect(found.sources).toMatchObject({
      state: 'warn',
      found: '1 of 1 fail: dead https://dead.example/rss (9 times: connection refused)',
    })
    expect(found.inbox!.found).toBe('1 waiting, the oldest for 5 min')
    expect(found.webhooks!.found).toContain('https://p.example/ (it answers 410)')
  })

  it('sees secrets that others may read, migrations that wait, and those of a newer version', async () => {
    await writeFile(join(room.dataDir, 'admin-key'), 'x')
    await chmod(join(room.dataDir, 'admin-key'), 0o644)
    const readable = await doctor()
    expect(readable.found['admin-key']).toMatchObject({
      state: 'fail',
      fix: `chmod 600 ${join(room.dataDir, 'admin-key')}`,
    })
    await chmod(join(room.dataDir, 'admin-key'), 0o600)
    await migrateDown(room.own.db)
    const older = await doctor()
    expect(older.found.migrations).toMatchObject({ state: 'fail', fix: 'run `sila migrate`' })
    await migrate(room.own.db)
    await room.own.db.query(
      `insert into schema_migration (timestamp, name) values (1800000000000, 'Tomorrow1800000000000')`,
    )
    expect((await doctor()).found.version).toMatchObject({ state: 'warn', found: 'unknown: Tomorrow1800000000000' })
    await room.own.db.query(`delete from schema_migration where name like 'Tomorrow%'`)
  })

  it('asks replicas and NATS that are configured, and says what happens without them', async () => {
    vi.stubEnv('DATABASE_REPLICA_URLS', `postgres://nobody@127.0.0.1:1/nothing,${room.own.url}`)
    vi.stubEnv('SILA_EVENTS_URL', 'nats://127.0.0.1:1')
    const { found } = await doctor()
    expect(found['replica 1']).toMatchObject({ state: 'fail', fix: expect.stringContaining('the primary is read') })
    expect(found['replica 2']).toMatchObject({ state: 'fail', found: 'it is no replica of this database' })
    expect(found.NATS).toMatchObject({ state: 'fail', fix: expect.stringContaining('nats-server -js') })
  })

  it('says what to do about a database that cannot be reached, and a configuration that cannot be read', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/nothing')
    expect((await doctor()).found.database).toMatchObject({
      state: 'fail',
      fix: expect.stringContaining('DATABASE_URL'),
    })
    vi.stubEnv('SILA_PORT', 'x')
    expect((await doctor()).found.configuration).toMatchObject({
      state: 'fail',
      fix: expect.stringContaining('sila config'),
    })
  })
})
