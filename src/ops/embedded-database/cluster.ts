import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, mkdtemp, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Account, chooseAccount, newOwner, type Owner, run } from './account.ts'
import type { Binaries } from './binaries.ts'
import { DatabaseUnavailable, INSTEAD, lastLines } from './database-unavailable.ts'

/** Where everything about one database lies, below the data directory. */
export interface Cluster {
  readonly home: string
  readonly data: string
  readonly passwordFile: string
  readonly portFile: string
  readonly logFile: string
}

/** The paths of the cluster in an existing data directory, free of symbolic links so that they can be compared. */
export async function clusterIn(dataDir: string): Promise<Cluster> {
  return clusterAt(join(await realpath(dataDir), 'postgres'))
}

function clusterAt(home: string): Cluster {
  const inside = (name: string) => join(home, name)
  return {
    home,
    data: inside('data'),
    passwordFile: inside('password'),
    portFile: inside('port'),
    logFile: inside('server.log'),
  }
}

/** The owner and the major version of a cluster; undefined where there is none yet. */
export async function examine(cluster: Cluster): Promise<(Owner & { major: number }) | undefined> {
  try {
    const { uid, gid } = await stat(cluster.data)
    const self = process.geteuid?.() ?? 0
    if (self !== 0 && uid !== self) {
      throw new DatabaseUnavailable(
        `The database in ${cluster.home} belongs to the account with uid ${uid}, and this is uid ${self}. ` +
          `Start as that account, or ${INSTEAD}.`,
      )
    }
    const major = Number.parseInt(await readFile(join(cluster.data, 'PG_VERSION'), 'utf8'), 10)
    return { uid, gid, major }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Creates the cluster beside its place and moves it there when it is whole, so that a crash leaves no half of one and of
 * several creators one wins. False: another one won.
 */
export async function createCluster(cluster: Cluster, binaries: Binaries, durable: boolean): Promise<boolean> {
  await removeAbandoned(cluster)
  const owner = await newOwner()
  const draft = clusterAt(await mkdtemp(`${cluster.home}.new-`))
  try {
    // Others may pass through, to the cluster, and see nothing: what lies here is either 0600 or the owner's.
    if (process.geteuid?.() === 0) await chmod(draft.home, 0o711)
    const password = randomBytes(24).toString('hex')
    await writeWhole(draft.passwordFile, password)
    await mkdir(draft.data, { mode: 0o700 })
    for (const path of [draft.passwordFile, draft.data]) await handOver(path, owner)
    const account = await chooseAccount(owner, binaries.initdb, draft.home)
    await initialise(draft, binaries, account, password, durable)
    if (process.geteuid?.() === 0) await chown(draft.passwordFile, 0, 0)
    if (await takePlace(draft, cluster)) return true
    if (await examine(cluster)) return false
    throw new DatabaseUnavailable(`${cluster.home} is not empty and holds no database: move it away, or ${INSTEAD}.`)
  } finally {
    await rm(draft.home, { recursive: true, force: true })
  }
}

async function handOver(path: string, owner: Owner): Promise<void> {
  await chown(path, owner.uid, owner.gid).catch((cause) => {
    throw new DatabaseUnavailable(
      `PostgreSQL does not run as root, and this root may not give ${path} to the account with uid ${owner.uid} ` +
        `(cap_chown, cap_setuid, cap_setgid). Start as a normal user, or ${INSTEAD}.`,
      { words: String(cause.message), cause },
    )
  })
}

async function initialise(draft: Cluster, binaries: Binaries, account: Account, password: string, durable: boolean) {
  const steps: [string, string[], string?][] = [
    [
      binaries.initdb,
      [
        ...['-D', draft.data, '--username=postgres', `--pwfile=${draft.passwordFile}`, '--auth=scram-sha-256'],
        // C.UTF-8 knows the letters of every script and sorts by code point, the same on every machine.
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...(durable ? [] : ['--no-sync']),
      ],
    ],
    [
      binaries.postgres,
      ['--single', '-D', draft.data, '-c', 'log_checkpoints=off', 'postgres'],
      // Not a superuser: embedded, the database gives no right that another PostgreSQL would refuse, nor files to read.
      [
        `create role sila login createdb password '${password}'`,
        'grant pg_monitor, pg_signal_backend to sila',
        'create database sila owner sila',
        '',
      ].join(';\n'),
    ],
  ]
  for (const [program, args, input] of steps) {
    const { code, output } = await run(account, program, args, input)
    if (code === 0 && !/^.*(ERROR|FATAL|PANIC):/m.test(output)) continue
    const sentence = `PostgreSQL could not create a database in ${draft.home} (${basename(program)}, exit code ${code}).`
    throw new DatabaseUnavailable(`${sentence} Mend what it says below, or ${INSTEAD}.`, { words: lastLines(output) })
  }
}

async function takePlace(draft: Cluster, cluster: Cluster): Promise<boolean> {
  try {
    await rename(draft.home, cluster.home)
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
  // Without this a power cut could give the draft its old name back.
  const directory = await open(join(cluster.home, '..'))
  await directory.sync().finally(() => directory.close())
  return true
}

const ABANDONED_AFTER_MS = 10 * 60_000

async function removeAbandoned(cluster: Cluster): Promise<void> {
  const parent = join(cluster.home, '..')
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(cluster.home)}.new-`)) continue
    const draft = await stat(join(parent, name)).catch(() => undefined)
    if (!draft || Date.now() - draft.mtimeMs < ABANDONED_AFTER_MS) continue
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {})
  }
}

/** Writes a private file so that it is either the old one or the new one, whole, also after a power cut. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

/** The number that tells this cluster from every other: the first eight bytes of its control file. */
export async function systemIdentifier(cluster: Cluster): Promise<string> {
  const control = await readFile(join(cluster.data, 'global', 'pg_control'))
  return control.readBigUInt64LE(0).toString()
}
