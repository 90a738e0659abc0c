import type { EntityManager } from 'typeorm'
import type { SourceHealth } from '../entities/enums.ts'
import { Feed, type FeedDay } from '../entities/feed.ts'
import { boundedList, storable } from './bounded-input.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { numberPart, type Page, type PageRange } from './page.ts'
import { readPage } from './page-query.ts'

/** A feed as its operator sees it: what is not polled is PAUSED, whatever its last poll came to. */
export type FeedRow = Feed

/** Which feeds; null means the same as left out. */
export interface FeedFilter {
  /** Id of the row. */
  sourceId?: string | null
  health?: SourceHealth[] | null
}

/** A day of a feed, in UTC. */
export type FeedDayRow = Omit<FeedDay, 'bytes'> & { bytes: number }

/** Days of history that are shown. */
export const FEED_DAYS = 14

const HEALTH = `case when f.removed_at is not null or f.paused or s.paused then 'PAUSED' else f.health end`
const COLUMNS = `${columnsOf(Feed, 'f', ['health'])}, ${HEALTH} as health`
const TABLE = 'feed f join source s on s.id = f.source_id'
const BY_AGE = { name: 'FEEDS', parts: [numberPart('f.id')], descending: false }

/** Feeds as operators read them. */
export class FeedStore {
  constructor(private readonly manager: EntityManager) {}

  /** Removed ones too: their ids go on to name them. */
  async byIds(ids: readonly string[]): Promise<FeedRow[]> {
    return await select(this.manager, `select ${COLUMNS} from ${TABLE} where f.id = any($1::bigint[])`, [ids])
  }

  /** The feed at an address by its comparison key; a removed one too. */
  async byUrlKey(urlKey: string): Promise<FeedRow | null> {
    const rows = await select<FeedRow>(this.manager, `select ${COLUMNS} from ${TABLE} where f.url_key = $1`, [
      storable(urlKey),
    ])
    return rows[0] ?? null
  }

  /** One page of those that are not removed, in the order in which they were added. */
  async page(filter: FeedFilter, range: PageRange): Promise<Page<FeedRow>> {
    const parameters: unknown[] = []
    const condition = conditionOf(filter, parameters)
    return await readPage(this.manager, {
      table: TABLE,
      columns: COLUMNS,
      condition,
      keyset: BY_AGE,
      range,
      parameters,
    })
  }

  async count(filter: FeedFilter): Promise<number> {
    const parameters: unknown[] = []
    const sql = `select count(*)::int as count from ${TABLE} where ${conditionOf(filter, parameters)}`
    return (await select<{ count: number }>(this.manager, sql, parameters))[0]!.count
  }

  /** All that are not removed, in the order in which they were added. */
  async all(): Promise<FeedRow[]> {
    return await select(this.manager, `select ${COLUMNS} from ${TABLE} where f.removed_at is null order by f.id`)
  }

  /** How each feed does that is not removed. */
  async healths(): Promise<Map<string, SourceHealth>> {
    const rows = await select<{ id: string; health: SourceHealth }>(
      this.manager,
      `select f.id::text as id, ${HEALTH} as health from ${TABLE} where f.removed_at is null`,
    )
    return new Map(rows.map(({ id, health }) => [id, health]))
  }

  /** What the last days of feeds came to, the oldest first; a day without a poll is left out. */
  async days(feedIds: readonly string[]): Promise<FeedDayRow[]> {
    return await select(
      this.manager,
      `select d.feed_id::text as "feedId", d.day::text as day, d.polls, d.unchanged, d.failures, d.new_items as "newItems",
              d.bytes::float8 as bytes
         from feed_day d
        where d.feed_id = any($1::bigint[]) and d.day > (now() at time zone 'UTC')::date - ${FEED_DAYS}
        order by d.feed_id, d.day`,
      [feedIds],
    )
  }
}

function conditionOf({ sourceId, health }: FeedFilter, parameters: unknown[]): string {
  const bind = (value: unknown) => `$${parameters.push(value)}`
  const conditions = ['f.removed_at is null']
  const states = boundedList(health, 'health')
  if (sourceId != null) conditions.push(`f.source_id = ${bind(sourceId)}::bigint`)
  if (states !== null) conditions.push(`${HEALTH} = any(${bind(states)}::text[])`)
  return conditions.join(' and ')
}
