import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** How many points are wanted of a bucket. */
export interface WantedPoints {
  /** Fewer are of no use. */
  least: number
  wanted: number
  /** As many more, so long as the bucket is far from empty, for what will be asked next. */
  spare: number
}

/** How full buckets are, by partner: seconds until each is full again. */
export type BucketStates = ReadonlyMap<string, number>

/** One bucket fills from empty to full in so many seconds. */
const FILLS_IN = 60
/** Spare points are at most such a part of what is there: what one node has in hand another cannot use. */
const SPARE_PART = 8

/**
 * Buckets of points that all nodes share, by the clock of the database. Points that are taken are gone until they come back by time, or
 * are given back.
 */
export class PointBucketStore {
  constructor(private readonly manager: EntityManager) {}

  /** Takes points of a bucket that holds `limit` when it is full; none where there are not at least as few as are of use. */
  async take(
    partnerId: string,
    limit: number,
    { least, wanted, spare }: WantedPoints,
  ): Promise<{ taken: number; resetSeconds: number }> {
    const parameters = [partnerId, limit / FILLS_IN, limit, least, wanted, spare]
    for (;;) {
      const [row] = await select<{ taken: number; resetSeconds: number }>(
        this.manager,
        `with held as materialized (select partner_id, full_at from point_bucket where partner_id = $1 for update),
              clock as materialized (select partner_id, full_at, clock_timestamp() as now from held),
              bucket as (select partner_id, now, greatest(full_at, now) as full_at,
                  floor($3::float8 - extract(epoch from greatest(full_at, now) - now)::float8 * $2::float8 + 1e-6) as there from clock),
              share as (select *, case when there < $4::float8 then 0 else least(there, $5::float8) +
                  least($6::float8, greatest(0, floor((there - $5::float8) / ${SPARE_PART}))) end as taken from bucket)
         update point_bucket b set full_at = s.full_at + make_interval(secs => s.taken / $2::float8)
           from share s where b.partner_id = s.partner_id
         returning s.taken, extract(epoch from b.full_at - s.now)::float8 as "resetSeconds"`,
        parameters,
      )
      if (row !== undefined) return row
      const made = await select<{ partner_id: string }>(
        this.manager,
        `insert into point_bucket (partner_id, full_at) select id, now() from partner where id = $1
         on conflict do nothing returning partner_id`,
        [partnerId],
      )
      // Nobody is called so any more: whose key it was does not get in again.
      if (made.length === 0 && !(await this.#hasBucket(partnerId))) return { taken: wanted, resetSeconds: 0 }
    }
  }

  /** Gives points back that were taken and not used. */
  async giveBack(points: readonly { partnerId: string; points: number; limit: number }[]): Promise<void> {
    if (points.length === 0) return
    await this.manager.query(
      `with given as (select * from json_to_recordset($1::json) as r ("partnerId" bigint, points float8, "limit" float8)),
            held as materialized (select b.partner_id from point_bucket b where b.partner_id in (select "partnerId" from given)
              order by b.partner_id for update)
       update point_bucket b set full_at = b.full_at - make_interval(secs => g.points * ${FILLS_IN} / g."limit")
         from given g, held h where b.partner_id = g."partnerId" and h.partner_id = b.partner_id`,
      [JSON.stringify(points)],
    )
  }

  /** How full some buckets are; of those that were never used there is nothing. */
  async states(partnerIds: readonly string[]): Promise<BucketStates> {
    const rows = await select<{ id: string; seconds: number }>(
      this.manager,
      `select partner_id as id, greatest(0, extract(epoch from full_at - clock_timestamp()))::float8 as seconds
         from point_bucket where partner_id = any($1::bigint[])`,
      [partnerIds],
    )
    return new Map(rows.map(({ id, seconds }) => [id, seconds]))
  }

  async #hasBucket(partnerId: string): Promise<boolean> {
    return (await this.states([partnerId])).size > 0
  }
}
