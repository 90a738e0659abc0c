import type { EntityManager } from 'typeorm'
import type { DisplayPolicy } from '../entities/enums.ts'
import { Feed, type FeedDay } from '../entities/feed.ts'
import type { SourceProfile } from '../entities/source-profile.ts'
import { updateRows } from './bulk.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { SCHEDULE_CHANNEL } from './web-sub-store.ts'
import { claimedSql, releasedSql, renewedSql, WORK_TERMS, type WorkTerms } from './work-lease.ts'

/** The channel of NOTIFY that says whose health changed: its payload is the feed's id. */
export const FEED_HEALTH_CHANNEL = 'sila_feed_health'

/** Days of feed_day that tell a feed's rhythm. */
const RHYTHM_DAYS = 7

/** A feed as its poller gets it, with what its source decides. */
export type ClaimedFeed = Feed & { sourceSlug: string; display: DisplayPolicy; profile: SourceProfile | null }

/** A feed under the lock of its poll, with what its days and its hub tell. */
export interface LockedFeed {
  feed: Feed
  /** New items of the last days, today among them. */
  published: number
  isPushed: boolean
}

/** What one poll adds to its day. */
export type DayCount = Omit<FeedDay, 'feedId' | 'bytes'> & { bytes: number }

/** An item of a feed as it was seen last. */
export interface SeenItem {
  key: string
  digest: string
}

/** The columns that a poll settles. */
const SETTLED = /* properties of Feed */ `url urlKey host format title goneAt lastFetchedAt nextFetchAt earliestFetchAt
  lastNewArticleAt intervalSeconds consecutiveFailures lastError lastStatus health etag lastModified bodySha256 movedTo charset
  dateConfidence minIntervalSeconds knownSince leaseToken leaseUntil`.split(/\s+/) as (keyof Feed)[]

/** Who polls which feed when, and what came of it. Leases run by the database's clock, everything else by the clock given. */
export class ScheduleStore {
  constructor(
    private readonly manager: EntityManager,
    private readonly terms: WorkTerms = WORK_TERMS,
  ) {}

  /** Leases feeds that are due, the longest due first. Only inside `claimWork`. */
  async claim(now: Date, limit: number): Promise<ClaimedFeed[]> {
    if (limit <= 0) return []
    return await select<ClaimedFeed>(
      this.manager,
      `${claimedSql(
        {
          table: 'feed',
          due: 'next_fetch_at',
          from: 'feed w join source s on s.id = w.source_id',
          condition: 'not w.paused and w.removed_at is null and w.gone_at is null and not s.paused',
        },
        this.terms,
      )}
       select ${columnsOf(Feed, 'f')}, s.slug as "sourceSlug", s.display, s.profile
         from claimed f join source s on s.id = f.source_id order by f.next_fetch_at, f.id`,
      [now, limit],
    )
  }

  /** When the next feed comes due after now; null where none does. What is due already waits for a place, not for a moment. */
  async nextDue(now: Date): Promise<Date | null> {
    const [row] = await select<{ at: Date | null }>(
      this.manager,
      `select least((select min(next_fetch_at) from feed where next_fetch_at > $1 and not paused and removed_at is null
                        and gone_at is null),
                    (select min(next_attempt_at) from page_task where next_attempt_at > $1)) as at`,
      [now],
    )
    return row!.at
  }

  /** Locks a feed for the poller whose token it still bears; null for any other, who must store nothing. */
  async lock(feedId: string, token: string, today: string): Promise<LockedFeed | null> {
    const [row] = await select<Feed & Omit<LockedFeed, 'feed'>>(
      this.manager,
      `select ${columnsOf(Feed, 'f')}, 
              (select coalesce(sum(new_items), 0)::int
                 from feed_day where feed_id = f.id and day > $3::date - ${RHYTHM_DAYS}) as published,
              exists (select 1 from websub w where w.feed_id = f.id and w.state = 'VERIFIED' and w.expires_at > now()) as "isPushed"
         from feed f
        where f.id = $1 and f.lease_token = $2 for update of f`,
      [feedId, token, today],
    )
    if (row === undefined) return null
    const { published, isPushed, ...feed } = row
    return { feed: feed as Feed, published, isPushed }
  }

