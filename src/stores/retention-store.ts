import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

const FEED_DAYS_KEPT = 14
/** An item that its feed did not show for so long is forgotten; counted to the feed's last new body, not to today. */
const FEED_ITEMS_KEPT_DAYS = 60

/** Takes away what has been kept long enough, some rows at a time. */
export class RetentionStore {
  constructor(private readonly manager: EntityManager) {}

  /** Payloads older than so many seconds for which neither the desk nor a page waits. Gives how many went. */
  async pruneRawPayloads(keptSeconds: number, limit: number): Promise<number> {
    const gone = await select(
      this.manager,
      `delete from raw_payload where id in (
         select r.id from raw_payload r
          where r.received_at < now() - $1 * interval '1 second'
            and not exists (select 1 from inbox i where i.raw_payload_id = r.id)
            and not exists (select 1 from page_task p where p.raw_payload_id = r.id)
          order by r.id limit $2 for update skip locked)
       returning id`,
      [keptSeconds, limit],
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
