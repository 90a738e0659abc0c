import { type OpenStore, openStore } from '../../app/open-store.ts'
import type { Config } from '../../config.ts'
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../ops/log.ts'
import {
  databaseCtype,
  pendingMigrations,
  schemaDrift,
  serverVersion,
  unknownMigrations,
} from '../../stores/database.ts'
import type { Inspection } from '../../stores/inspection-store.ts'
import { type Findings, size } from './findings.ts'

const OLDEST_POSTGRESQL = 150_000
/** Clocks that differ by more make dates of articles wrong, and leases short. */
const MAX_CLOCK_MS = 2_000
/** Part of the server's connections that may be in use. */
const MAX_CONNECTIONS_PART = 0.8

/** Opens the database without a change; null where it cannot be reached, which is noted. */
export async function openToExamine(config: Config, log: Logger, findings: Findings): Promise<OpenStore | null> {
  try {
    return await openStore(config, log, { migrate: false })
  } catch (error) {
    const own = `look into the log of the cluster under ${config.dataDir}; free its port and its disk, then start again`
    const fix =
      config.databaseUrl === null ? own : 'check DATABASE_URL, that the server runs, and that it lets this machine in'
    findings.note('database', false, messageOf(error), fix)
    return null
  }
}

/** The server and the schema; false where the schema is not that of this version, and its tables cannot be asked. */
export async function examineSchema({ database }: OpenStore, findings: Findings): Promise<boolean> {
  const { number, name } = await serverVersion(database)
  findings.note('PostgreSQL', number >= OLDEST_POSTGRESQL, name, 'use PostgreSQL 15 or newer')
  const ctype = await databaseCtype(database)
  findings.tell('letters', `LC_CTYPE ${ctype}; any will do, words are told by Sila's own analyzer`)
  const newer = await unknownMigrations(database)
  const isOurs = newer.length === 0
  const older =
    'a newer Sila migrated this database: run that one, or take its migrations back with it (`sila migrate --down`)'
  findings.advise('version', isOurs, isOurs ? 'no migration of a newer Sila' : `unknown: ${newer.join(', ')}`, older)
  const pending = await pendingMigrations(database)
  const isDone = pending.length === 0
  findings.note('migrations', isDone, isDone ? 'all applied' : `waiting: ${pending.join(', ')}`, 'run `sila migrate`')
  if (!isDone) return false
  const drift = isOurs ? await schemaDrift(database) : []
  const changed = 'the schema was changed by hand: undo that, or restore a backup'
  findings.note('schema', drift.length === 0, drift.length === 0 ? 'as the entities say' : drift.join('; '), changed)
  return true
}

/** The server as a place to work: clock, connections, extensions, room. */
export function examineServer(inspection: Inspection, findings: Findings): void {
  const { clockAheadMs, hasPlpgsql, isReplica, connections, maxConnections, databaseBytes } = inspection
  const clock = `${Math.abs(Math.round(clockAheadMs))} ms ${clockAheadMs < 0 ? 'behind' : 'ahead of'} the database`
  const isExact = Math.abs(clockAheadMs) <= MAX_CLOCK_MS
  findings.note('clock', isExact, clock, 'set both clocks by NTP (timedatectl set-ntp true)')
  findings.note(
    'extensions',
    hasPlpgsql,
    hasPlpgsql ? 'plpgsql' : 'plpgsql is missing',
    'run `create extension plpgsql` in the database',
  )
  const role = isReplica ? 'it is a replica, which nobody can write to' : 'it takes writes'
  findings.note('primary', !isReplica, role, 'name the primary in DATABASE_URL, and replicas in DATABASE_REPLICA_URLS')
  const isRoomy = connections <= maxConnections * MAX_CONNECTIONS_PART
  const fewer = 'raise max_connections of the server: a process of Sila holds up to 30'
  findings.note('connections', isRoomy, `${connections} of ${maxConnections}`, fewer)
  findings.tell('size', size(databaseBytes))
}
