import type { EntityManager } from 'typeorm'
import type { RobotsMode } from '../entities/enums.ts'
import { PageTask } from '../entities/page-task.ts'
import type { SourceProfile } from '../entities/source-profile.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { claimedSql, releasedSql, renewedSql, WORK_TERMS, type WorkTerms } from './work-lease.ts'

/** An item whose page is to be fetched, with what its source decides. */
export type ClaimedPage = PageTask & { robots: RobotsMode; profile: SourceProfile | null }

/** An item that shall wait for its page. */
export type NewPageTask = Pick<PageTask, 'url' | 'host' | 'channel' | 'payload'>

/** Items of feeds that wait for the full text of their pages. */
export class PageTaskStore {
  constructor(
    private readonly manager: EntityManager,
    private readonly terms: WorkTerms = WORK_TERMS,
  ) {}

  /** Lets items wait for their pages, in order. An item that waits already is replaced by what its feed says now. */
  async add(feedId: string, tasks: readonly NewPageTask[], rawPayloadId: string | null, now: Date): Promise<void> {
    if (tasks.length === 0) return
    const rows = tasks.map((task, place) => ({ place, ...task }))
    // Its attempts stay: an item that its feed words anew at every poll would else wait for ever.
    await this.manager.query(
      `with waiting as (
         delete from page_task where feed_id = $1 and url in (select t.url from jsonb_to_recordset($2::jsonb) as t (url text))
            and (lease_until is null or lease_until <= clock_timestamp())
         returning url, attempts, next_attempt_at, last_error, created_at)
       insert into page_task (feed_id, url, host, channel, payload, raw_payload_id, attempts, next_attempt_at, last_error, created_at)
       select $1, t.url, t.host, t.channel, t.payload, $3, coalesce(w.attempts, 0), coalesce(w.next_attempt_at, $4), w.last_error,
              coalesce(w.created_at, now())
         from jsonb_to_recordset($2::jsonb) as t (place int, url text, host text, channel text, payload jsonb)
         left join lateral (select * from waiting where waiting.url = t.url order by attempts desc limit 1) w on true
        order by t.place`,
      [feedId, JSON.stringify(rows), rawPayloadId, now],
    )
  }

  /** Leases pages that are due. Only inside `claimWork`. */
  async claim(now: Date, limit: number): Promise<ClaimedPage[]> {
    if (limit <= 0) return []
    return await select<ClaimedPage>(
      this.manager,
      `${claimedSql(
        {
          table: 'page_task',
          due: 'next_attempt_at',
          from: 'page_task w join feed f on f.id = w.feed_id join source s on s.id = f.source_id',
          condition: 'not f.paused and not s.paused',
        },
        this.terms,
      )}
       select ${columnsOf(PageTask, 'p')}, s.robots, s.profile
         from claimed p join feed f on f.id = p.feed_id join source s on s.id = f.source_id order by p.next_attempt_at, p.id`,
      [now, limit],
    )
  }

  /** Locks a task for whoever's token it still bears; false for any other, who must store nothing. */
  async lock(id: string, token: string): Promise<boolean> {
    const sql = 'select id from page_task where id = $1 and lease_token = $2 for update'
    return (await select(this.manager, sql, [id, token])).length === 1
  }

  /** The item goes its way: nothing waits any more. */
  async done(id: string): Promise<void> {
    await this.manager.query('delete from page_task where id = $1', [id])
  }

  /** The page could not be had this time. */
  async retryAt(id: string, at: Date, error: string): Promise<void> {
    await this.manager.query(
      `update page_task set attempts = attempts + 1, next_attempt_at = $2, last_error = $3, lease_token = lease_token + 1,
              lease_until = null
        where id = $1`,
      [id, at, error],
    )
  }

  /** Lengthens a claim; false where another has it by now. */
  async renew(id: string, token: string): Promise<boolean> {
    return (await select(this.manager, renewedSql('page_task', this.terms), [id, token])).length === 1
  }

  /** Gives a claim back: the page is due as it was. */
  async release(id: string, token: string): Promise<void> {
    await this.manager.query(releasedSql('page_task'), [id, token])
  }
}
