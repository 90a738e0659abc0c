import type { EntityManager } from 'typeorm'
import { type ArticleFilter, isOpen } from './article-filter.ts'
import { filterSql } from './article-filter-sql.ts'
import { select } from './database.ts'
import { withTagIds } from './tag-names.ts'
import { type Bind, textSql, type VersionedQuery } from './text-condition.ts'

/** Where counting articles stops. */
export const MAX_COUNT = 10_000
/** Rows among which they are looked for where there are many. */
const MANY_NEWEST = 50_000

/** What articles must hold, within a filter, as the index was at a position of the log. */
export interface Matching {
  condition: VersionedQuery
  filter: ArticleFilter
  position: number
}

/** Everything that a search matches. */
export interface AllMatching extends Matching {
  /** Whether more are expected than are counted: then the newest are. */
  areMany: boolean
  /** So many rows hold the words for certain; most often 0, which says nothing. */
  certain: number
}

/** Which articles are counted: those that answer, or those of a list. */
export type Matches = AllMatching | { ids: readonly string[] }

/** Places for values among the parameters of a statement. */
export const binder =
  (parameters: unknown[]): Bind =>
  (value) =>
    `$${parameters.push(value)}`

/**
 * SQL that an `article a` was there, and that the filter lets it through. A copy is kept out by an original that answers one of the
 * questions too.
 */
export async function shownSql(
  manager: EntityManager,
  { filter: given, position }: Pick<Matching, 'filter' | 'position'>,
  questions: readonly VersionedQuery[],
  parameters: unknown[],
): Promise<string> {
  const bind = binder(parameters)
  const answers = (original: string): string => {
    const t = `${original}t`
    const each = questions.map((question) => textSql(question, bind, t))
    return `exists (select 1 from article_text ${t} where ${t}.article_id = ${original}.id and (${each.join(' or ') || 'false'}))`
  }
  const filter = await withTagIds(manager, given)
  return `a.status = 'PUBLISHED' and a.ingested_position <= ${bind(position)}::bigint
    and ${filterSql(filter, parameters, 'a', answers)}`
}

/** Numbers over everything that a search matches; of more than 10,000 articles over the newest so many. */
export class MatchStore {
  constructor(private readonly manager: EntityManager) {}

  /** How many articles match, exact up to 10,000, where counting stops. */
  async count(matches: Matches): Promise<number> {
    if ('ids' in matches) return matches.ids.length
    if (isOpen(matches.filter) && (await this.#hasFewerCopies(matches.certain - MAX_COUNT))) return MAX_COUNT
    const { sql, parameters } = await this.#matching(matches, 'a.id', false)
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

  /** Whether there are fewer copies than so many, which an open filter may keep out. */
  async #hasFewerCopies(limit: number): Promise<boolean> {
    if (limit <= 0) return false
    const [row] = await select<{ count: number }>(
      this.manager,
      'select count(*)::int as count from (select 1 from article where copy_of_id is not null limit $1) c',
      [limit],
    )
    return row!.count < limit
  }

  async #matching(
    matches: Matches,
    columns: string,
    newestFirst = true,
  ): Promise<{ sql: string; parameters: unknown[] }> {
    if ('ids' in matches)
      return { sql: `select ${columns} from article a where a.id = any($1::bigint[])`, parameters: [matches.ids] }
    const { condition, filter, areMany } = matches
    const parameters: unknown[] = []
    const shown = await shownSql(this.manager, matches, [condition], parameters)
    const text = textSql(condition, binder(parameters), 't', isOpen(filter) && !areMany)
    const isOrdered = areMany && newestFirst
    const newest = 'order by t.published_at desc, t.article_id desc'
    const rows = isOrdered ? `(select * from article_text t ${newest} limit ${MANY_NEWEST})` : 'article_text'
    const sql = `select ${columns} from ${rows} t join article a on a.id = t.article_id
      where ${text} and ${shown} ${isOrdered ? newest : ''} limit ${MAX_COUNT}`
    return { sql, parameters }
  }
}
