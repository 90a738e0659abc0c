import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually, freePort } from '../support/sila-process.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BINARIES = '/usr/lib/postgresql/15/bin'
const dataDir = mkdtempSync(join(tmpdir(), 'sila-pg15-'))
let server: ReturnType<typeof spawn>
let url: string

/** The server refuses to run as root: the package brings an account for it. */
const account = (): { uid?: number; gid?: number } => {
  if (userInfo().uid !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

beforeAll(async () => {
  if (!existsSync(`${BINARIES}/postgres`))
    execFileSync(join(ROOT, 'scripts/install-debian.sh'), ['postgresql-15'], { stdio: 'inherit' })
  const as = account()
  if (as.uid !== undefined) chownSync(dataDir, as.uid, as.gid!)
  execFileSync(
    `${BINARIES}/initdb`,
    ['-D', join(dataDir, 'data'), '-U', 'sila', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    as,
  )
  const port = await freePort()
  const settings = [
    '-c',
    `port=${port}`,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'fsync=off',
    '-c',
    'max_connections=300',
  ]
  server = spawn(`${BINARIES}/postgres`, ['-D', join(dataDir, 'data'), ...settings], { ...as, stdio: 'ignore' })
  url = `postgres://sila@127.0.0.1:${port}/postgres`
  await eventually(async () => spawnSync(`${BINARIES}/pg_isready`, ['-q', '-d', url]).status === 0, 20_000)
}, 300_000)

afterAll(async () => {
  const ended = new Promise((resolve) => server.on('close', resolve))
  server.kill('SIGINT')
  await ended
  rmSync(dataDir, { recursive: true, force: true })
})

it('passes every test on PostgreSQL 15', { timeout: 600_000 }, () => {
  const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit'], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: url, VITEST_REPORT: '' },
    encoding: 'utf8',
  })
  expect(run.status, `${run.stdout.slice(-6_000)}\n${run.stderr.slice(-2_000)}`).toBe(0)
})
