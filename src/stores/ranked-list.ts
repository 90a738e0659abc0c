import type { EntityManager } from 'typeorm'
import { Article } from '../entities/article.ts'
import type { ArticleRow } from './article-store.ts'
import { type Candidates, candidatesSql } from './candidates-sql.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { binder, type Matching, shownSql } from './match-store.ts'
import { type Weighing, weighedSql } from './weighing-sql.ts'

/** A place in a ranked list: what holds every word comes before all others, then the higher score, then the later id. */
export interface RankedPlace {
  holdsAll: boolean
  score: number
  id: string
}

/** A list of articles by weight, and the part of it that is wanted. */
export interface RankedQuery extends Pick<Matching, 'filter' | 'position'> {
  candidates: readonly Candidates[]
  weighing: Weighing
  /** Articles of the list at most. */
  size: number
  /** Where so many hold every word, others are left out. */
  enough: number
  /** What those must hold: so large a share of all weight, or where none holds all of the most that any holds. */
  least: number
  first: number
  after: RankedPlace | null
}

/** An article of a ranked list. */
export interface Ranked {
  article: ArticleRow
  version: number
  score: number
  holdsAll: boolean
}

export interface RankedPage {
  rows: Ranked[]
  hasNextPage: boolean
  hasPreviousPage: boolean
  /** Of the list, those that hold every word. */
  numberOfAll: number
  /** Candidates of the list. */
  found: number
  /** The whole list, where others belong to it; null where those that hold every word are enough. */
  ids: string[] | null
}

interface ListRow extends ArticleRow, Omit<Ranked, 'article'>, Omit<RankedPage, 'rows' | 'hasNextPage'> {}

const COLUMNS = columnsOf(Article, 'a', ['cluster', 'event'])
const ORDER = ['"holdsAll"', 'score', 'id']
const orderOf = (alias: string): string => ORDER.map((column) => `${alias}.${column} desc`).join(', ')

/** Articles in the order of how well they answer a query. */
export class RankedList {
  constructor(private readonly manager: EntityManager) {}

  /** One page of a list. */
  async page(query: RankedQuery): Promise<RankedPage> {
    const { candidates, weighing, size, enough, least, first, after } = query
    const parameters: unknown[] = []
    const bind = binder(parameters)
    const shown = await shownSql(
      this.manager,
      query,
      candidates.map(({ condition }) => condition),
      parameters,
    )
    const each = candidates.map((some) => `select t.* from ${candidatesSql(some, query, shown, bind)}`)
    const rowsOf = each.length === 0 ? 'select * from article_text where false' : each.join(' union all ')
    const weight = weighing.groups.reduce((sum, group) => sum + group.weight, 0)
    const isAfter =
      after === null
        ? 'true'
        : `(${ORDER.map((column) => `k.${column}`).join(', ')})
            < (${bind(after.holdsAll)}::boolean, ${bind(after.score)}::float8, ${bind(after.id)}::bigint)`
    const rows = await select<ListRow>(
      this.manager,
      `with list as materialized (${weighedSql(`(${rowsOf}) t`, shown, weighing, bind, size)}),
         whole as (select count(*) filter (where "holdsAll")::int as "numberOfAll", coalesce(max(found), 0) as found,
           max(held) as most from list),
         kept as (select l.* from list l cross join whole w where l."holdsAll" or (w."numberOfAll" < ${bind(enough)}::int
           and l.held >= ${least} * case when w."numberOfAll" > 0 then ${weight} else w.most end))
       select w."numberOfAll", w.found, exists (select from kept k where not ${isAfter}) as "hasPreviousPage",
           case when w."numberOfAll" < ${bind(enough)}::int then array(select id from kept k order by ${orderOf('k')}) end as ids,
           p.*
         from whole w left join (select k.version, k."holdsAll", k.score, ${COLUMNS}
           from (select * from kept k where ${isAfter} order by ${orderOf('k')} limit ${first + 1}) k
             join article a on a.id = k.id) p on true
        order by ${orderOf('p')}`,
      parameters,
    )
    const found = rows.filter(({ id }) => id !== null)
    const { numberOfAll, found: candidatesFound, hasPreviousPage, ids } = rows[0]!
    return {
      rows: found.slice(0, first).map(rankedOf),
      hasNextPage: found.length > first,
      hasPreviousPage,
      numberOfAll,
      found: candidatesFound,
      ids,
    }
  }

  /** The scores of articles that are known, with the versions under which they are indexed. */
  async scores(ids: readonly string[], weighing: Weighing): Promise<Map<string, { score: number; version: number }>> {
    const parameters: unknown[] = []
    const bind = binder(parameters)
    const candidates = `(select * from article_text where article_id = any(${bind(ids)}::bigint[])) t`
    const rows = await select<{ id: string; score: number; version: number }>(
      this.manager,
      weighedSql(candidates, 'true', weighing, bind, ids.length),
      parameters,
    )
    return new Map(rows.map(({ id, score, version }) => [id, { score, version }]))
  }
}

function rankedOf({ version, score, holdsAll, ...rest }: ListRow): Ranked {
  const { numberOfAll, found, hasPreviousPage, ids, ...article } = rest
  return { article, version, score, holdsAll }
}
