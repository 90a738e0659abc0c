import { type SpawnOptions, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { DatabaseUnavailable, INSTEAD, lastLines } from './database-unavailable.ts'

/** As whom a program of PostgreSQL runs: a uid that spawn takes, or a command in front of it that changes over. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
  readonly prefix: readonly string[]
}

/** The user and group that own a cluster. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const MOST_OUTPUT = 64 * 1024
const LONGEST_RUN_MS = 180_000

/** The whole environment of a PostgreSQL program: messages in English, because some of them are read by us. */
export const SERVER_ENV = { PATH, LC_ALL: 'C', TZ: 'UTC' }

/** The arguments for spawn that run a program as an account. */
export function command(account: Account, file: string, args: readonly string[], options: SpawnOptions) {
  const [first, ...rest] = [...account.prefix, file, ...args] as [string, ...string[]]
  // The directory that we happen to stand in may be closed to the account.
  const as = account.uid === undefined ? {} : { uid: account.uid, gid: account.gid }
  return [first, rest, { cwd: '/', env: SERVER_ENV, ...as, ...options }] as const
}

/** Runs a program to its end as an account; gives its exit code (-1: it could not run) and what it printed. */
export async function run(account: Account, file: string, args: readonly string[], input = '') {
  const child = spawn(...command(account, file, args, { stdio: 'pipe', timeout: LONGEST_RUN_MS }))
  let output = ''
  const take = (chunk: string) => {
    output = (output + chunk).slice(-MOST_OUTPUT)
  }
  child.stdout?.setEncoding('utf8').on('data', take)
  child.stderr?.setEncoding('utf8').on('data', take)
  child.stdin?.on('error', () => {}).end(input)
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      take(error.message)
      resolve(-1)
    })
    child.on('close', (exit) => resolve(exit ?? -1))
  })
  return { code, output }
}

/** The owner that a new cluster gets: ourselves, or as root, whom PostgreSQL refuses, an account without rights. */
export async function newOwner(): Promise<Owner> {
  const uid = process.geteuid?.() ?? 0
  if (uid !== 0) return { uid, gid: process.getegid?.() ?? uid }
  const users = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'))
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  // Some systems write nobody as -2.
  return user ? { uid: Number(user[2]) >>> 0, gid: Number(user[3]) >>> 0 } : { uid: 65_534, gid: 65_534 }
}

/**
 * Chooses how programs run as a cluster's owner so that they reach both themselves and `home`, the directory above the cluster.
 *
 * As root both may lie below a directory that only root may enter (`/root`, a data directory of mode 0700), and the
 * operator's modes are not ours to change. The server then keeps one capability, the right to read past modes, and loses
 * all others. `no_setuid_fixup` belongs to it: access(2), with which PostgreSQL looks for its own files, drops capabilities
 * without it. Containers often have only dac_override, which is also needed where programs lack x for others.
 */
export async function chooseAccount(owner: Owner, initdb: string, home: string): Promise<Account> {
  if (process.geteuid?.() !== 0) return { prefix: [] }
  if (owner.uid === 0) {
    throw new DatabaseUnavailable(
      `The database in ${home} belongs to root, and PostgreSQL refuses to run as root. ` +
        `Give ${home}/data to another account (chown -R nobody), or ${INSTEAD}.`,
    )
  }
  const accounts = [{ ...owner, prefix: [] }, withRight(owner, 'dac_read_search'), withRight(owner, 'dac_override')]
  const words: string[] = []
  for (const account of accounts) {
    const script = 'cd -- "$1" && exec "$0" --show -D unused'
    const { code, output } = await run(account, '/bin/sh', ['-c', script, initdb, home])
    if (code === 0) return account
    words.push(lastLines(output, 2))
  }
  throw new DatabaseUnavailable(
    `PostgreSQL does not run as root, and as the account with uid ${owner.uid} it cannot reach ${home} or ${initdb}. ` +
      `Start as a normal user, open these directories to others (chmod o+x), or ${INSTEAD}.`,
    { words: words.join('\n') },
  )
}

function withRight(owner: Owner, right: string): Account {
  const only = `-all,+${right}`
  const rights = [`--inh-caps=${only}`, `--ambient-caps=${only}`, `--bounding-set=${only}`]
  const who = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups']
  return { prefix: ['setpriv', ...who, ...rights, '--securebits=+no_setuid_fixup', '--'] }
}
