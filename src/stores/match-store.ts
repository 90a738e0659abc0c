import type { EntityManager } from 'typeorm'
import type { ArticleFilter } from './article-filter.ts'
import { filterSql } from './article-filter-sql.ts'
import { select } from './database.ts'
import { withTagIds } from './tag-names.ts'
import { textSql, type VersionedQuery } from './text-condition.ts'

/** Where counting articles stops. */
const MAX_COUNT = 10_000

/** What articles must hold, within a filter, as the index was at a position of the log. */
export interface Matching {
  condition: VersionedQuery
  filter: ArticleFilter
  position: number
}

/** Which articles are counted: those that answer, or those of a list. */
export type Matches = Matching | { ids: readonly string[] }

/** Gives a value its place among the parameters of a statement. */
export const binder = (parameters: unknown[]) => (value: unknown) => `$${parameters.push(value)}`

/** SQL that a row of `article_text t`, joined with its `article a`, answers. */
export async function matchSql(
  manager: EntityManager,
  { condition, filter: given, position }: Matching,
  parameters: unknown[],
): Promise<string> {
  const bind = binder(parameters)
  const filter = await withTagIds(manager, given)
  return `${textSql(condition, bind, 't')} and a.status = 'PUBLISHED'
    and a.ingested_position <= ${bind(position)}::bigint and ${filterSql(filter, parameters)}`
}

/** Numbers over everything that a search matches; of more than 10,000 articles over so many. */
export class MatchStore {
  constructor(private readonly manager: EntityManager) {}

  /** How many articles match, exact up to 10,000, where counting stops. */
  async count(matches: Matches): Promise<number> {
    if ('ids' in matches) return matches.ids.length
    const { sql, parameters } = await this.#matching(matches, 'a.id')
    const [row] = await select<{ count: number }>(
      this.manager,
      `select count(*)::int as count from (${sql}) m`,
      parameters,
    )
    return row!.count
  }

  /** The sources of what matches with their numbers, most frequent first. */
  async sources(matches: Matches, limit: number): Promise<{ sourceId: string; count: number }[]> {
    const { sql, parameters } = await this.#matching(matches, 'a.source_id')
    return await select(
      this.manager,
      `select m.source_id as "sourceId", count(*)::int as count from (${sql}) m
        group by m.source_id order by count desc, m.source_id limit ${limit}`,
      parameters,
    )
  }

  /** The tags of what matches with their numbers, most frequent first. */
  async tags(matches: Matches, limit: number): Promise<{ tagId: string; count: number }[]> {
    const { sql, parameters } = await this.#matching(matches, 'a.id')
    return await select(
      this.manager,
      `select g.tag_id as "tagId", count(distinct g.article_id)::int as count
         from (${sql}) m join tagging g on g.article_id = m.id and g.origin <> 'SITE_MENU'
        group by g.tag_id order by count desc, g.tag_id limit ${limit}`,
      parameters,
    )
  }

  /** The days of what matches with their numbers, newest first. A date without a time is that day in every zone. */
  async days(matches: Matches, limit: number, timeZone: string): Promise<{ day: string; count: number }[]> {
    const { sql, parameters } = await this.#matching(matches, 'a.published_at, a.published_at_precision')
    const zone = `$${parameters.push(timeZone)}`
    return await select(
      this.manager,
      `select to_char(m.published_at at time zone
           case m.published_at_precision when 'DAY' then 'UTC' else ${zone} end, 'YYYY-MM-DD') as day, count(*)::int as count
         from (${sql}) m group by 1 order by 1 desc limit ${limit}`,
      parameters,
    )
  }

  async #matching(matches: Matches, columns: string): Promise<{ sql: string; parameters: unknown[] }> {
    if ('ids' in matches)
      return { sql: `select ${columns} from article a where a.id = any($1::bigint[])`, parameters: [matches.ids] }
    const parameters: unknown[] = []
    const condition = await matchSql(this.manager, matches, parameters)
    const sql = `select ${columns} from article_text t join article a on a.id = t.article_id
      where ${condition} limit ${MAX_COUNT}`
    return { sql, parameters }
  }
}
