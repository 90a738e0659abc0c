import type { EntityManager } from 'typeorm'
import { ArticleTextStore } from './article-text-store.ts'
import { select } from './database.ts'

/** How much of the log stays: what is older than so many seconds, or has so many changes after it, goes. */
export interface LogBounds {
  seconds: number
  changes: number
}

/** Takes from the log what need not be kept, and begins its epochs. */
export class LogKeeper {
  constructor(private readonly manager: EntityManager) {}

  /**
   * Removes from the beginning of the log what lies outside its bounds, at most `limit` changes. Gives how many went. What stays
   * begins with the first change that is within them: clocks may differ from desk to desk, and the log has no holes.
   */
  async prune({ seconds, changes }: LogBounds, limit: number): Promise<number> {
    const [row] = await select<{ gone: number }>(
      this.manager,
      `with oldest as materialized (select position, at from change order by position limit $3),
         kept as (
           select min(o.position) as first from oldest o join log_head h on h.id = 1
            where o.at >= now() - make_interval(secs => $1) and o.position > h.last_position - $2::bigint),
         gone as (
           delete from change
            where position < coalesce((select first from kept), (select max(position) + 1 from oldest)) returning 1)
       select count(*)::int as gone from gone`,
      [seconds, changes, limit],
    )
    if (row!.gone > 0) await new ArticleTextStore(this.manager).pruneFormer()
    return row!.gone
  }

  /**
   * Begins a new epoch, which voids every cursor of the log: for a database that was restored, since readers may have seen what it
   * does not hold. Gives the epoch.
   */
  async beginEpoch(): Promise<string> {
    const [row] = await select<{ epoch: string }>(
      this.manager,
      `update log_head set epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12) where id = 1 returning epoch`,
    )
    return row!.epoch
  }
}
