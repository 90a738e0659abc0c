import type { DataSource } from 'typeorm'
import type { Config } from '../../config.ts'
import { messageOf } from '../../errors.ts'
import { RelayStream } from '../../relay/relay-stream.ts'
import { replicaLag } from '../../stores/inspection-store.ts'
import { readRecordVersion } from '../../stores/record-version.ts'
import { duration, type Findings } from './findings.ts'

/** Seconds of a replica and changes of a relay behind the log that pass. */
const MAX_REPLICA_LAG = 10
const MAX_RELAY_LAG = 1_000

/** What a deployment has beside the database, as far as it is configured: replicas, NATS, a secret that nodes share. */
export async function examineAround(database: DataSource, config: Config, findings: Findings): Promise<void> {
  for (const [index, url] of config.databaseReplicaUrls.entries()) {
    await examineReplica(`replica ${index + 1}`, url, database, findings)
  }
  if (config.eventsUrl !== null) await examineRelay(config.eventsUrl, database, findings)
  if (config.databaseUrl === null) return
  const isShared = config.secret !== null
  const alone = `each data folder makes its own (${config.dataDir}/secret): signatures of one node are wrong on another`
  findings.advise(
    'secret',
    isShared,
    isShared ? 'set' : alone,
    'set SILA_SECRET, or SILA_SECRET_FILE, to the same on all nodes',
  )
}

async function examineReplica(check: string, url: string, database: DataSource, findings: Findings): Promise<void> {
  try {
    const lag = await replicaLag(url, database)
    if (lag === null) {
      findings.note(
        check,
        false,
        'it is no replica of this database',
        'name a streaming replica of DATABASE_URL, or leave it out',
      )
      return
    }
    const found = `${lag.changes} changes and ${duration(lag.seconds)} behind`
    findings.note(
      check,
      lag.seconds <= MAX_REPLICA_LAG,
      found,
      'look at pg_stat_replication on the primary; meanwhile it is not read',
    )
  } catch (error) {
    findings.note(
      check,
      false,
      messageOf(error),
      'check DATABASE_REPLICA_URLS and that the server runs; meanwhile the primary is read',
    )
  }
}

async function examineRelay(url: string, database: DataSource, findings: Findings): Promise<void> {
  try {
    const { epoch, position } = await readRecordVersion(database.manager)
    const stream = await RelayStream.open(url, epoch)
    try {
      const last = (await stream.ends())?.last ?? null
      const isWell = last !== null && position - last <= MAX_RELAY_LAG
      const found =
        last === null ? 'it holds no stream of this log' : `${Math.max(0, position - last)} changes behind the log`
      findings.note(
        'NATS',
        isWell,
        found,
        'start a server with the role desk and SILA_EVENTS_URL; meanwhile nodes read PostgreSQL',
      )
    } finally {
      await stream.close()
    }
  } catch (error) {
    const fix =
      'check SILA_EVENTS_URL, and that NATS runs with JetStream (nats-server -js); meanwhile nodes read PostgreSQL'
    findings.note('NATS', false, messageOf(error), fix)
  }
}
