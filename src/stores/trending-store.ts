import type { EntityManager } from 'typeorm'
import { Tag } from '../entities/tag.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

export type TrendWindow = 'HOUR' | 'DAY' | 'WEEK'

/** A tag that is used more than usual: in how many articles of the window, and how many times its usual rate that is. */
export interface TrendingTag {
  tag: Tag
  count: number
  lift: number
}

const HOUR_MS = 3_600_000
/** How long each window is, and how far back its usual rate is looked up. */
const WINDOWS: Readonly<Record<TrendWindow, { ms: number; pastMs: number }>> = {
  HOUR: { ms: HOUR_MS, pastMs: 7 * 24 * HOUR_MS },
  DAY: { ms: 24 * HOUR_MS, pastMs: 28 * 24 * HOUR_MS },
  WEEK: { ms: 7 * 24 * HOUR_MS, pastMs: 84 * 24 * HOUR_MS },
}
/** One source alone starts no trend; where fewer write at all, as many as there are. */
const LEAST_SOURCES = 3
/** Below it the rise may be chance. */
const LEAST_LIFT = 1.3
/** Articles of a window that are looked at, the newest: a window that holds more is judged as one that is shorter. */
const MAX_ARTICLES = 20_000
/** Tags whose past is looked at, those most used in the window. */
const MAX_CANDIDATES = 100
/** Earlier articles of a tag that are looked at, the newest: enough to tell its rate. */
const MAX_PAST = 100

/** Tags by how much more they are used than usual. */
export class TrendingStore {
  constructor(private readonly manager: EntityManager) {}

  /**
   * The tags that rise fastest against their own past, by time of publication, those with the greatest lift first. Sections and
   * menus are left out, and copies count once. A tag that was never used before has the lift of one that is nearly unused.
   */
  async tags(window: TrendWindow, first: number, now: Date): Promise<TrendingTag[]> {
    const { ms, pastMs } = WINDOWS[window]
    const rows = await select<Tag & { count: number; lift: number }>(this.manager, TRENDING, [
      new Date(now.getTime() - ms).toISOString(),
      now.toISOString(),
      new Date(now.getTime() - ms - pastMs).toISOString(),
      first,
    ])
    return rows.map(({ count, lift, ...tag }) => ({ tag, count, lift }))
  }
}

/** $1 beginning and $2 end of the window, $3 beginning of the past, $4 how many. */
const TRENDING = `
  with recent as materialized (
    select id, source_id, published_at, copy_of_id from article
     where status = 'PUBLISHED' and published_at > $1::timestamptz and published_at <= $2::timestamptz
     order by published_at desc, id desc limit ${MAX_ARTICLES}),
  span as (
    select case when count(*) = ${MAX_ARTICLES} then min(published_at) else $1::timestamptz end as begins,
           least(${LEAST_SOURCES}, count(distinct source_id)) as least_sources,
           greatest($3::timestamptz, (select min(published_at) from article where status = 'PUBLISHED')) as past_begins
      from recent),
  used as (
    select g.tag_id, count(*)::int as taggings, count(distinct coalesce(r.copy_of_id, r.id))::int as count,
           count(distinct r.source_id) as sources
      from recent r join tagging g on g.article_id = r.id and g.origin <> 'SITE_MENU'
      join tag t on t.id = g.tag_id and t.kind <> 'SECTION'
     group by g.tag_id),
  candidate as (
    select tag_id, taggings, count from used, span where sources >= least_sources
     order by count desc, tag_id limit ${MAX_CANDIDATES}),
  compared as (
    select c.tag_id, c.count,
           past.count * extract(epoch from $2::timestamptz - s.begins)
             / greatest(1, extract(epoch from s.begins - case when past.is_cut then past.begins else s.past_begins end))
             as usual
      from candidate c cross join span s cross join lateral (
        select count(*) = c.taggings + ${MAX_PAST} as is_cut, min(a.published_at) filter (where a.published_at >= s.past_begins) as begins,
               count(*) filter (where a.status = 'PUBLISHED' and a.copy_of_id is null
                                  and a.published_at between s.past_begins and s.begins) as count
          from (select g.article_id from tagging g where g.tag_id = c.tag_id and g.origin <> 'SITE_MENU'
                 order by g.article_id desc limit c.taggings + ${MAX_PAST}) newest
          join article a on a.id = newest.article_id) past),
  judged as (select tag_id, count, ((count + 1) / (usual + 1))::float8 as lift from compared)
  select ${columnsOf(Tag, 't')}, j.count, j.lift from judged j join tag t on t.id = j.tag_id
   where j.lift >= ${LEAST_LIFT} order by j.lift desc, j.count desc, j.tag_id limit $4::int`
