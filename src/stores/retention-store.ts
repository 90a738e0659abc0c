import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

const FEED_DAYS_KEPT = 14
/** An item that its feed did not show for so long is forgotten; counted to the feed's last new body, not to today. */
const FEED_ITEMS_KEPT_DAYS = 60

/** Takes away what has been kept long enough, some rows at a time. */
export class RetentionStore {
  constructor(private readonly manager: EntityManager) {}

  /** The newest payload that is too much where they take more than so many bytes altogether, as stored; null where there is room. */
  async rawBeyond(maxBytes: number): Promise<string | null> {
    const [row] = await select<{ id: string | null }>(
      this.manager,
      // The sum reads no payload, only how long each is; and that only where the table is large enough for it.
      `select case when pg_total_relation_size('raw_payload') > $1::bigint then (
                select max(id) from (
                  select id, sum(octet_length(bytes)) over (order by id desc) as total from raw_payload) t
                 where total > $1::bigint) end as id`,
      [maxBytes],
    )
    return row!.id
  }

  /**
   * Payloads older than so many seconds, and those up to an id where one is given, for which neither the desk nor a page waits. Gives how
   * many went.
   */
  async pruneRawPayloads(keptSeconds: number, limit: number, upTo: string | null = null): Promise<number> {
    const gone = await select(
      this.manager,
      `delete from raw_payload where id in (
         select r.id from raw_payload r
          where (r.received_at < now() - $1 * interval '1 second' or r.id <= $3::bigint)
            and not exists (select 1 from inbox i where i.raw_payload_id = r.id)
            and not exists (select 1 from page_task p where p.raw_payload_id = r.id)
          order by r.id limit $2 for update skip locked)
       returning id`,
      [keptSeconds, limit, upTo],
    )
    return gone.length
  }

  /** What feeds came to, and what they showed, long ago. */
  async pruneFeedHistory(today: string): Promise<void> {
    await this.manager.query(`delete from feed_day where day < $1::date - ${FEED_DAYS_KEPT}`, [today])
    await this.manager.query(
      `delete from feed_item i
        using (select feed_id, max(seen_on) - ${FEED_ITEMS_KEPT_DAYS} as until from feed_item group by feed_id) kept
        where i.feed_id = kept.feed_id and i.seen_on < kept.until`,
    )
  }
}
