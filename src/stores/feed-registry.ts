import type { EntityManager } from 'typeorm'
import type { FeedAddress } from '../entities/discovery.ts'
import type { Feed } from '../entities/feed.ts'
import { FAILING_FROM, STALE_AFTER_DAYS } from '../entities/feed-health.ts'
import { select } from './database.ts'
import { FEED_HEALTH_CHANNEL, ScheduleStore } from './schedule-store.ts'
import { SCHEDULE_CHANNEL } from './web-sub-store.ts'

/** A feed to be polled from now on. */
export interface NewFeed extends FeedAddress, Pick<Feed, 'sourceId' | 'kind' | 'format' | 'title' | 'tags'> {}

/** How a feed does by its row, as `feedHealth` has it, once nobody holds it back. */
const HEALTH_UNPAUSED = `case
  when f.consecutive_failures >= ${FAILING_FROM} then 'FAILING'
  when coalesce(f.last_new_article_at, f.created_at) < now() - interval '${STALE_AFTER_DAYS} days' then 'STALE'
  else 'HEALTHY' end`
const SOON = 'greatest(clock_timestamp(), f.earliest_fetch_at)'

/** Which feeds are polled. Every change wakes who waits for it: pollers, and those who watch the health of feeds. */
export class FeedRegistry {
  constructor(private readonly manager: EntityManager) {}

  /** Adds a feed, or takes a removed one back under its id; null where it is there already. */
  async add(feed: NewFeed): Promise<string | null> {
    return await this.#change(
      `insert into feed as f (source_id, url, url_key, host, kind, format, title, tags)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (url_key) do update
          set removed_at = null, gone_at = null, paused = false, source_id = excluded.source_id, url = excluded.url,
              host = excluded.host, kind = excluded.kind, title = coalesce(excluded.title, f.title),
              tags = excluded.tags, consecutive_failures = 0, last_error = null, moved_to = null, health = 'HEALTHY',
              next_fetch_at = ${SOON}
        where f.removed_at is not null
       returning f.id, xmax::text <> '0' as "isNews"`,
      [feed.sourceId, feed.url, feed.urlKey, feed.host, feed.kind, feed.format, feed.title, feed.tags],
    )
  }

  /** Stops polling until it is resumed; null where there is no such feed, or it was removed. */
  async pause(id: string): Promise<string | null> {
    return await this.#set(id, `paused = true, health = 'PAUSED'`)
  }

  /** Polls again, also what the publisher had taken away; null where there is no such feed, or it was removed. */
  async resume(id: string): Promise<string | null> {
    return await this.#set(
      id,
      `paused = false, gone_at = null, health = ${HEALTH_UNPAUSED},
       next_fetch_at = case when f.gone_at is null then f.next_fetch_at else ${SOON} end`,
    )
  }

  /** Stops polling for good; null where there is no such feed, or it was removed before. */
  async remove(id: string): Promise<string | null> {
    return await this.#set(id, `removed_at = now(), health = 'PAUSED'`)
  }

  /** Makes a feed due as soon as its publisher allows it. */
  async refresh(ids: readonly string[]): Promise<void> {
    await new ScheduleStore(this.manager).refresh(ids)
  }

  async #set(id: string, assignments: string): Promise<string | null> {
    return await this.#change(
      `update feed f set ${assignments}
         from (select id, health, paused from feed where id = $1 for update) old
        where f.id = old.id and f.removed_at is null
       returning f.id, (old.health, old.paused) is distinct from (f.health, f.paused) or f.removed_at is not null as "isNews"`,
      [id],
    )
  }

  async #change(sql: string, parameters: unknown[]): Promise<string | null> {
    const [row] = await select<{ id: string }>(
      this.manager,
      `with changed as (${sql}),
            woken as (select pg_notify('${SCHEDULE_CHANNEL}', '') from changed),
            told as (select pg_notify('${FEED_HEALTH_CHANNEL}', id::text) from changed where "isNews")
       select id::text as id, (select count(*) from woken), (select count(*) from told) from changed`,
      parameters,
    )
    return row?.id ?? null
  }
}
