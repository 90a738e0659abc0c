import type { EntityManager } from 'typeorm'
import { select } from './database.ts'

/** Articles of a source that arrived within an hour. */
export interface ArrivalCount {
  hour: Date
  sourceId: string
  count: number
}

/** Changes that are counted, the latest: beyond, the earliest hours are told short. */
const MOST_CHANGES = 200_000
/** Hours and sources told. */
const MOST_ARRIVALS = 1_000

/** Counts arrivals by the log of changes, which knows each by its moment. */
export class ArrivalStore {
  constructor(private readonly manager: EntityManager) {}

  /** By hour and source, the latest hour first, those that brought most first within it. */
  async byHour(since: Date): Promise<ArrivalCount[]> {
    return await select(
      this.manager,
      `select date_trunc('hour', c.at, 'UTC') as hour, a.source_id::text as "sourceId", count(*)::int as count
         from (select at, article_id from change where at >= $1 and type = 'ARTICLE_INGESTED' order by at desc limit ${MOST_CHANGES}) c
         join article a on a.id = c.article_id
        group by 1, a.source_id order by 1 desc, 3 desc, a.source_id limit ${MOST_ARRIVALS}`,
      [since],
    )
  }
}
