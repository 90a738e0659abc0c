import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { type FileHandle, link, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Account, command } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { Cluster } from './cluster.ts'

/** What postmaster.pid says about a cluster's server, and whether the process it names is that server. */
export type Postmaster =
  | { readonly kind: 'none' }
  | { readonly kind: 'stale'; readonly content: string }
  | { readonly kind: 'alive'; readonly pid: number; readonly port: number; readonly status: string }

const POLL_MS = 15
const EMPTY_FILE_IS_STALE_AFTER_MS = 5_000
const ROTATE_LOG_AT = 1024 * 1024
const MOST_WORDS = 64 * 1024

/** Looks up the server of a cluster. Status is PostgreSQL's word: starting, ready, stopping. */
export async function findPostmaster(cluster: Cluster): Promise<Postmaster> {
  const path = join(cluster.data, 'postmaster.pid')
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (content === undefined) return { kind: 'none' }
  const lines = content.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) {
    // A server that starts writes the file in two steps; one whose disk was full left it empty.
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now())
    if (age < EMPTY_FILE_IS_STALE_AFTER_MS) return { kind: 'alive', pid: 0, port: 0, status: 'starting' }
    return { kind: 'stale', content }
  }
  if (!(await isPostmaster(pid, cluster))) return { kind: 'stale', content }
  return { kind: 'alive', pid, port: Number(lines[3]), status: lines[7] || 'starting' }
}

/** Whether a process is the server of this cluster: a number is reused, and a copied directory names another's server. */
async function isPostmaster(pid: number, cluster: Cluster): Promise<boolean> {
  if (!isAlive(pid)) return false
  const process = await describe(pid)
  if (!process || process.zombie) return false
  if (process.args.includes(cluster.data)) return basename(process.args[0] ?? '') === 'postgres'
  // Reached by another path, it still stands in its data directory.
  const [there, here] = await Promise.all([stat(`/proc/${pid}/cwd`).catch(() => undefined), stat(cluster.data)])
  return there?.ino === here.ino && there.dev === here.dev && basename(process.args[0] ?? '') === 'postgres'
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function describe(pid: number): Promise<{ zombie: boolean; args: string[] } | undefined> {
  try {
    if (process.platform === 'linux') {
      const [state, line] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'utf8'),
        readFile(`/proc/${pid}/cmdline`, 'utf8'),
      ])
      return { zombie: /^[ZX]/.test(state.slice(state.lastIndexOf(')') + 2)), args: line.split('\0') }
    }
    const { stdout } = await promisify(execFile)('/bin/ps', ['-ww', '-o', 'stat=,command=', '-p', String(pid)])
    const [state = '', program = '', ...rest] = stdout.trim().split(/\s+/)
    // ps does not say where an argument ends; a path with spaces is found by the text after -D.
    const path = /-D (.*?) -p \d+/.exec(rest.join(' '))?.[1] ?? ''
    return { zombie: state.startsWith('Z'), args: [program, path] }
  } catch {
    return undefined
  }
}

/**
 * Takes a stale postmaster.pid away. PostgreSQL itself does so when the process is dead, but not when its number lives on in
 * another process or a zombie. Moved first and looked at afterwards: a server that started meanwhile gets its file back.
 */
export async function removeStale(cluster: Cluster, content: string): Promise<void> {
  const path = join(cluster.data, 'postmaster.pid')
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
    if ((await readFile(aside, 'utf8')) !== content) await link(aside, path).catch(() => {})
    await unlink(aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** How a start ended: `exited` comes with what the server wrote. */
export type Start = { kind: 'ready'; pid: number } | { kind: 'slow' } | { kind: 'exited'; words: string }

/** Starts the server in a session of its own, where neither our death nor a Ctrl-C reaches it, and waits until it is ready. */
export async function startPostmaster(
  cluster: Cluster,
  binaries: Binaries,
  account: Account,
  settings: { port: number; durable: boolean; patienceMs: number },
): Promise<Start> {
  const log = await openLog(cluster)
  const from = (await log.stat()).size
  let ended: string | undefined
  try {
    const args = ['-D', cluster.data, '-p', String(settings.port), ...flags(settings.durable)]
    const stdio: ['ignore', number, number] = ['ignore', log.fd, log.fd]
    const child = spawn(...command(account, binaries.postgres, args, { detached: true, stdio }))
    child.on('error', (error) => {
      ended = error.message
    })
    child.on('exit', (code, signal) => {
      ended = `postgres ended with ${signal ?? `exit code ${code}`}`
    })
    child.unref()
    for (const until = Date.now() + settings.patienceMs; Date.now() < until; await sleep(POLL_MS)) {
      if (ended !== undefined) return { kind: 'exited', words: `${await readSince(log, from)}${ended}` }
      const text = await readFile(join(cluster.data, 'postmaster.pid'), 'utf8').catch(() => '')
      const lines = text.split('\n')
      if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready')
        return { kind: 'ready', pid: Number(lines[0]) }
    }
    return { kind: 'slow' }
  } finally {
    await log.close()
  }
}

function flags(durable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    jit: 'off',
    wal_compression: 'on',
    // The log holds what happened to the server. Failed statements are the application's to report, and would fill it.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function openLog(cluster: Cluster) {
  const { size } = await stat(cluster.logFile).catch(() => ({ size: 0 }))
  // Two files at most; between two starts the server writes a few lines.
  if (size > ROTATE_LOG_AT) await rename(cluster.logFile, `${cluster.logFile}.1`).catch(() => {})
  return open(cluster.logFile, 'a+', 0o600)
}

async function readSince(log: FileHandle, from: number): Promise<string> {
  const { bytesRead, buffer } = await log.read(Buffer.alloc(MOST_WORDS), 0, MOST_WORDS, from)
  return buffer.toString('utf8', 0, bytesRead)
}

/** Asks the server to end at once, whoever is connected, and waits until it is gone. False: it needs longer. */
export async function stopPostmaster(cluster: Cluster, patienceMs: number): Promise<boolean> {
  const found = await findPostmaster(cluster)
  if (found.kind !== 'alive' || found.pid === 0) return true
  process.kill(found.pid, 'SIGINT')
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(POLL_MS)) {
    if (!(await isPostmaster(found.pid, cluster))) return true
  }
  return false
}
