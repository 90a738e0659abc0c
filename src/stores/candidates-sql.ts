import { isOpen } from './article-filter.ts'
import type { Matching } from './match-store.ts'
import { type Bind, textSql, type VersionedQuery } from './text-condition.ts'

/** Rows of the index that are weighed. */
export interface Candidates {
  condition: VersionedQuery
  /** So many of the newest that answer; null for all. */
  limit: number | null
  /** They are looked for among so many of the newest of all rows; null for by their words. Only with a limit. */
  amongNewest: number | null
}

/**
 * SQL of a from clause that gives candidates as `t`. What an open filter keeps out, copies for the most part, is left in: to ask
 * `article` of every row would cost more than all the rest.
 * @param shown SQL that an `article a` is shown
 */
export function candidatesSql(
  { condition, limit, amongNewest }: Candidates,
  { filter, position }: Pick<Matching, 'filter' | 'position'>,
  shown: string,
  bind: Bind,
): string {
  const { publishedFrom, publishedBefore } = filter
  const bounds = [
    // Ids follow the log. A sum, so that no index is looked into for what nearly all rows answer.
    `t.article_id + 0 <= (select id from article where ingested_position <= ${bind(position)}::bigint
      order by ingested_position desc limit 1)`,
    publishedFrom && `t.published_at >= ${bind(publishedFrom.toISOString())}::timestamptz`,
    publishedBefore && `t.published_at < ${bind(publishedBefore.toISOString())}::timestamptz`,
  ].filter((bound) => bound !== null)
  const joined = isOpen(filter) ? '' : 'join article a on a.id = t.article_id'
  const filtered = isOpen(filter) ? '' : `and ${shown}`
  const newest = (rows: number) => `order by t.published_at desc, t.article_id desc limit ${rows}`
  if (amongNewest !== null)
    return `(select t.* from (
        select * from article_text t where ${bounds.join(' and ')} ${newest(amongNewest)}) t ${joined}
      where ${textSql(condition, bind, 't')} ${filtered} ${newest(limit!)}) t`
  // Fenced off, so that the planner does not walk through what is newest until it has found enough.
  const found = (columns: string) => `(select ${columns} from article_text t ${joined}
    where ${bounds.join(' and ')} and ${textSql(condition, bind, 't', isOpen(filter))} ${filtered} offset 0) t`
  return limit === null
    ? found('t.*')
    : `(select t.article_id from ${found('t.article_id, t.published_at')} ${newest(limit)}) c
        cross join lateral (select * from article_text t where t.article_id = c.article_id offset 0) t`
}
