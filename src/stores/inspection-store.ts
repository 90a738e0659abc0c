import type { DataSource, EntityManager } from 'typeorm'
import { connect, select } from './database.ts'
import { readRecordVersion } from './record-version.ts'

/** What an operator who looks into a database once wants to know. Ages are in seconds. */
export interface Inspection {
  /** How far the clock of this machine is ahead of the database's, in milliseconds; as exact as the question took. */
  clockAheadMs: number
  isReplica: boolean
  hasPlpgsql: boolean
  connections: number
  maxConnections: number
  databaseBytes: number
  /** Of what retention is to take away: the oldest that is there; null where there is nothing. */
  oldestChangeAge: number | null
  oldestRawAge: number | null
  rawBytes: number
  /** Of webhooks that were given up. */
  disabledWebhooks: { url: string; reason: string | null }[]
  /** Messages to webhooks that never arrived. */
  deadLetters: number
}

/** A feed that its host does not give, and what it says. */
export interface FailingFeed {
  source: string
  url: string
  failures: number
  error: string | null
}

/** Looks at a database as a whole, beside whoever works on it. */
export class InspectionStore {
  constructor(private readonly manager: EntityManager) {}

  async look(): Promise<Inspection> {
    const asked = Date.now()
    const [{ at }] = (await select<{ at: number }>(
      this.manager,
      'select extract(epoch from clock_timestamp())::float8 * 1000 as at',
    )) as [{ at: number }]
    const clockAheadMs = (asked + Date.now()) / 2 - at
    const [row] = await select<Omit<Inspection, 'clockAheadMs'>>(
      this.manager,
      /* sql */ `
      select pg_is_in_recovery() as "isReplica",
        exists (select 1 from pg_extension where extname = 'plpgsql') as "hasPlpgsql",
        (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
        current_setting('max_connections')::int as "maxConnections",
        pg_database_size(current_database())::float8 as "databaseBytes",
        (select extract(epoch from clock_timestamp() - at)::float8 from change order by position limit 1) as "oldestChangeAge",
        (select extract(epoch from clock_timestamp() - received_at)::float8 from raw_payload r
          where not exists (select 1 from page_task p where p.raw_payload_id = r.id) order by id limit 1) as "oldestRawAge",
        pg_total_relation_size('raw_payload')::float8 as "rawBytes",
        (select coalesce(jsonb_agg(jsonb_build_object('url', url, 'reason', reason) order by id), '[]')
           from webhook where state = 'DISABLED') as "disabledWebhooks",
        (select count(*)::int from webhook_delivery where state = 'DEAD') as "deadLetters"`,
    )
    return { clockAheadMs, ...row! }
  }

  /** Feeds that have failed again and again, the worst first, at most so many. */
  async failingFeeds(limit: number): Promise<FailingFeed[]> {
    return await select(
      this.manager,
      `select s.slug as source, f.url, f.consecutive_failures as failures, f.last_error as error
         from feed f join source s on s.id = f.source_id
        where f.health = 'FAILING' and not f.paused and not s.paused and f.removed_at is null and f.gone_at is null
        order by f.consecutive_failures desc, f.id limit $1`,
      [limit],
    )
  }
}

/** How a replica stands to its database: null where it is no replica, else how many changes of the log and seconds it is behind. */
export async function replicaLag(
  url: string,
  primary: DataSource,
): Promise<{ changes: number; seconds: number } | null> {
  const replica = await connect(url, { poolSize: 1, applicationName: 'sila doctor' })
  try {
    const least = await readRecordVersion(primary.manager)
    const own = await readRecordVersion(replica.manager)
    const [row] = await select<{ is: boolean; seconds: number }>(
      replica.manager,
      `select pg_is_in_recovery() as is,
              case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
                   else coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()), 0)::float8 end as seconds`,
    )
    if (!row!.is || own.epoch !== least.epoch) return null
    return { changes: Math.max(0, least.position - own.position), seconds: row!.seconds }
  } finally {
    await replica.destroy()
  }
}
