import { randomBytes } from 'node:crypto'
import type { EntityManager } from 'typeorm'
import type { WebSubState } from '../entities/enums.ts'
import { WebSub } from '../entities/web-sub.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** The channel of NOTIFY that says that a feed is due earlier than it was. */
export const SCHEDULE_CHANNEL = 'sila_schedule'

/** A request to a hub that nobody answered is repeated after this; doubled each time, up to a day. */
const RETRY_SECONDS = 300
/** A hub is asked again when this share of its lease is over. */
const RENEWED_AT = 0.8
/** Leases outside of these bounds, in seconds, are taken for the bound. */
const LEASE = { least: 300, most: 30 * 86_400 }
/** A pushed feed is fetched at most so often, in seconds. */
const PUSHED_AT_MOST_EVERY = 15

/** A hub's confirmation that the wish came from us. */
export interface Verification {
  callback: string
  topic: string
  leaseSeconds: number
}

/** Subscriptions of feeds at their hubs. Times are the database's clock. */
export class WebSubStore {
  constructor(private readonly manager: EntityManager) {}

  /** Notes where a feed says that it pushes; another hub or topic than before begins anew under another callback. */
  async offer(feedId: string, hub: string, topic: string): Promise<void> {
    const [callback, secret] = [randomBytes(24).toString('base64url'), randomBytes(32).toString('hex')]
    await this.manager.query(
      `insert into websub as w (feed_id, hub, topic, callback, secret) values ($1, $2, $3, $4, $5)
       on conflict (feed_id) do update
         set hub = excluded.hub, topic = excluded.topic, callback = excluded.callback, secret = excluded.secret,
             state = 'PENDING', expires_at = null, renew_at = now(), attempts = 0, last_error = null
       where (w.hub, w.topic) <> (excluded.hub, excluded.topic)`,
      [feedId, hub, topic, callback, secret],
    )
  }

  /** Takes those whose hub has to be asked (again); each is not due again before the hub had time to answer. */
  async takeDue(limit: number): Promise<WebSub[]> {
    return await select<WebSub>(
      this.manager,
      `update websub w
          set attempts = w.attempts + 1, renew_at = now() + least(${RETRY_SECONDS} * 2 ^ w.attempts, 86400) * interval '1 second'
        where w.feed_id in (
                select s.feed_id from websub s join feed f on f.id = s.feed_id
                 where s.renew_at <= now() and s.state <> 'DENIED' and not f.paused and f.removed_at is null and f.gone_at is null
                 order by s.renew_at limit $1 for update of s skip locked)
       returning ${columnsOf(WebSub, 'w')}`,
      [limit],
    )
  }

  /** What a hub answered to a wish where it did not take it. */
  async failed(feedId: string, error: string): Promise<void> {
    await this.manager.query('update websub set last_error = $2 where feed_id = $1', [feedId, error])
  }

  /** Begins or prolongs a subscription; false where nobody wished for it. */
  async verified({ callback, topic, leaseSeconds }: Verification): Promise<boolean> {
    const lease = Math.min(LEASE.most, Math.max(LEASE.least, leaseSeconds))
    const rows = await select(
      this.manager,
      `update websub set state = 'VERIFIED', attempts = 0, last_error = null,
              expires_at = now() + $3 * interval '1 second', renew_at = now() + $3 * ${RENEWED_AT} * interval '1 second'
        where callback = $1 and topic = $2 returning feed_id`,
      [callback, topic, lease],
    )
    return rows.length === 1
  }

  /** The hub will not push this topic: it is polled as ever. False where nobody wished for it. */
  async denied(callback: string, topic: string, reason: string | null): Promise<boolean> {
    const rows = await select(
      this.manager,
      `update websub set state = 'DENIED', last_error = $3 where callback = $1 and topic = $2 returning feed_id`,
      [callback, topic, reason ?? 'the hub denied the subscription'],
    )
    return rows.length === 1
  }

  /** The secret behind a callback, and how its subscription stands; null where there is no such callback. */
  async byCallback(callback: string): Promise<{ feedId: string; secret: string; state: WebSubState } | null> {
    const rows = await select<{ feedId: string; secret: string; state: WebSubState }>(
      this.manager,
      `select feed_id::text as "feedId", secret, state from websub where callback = $1`,
      [callback],
    )
    return rows[0] ?? null
  }

  /** A push came: the feed is due now, unless it was fetched a moment ago. */
  async pushed(feedId: string): Promise<void> {
    await this.manager.query(
      `with heard as (update websub set last_push_at = now() where feed_id = $1),
            due as (
              update feed set next_fetch_at = least(next_fetch_at,
                       greatest(now(), last_fetched_at + interval '${PUSHED_AT_MOST_EVERY} seconds'))
               where id = $1 returning id)
       select pg_notify('${SCHEDULE_CHANNEL}', '') from due`,
      [feedId],
    )
  }

  /** Whether a feed's hub pushes it at present. */
  async isPushed(feedId: string): Promise<boolean> {
    const rows = await select(
      this.manager,
      `select 1 from websub where feed_id = $1 and state = 'VERIFIED' and expires_at > now()`,
      [feedId],
    )
    return rows.length === 1
  }
}
