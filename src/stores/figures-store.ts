import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/**
 * What an operator wants to know of a deployment that only its database tells; all read at one moment, and of nothing that grows without
 * an index for it. Ages are in seconds.
 */
export interface Figures {
  /** Items that wait for the desk, and for how long the oldest has waited. */
  inbox: number
  inboxOldestAge: number
  /** Whether some desk holds the lease. */
  leaseHeld: boolean
  logHead: number
  logRows: number
  /** Since the last change; null where there never was one. */
  newestChangeAge: number | null
  feedsDue: number
  /** For how long the feed has been due that waits longest. */
  feedOverdue: number
  feedsByHealth: Readonly<Record<string, number>>
  /** Pages of items that wait to be read. */
  pagesWaiting: number
  webhooksByState: Readonly<Record<string, number>>
  deliveriesWaiting: number
  deliveryOldestAge: number
  databaseBytes: number
}

const POLLED = 'f.removed_at is null and f.gone_at is null and not f.paused and not s.paused'

/** Who looks more often gets what was read last. */
const FRESH_MS = 1_000

/** Reads figures for monitors, at most once a second, however many ask. */
export class FiguresStore {
  #read: Promise<Figures> | null = null
  #readAt = Number.NEGATIVE_INFINITY

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly manager: EntityManager,
    private readonly now: () => number,
  ) {}

  figures(): Promise<Figures> {
    if (this.#read === null || this.now() - this.#readAt > FRESH_MS) {
      this.#readAt = this.now()
      this.#read = this.#look()
      // Whoever asked hears of it; who asks next tries anew.
      this.#read.catch(() => {
        this.#read = null
      })
    }
    return this.#read
  }

  async #look(): Promise<Figures> {
    const [row] = await select<Figures>(
      this.manager,
      /* sql */ `
      select inbox.waiting as inbox, inbox.age as "inboxOldestAge",
        (select coalesce(bool_or(holder is not null and expires_at > clock_timestamp()), false) from desk_lease) as "leaseHeld",
        head.last_position::float8 as "logHead",
        (head.last_position - coalesce((select min(position) from change), head.last_position + 1) + 1)::float8 as "logRows",
        (select extract(epoch from clock_timestamp() - at)::float8 from change order by position desc limit 1) as "newestChangeAge",
        feeds.due as "feedsDue", feeds.overdue as "feedOverdue",
        (select coalesce(jsonb_object_agg(health, feeds), '{}') from (
           select case when f.paused or s.paused then 'PAUSED' else f.health end as health, count(*) as feeds
             from feed f join source s on s.id = f.source_id where f.removed_at is null group by 1) h) as "feedsByHealth",
        (select count(*)::int from page_task) as "pagesWaiting",
        (select coalesce(jsonb_object_agg(state, webhooks), '{}') from (
           select state, count(*) as webhooks from webhook group by state) w) as "webhooksByState",
        deliveries.waiting as "deliveriesWaiting", deliveries.age as "deliveryOldestAge",
        pg_database_size(current_database())::float8 as "databaseBytes"
      from log_head head,
        (select count(*)::int as waiting,
                coalesce(greatest(0, extract(epoch from clock_timestamp() - min(delivered_at))), 0)::float8 as age from inbox) inbox,
        (select count(*) filter (where f.next_fetch_at <= clock_timestamp())::int as due,
                coalesce(greatest(0, extract(epoch from clock_timestamp() - min(f.next_fetch_at))), 0)::float8 as overdue
           from feed f join source s on s.id = f.source_id where ${POLLED}) feeds,
        (select count(*)::int as waiting,
                coalesce(greatest(0, extract(epoch from clock_timestamp() - min(d.created_at))), 0)::float8 as age
           from webhook_delivery d join webhook w on w.id = d.webhook_id
          where d.state = 'PENDING' and w.state = 'ACTIVE') deliveries
      where head.id = 1`,
    )
    return row!
  }
}

/** Connections of a pool. */
interface PoolFigures {
  open: number
  idle: number
  /** Who waits for one. */
  waiting: number
}

/** How the pool stands behind a manager. */
export function poolFigures(manager: EntityManager): PoolFigures {
  const { master } = manager.connection.driver as unknown as {
    master: { totalCount: number; idleCount: number; waitingCount: number }
  }
  return { open: master.totalCount, idle: master.idleCount, waiting: master.waitingCount }
}
