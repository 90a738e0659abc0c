import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, systemIdentifier } from './cluster.ts'

/**
 * Every user of the server holds this advisory lock, shared, for as long as it lives; who can have it alone is the last.
 * The number is arbitrary, in the database `sila`, and taken by nothing else.
 */
const USERS_LOCK = '7308604897068083301'
const CONNECT_MS = 5_000

/** A try to become a user: `later` is a server that starts or stops, `foreign` one that is not this cluster's. */
export type Join =
  | { readonly kind: 'joined'; readonly client: pg.Client }
  | { readonly kind: 'later' | 'foreign'; readonly reason: string }

/** The connection string of the cluster's server on a port. */
export async function urlOf(cluster: Cluster, port: number): Promise<string> {
  const password = (await readFile(cluster.passwordFile, 'utf8')).trim()
  return `postgres://sila:${password}@127.0.0.1:${port}/sila`
}

/** Connects and registers as a user; the connection held is the registration. */
export async function join(cluster: Cluster, port: number): Promise<Join> {
  const client = new pg.Client({
    connectionString: await urlOf(cluster, port),
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'sila: uses this server',
  })
  // What happens to the connection is seen by 'end'; an unheard 'error' would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    if (!(await isServerOf(cluster, client))) {
      return await give(client, { kind: 'foreign', reason: `another PostgreSQL answers on port ${port}` })
    }
    const { rows } = await client.query(`select pg_try_advisory_lock_shared(${USERS_LOCK}) as joined`)
    if (!rows[0].joined) return await give(client, { kind: 'later', reason: 'the server is about to stop' })
    // It is ours for long, and is no reason for a process to go on living.
    hold(client, false)
    return { kind: 'joined', client }
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string }
    // Invalid password, no such role, no such database.
    return await give(client, { kind: /^(28|3D)/.test(code) ? 'foreign' : 'later', reason: message })
  }
}

async function isServerOf(cluster: Cluster, client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ id: string; data: string }>(
    "select system_identifier::text as id, current_setting('data_directory') as data from pg_control_system()",
  )
  // A copied data directory has the same identifier, and the same password.
  const there = await stat(rows[0]!.data).catch(() => undefined)
  const here = await stat(cluster.data)
  return rows[0]!.id === (await systemIdentifier(cluster)) && there?.ino === here.ino && there.dev === here.dev
}

async function give(client: pg.Client, outcome: Join): Promise<Join> {
  await disconnect(client)
  return outcome
}

/** Leaves; true when no other user was left. The lock is then held alone until the connection ends, so nobody joins a server that is about to stop. */
export async function leave(client: pg.Client): Promise<boolean> {
  hold(client, true)
  await client.query(`select pg_advisory_unlock_shared(${USERS_LOCK})`)
  const { rows } = await client.query(`select pg_try_advisory_lock(${USERS_LOCK}) as last`)
  return rows[0].last
}

/** Ends a connection, also one whose server no longer answers. */
export async function disconnect(client: pg.Client): Promise<void> {
  const patience = new AbortController()
  const ended = client.end().catch(() => {})
  await Promise.race([ended, sleep(500, undefined, patience).catch(() => {})])
  patience.abort()
  client.connection.stream.destroy()
}

function hold(client: pg.Client, held: boolean): void {
  // Missing in the types of pg.
  const handle = client as unknown as { ref(): void; unref(): void }
  if (held) handle.ref()
  else handle.unref()
}