  /** The digests of those of these items that the feed has shown before. */
  async seenItems(feedId: string, keys: readonly string[]): Promise<Map<string, string>> {
    const rows = await select<SeenItem>(
      this.manager,
      'select key, digest from feed_item where feed_id = $1 and key = any($2::text[])',
      [feedId, keys],
    )
    return new Map(rows.map(({ key, digest }) => [key, digest]))
  }

  /** Notes what a feed shows today. */
  async saw(feedId: string, items: readonly SeenItem[], today: string): Promise<void> {
    if (items.length === 0) return
    await this.manager.query(
      `insert into feed_item as i (feed_id, key, digest, seen_on)
       select $1, s.key, s.digest, $3::date from jsonb_to_recordset($2::jsonb) as s (key text, digest text)
       on conflict (feed_id, key) do update set digest = excluded.digest, seen_on = excluded.seen_on
        where (i.digest, i.seen_on) is distinct from (excluded.digest, excluded.seen_on)`,
      [feedId, JSON.stringify(items), today],
    )
  }

  /** Adds to the days of a feed. */
  async count(feedId: string, days: readonly DayCount[]): Promise<void> {
    await this.manager.query(
      `insert into feed_day as d (feed_id, day, polls, unchanged, failures, new_items, bytes)
       select $1, c.day, c.polls, c.unchanged, c.failures, c."newItems", c.bytes
         from jsonb_to_recordset($2::jsonb)
           as c (day date, polls int, unchanged int, failures int, "newItems" int, bytes bigint)
       on conflict (feed_id, day) do update
          set polls = d.polls + excluded.polls, unchanged = d.unchanged + excluded.unchanged,
              failures = d.failures + excluded.failures, new_items = d.new_items + excluded.new_items,
              bytes = d.bytes + excluded.bytes`,
      [feedId, JSON.stringify(days)],
    )
  }

  /** Writes a feed as its poll left it; announces its health where it changed. */
  async settle(feed: Feed, healthChanged: boolean): Promise<void> {
    await updateRows(this.manager, Feed, [feed], SETTLED)
    if (healthChanged) await this.manager.query(`select pg_notify('${FEED_HEALTH_CHANNEL}', $1)`, [feed.id])
  }

  /** The feed of another row at this address; null where it is free. */
  async atAddress(urlKey: string): Promise<string | null> {
    const [row] = await select<{ id: string }>(this.manager, 'select id::text as id from feed where url_key = $1', [
      urlKey,
    ])
    return row?.id ?? null
  }

  /** Lengthens a claim; false where another has it by now. */
  async renew(feedId: string, token: string): Promise<boolean> {
    return (await select(this.manager, renewedSql('feed', this.terms), [feedId, token])).length === 1
  }

  /** Gives a claim back: the feed is due as it was. */
  async release(feedId: string, token: string): Promise<void> {
    await this.manager.query(releasedSql('feed'), [feedId, token])
  }

  /** Makes feeds due as soon as their publishers allow it, and wakes the pollers. Gives how many there are of these feeds. */
  async refresh(feedIds: readonly string[]): Promise<number> {
    const rows = await select(
      this.manager,
      `with due as (
         update feed set next_fetch_at = least(next_fetch_at, greatest(clock_timestamp(), earliest_fetch_at))
          where id = any($1::bigint[]) and removed_at is null and gone_at is null returning id),
       woken as (select pg_notify('${SCHEDULE_CHANNEL}', '') from due limit 1)
       select due.id, (select count(*) from woken) from due`,
      [feedIds],
    )
    return rows.length
  }
}
