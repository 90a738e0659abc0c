import type { EntityManager } from 'typeorm'
import { Article } from '../entities/article.ts'
import { isOpen } from './article-filter.ts'
import type { ArticleRow } from './article-store.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { binder, MAX_COUNT, type Matching, shownSql } from './match-store.ts'
import { textSql, type VersionedQuery } from './text-condition.ts'
import { type Weighed, type Weighing, weighedSql } from './weighing-sql.ts'

/** Rows that tell how common the more common words are. */
export const SAMPLE_SIZE = 2_000
/** Rows counted one by one. */
export const MAX_COUNTED = 500
/** Of the newest articles, those that tell whether what is asked is rare, and how many hold it that is not. */
const NEWEST_ASKED = 2_000
const NOT_RARE = 20

/** The index as a whole, at one moment. */
export interface IndexState {
  epoch: string
  /** Of the log; what was ingested later is not looked at. */
  position: number
  /** About. */
  rows: number
  /** Mean of the words of a row. */
  averageLength: number
  /** About how many rows answer each question. */
  frequencies: number[]
}

/** What there is, and how many rows answer each question: exact below `MAX_COUNTED`, where counting stops. */
export interface IndexHead extends Pick<IndexState, 'epoch' | 'position' | 'rows'> {
  counts: number[]
}

/** What some rows say of all. */
export interface IndexSample {
  rows: number
  averageLength: number
  /** How many of them hold each lexeme; without those that a single one holds. */
  counts: ReadonlyMap<string, number>
}

/** Which rows are weighed. */
export interface CandidateQuery extends Matching {
  /** So many of the newest that match; null for all. */
  limit: number | null
  /** They are looked for among so many of the newest of all rows; null for by their words. Only with a limit. */
  amongNewest: number | null
}

/** The index of lexemes as search asks it. */
export class SearchStore {
  constructor(private readonly manager: EntityManager) {}

  /** Where the log ends, about how many rows there are, and how many answer each question. */
  async head(questions: readonly VersionedQuery[]): Promise<IndexHead> {
    const parameters: unknown[] = []
    const bind = binder(parameters)
    const counted = questions.map(
      (question) => `(select count(*) from (
        select 1 from article_text t where ${textSql(question, bind, 't')} limit ${MAX_COUNTED}) found)::int`,
    )
    const [row] = await select<{ epoch: string; position: string; rows: number; counts: number[] }>(
      this.manager,
      `select h.epoch, h.last_position as position, array[${counted.join(', ')}]::int[] as counts,
         case when c.reltuples >= ${MAX_COUNT} then c.reltuples
           else (select count(*) from (select 1 from article_text limit ${MAX_COUNT}) known) end::float8 as rows
         from log_head h join pg_class c on c.oid = 'article_text'::regclass`,
      parameters,
    )
    return { ...row!, position: Number(row!.position) }
  }

  /** A sample of an index of about so many rows. */
  async sample(rows: number): Promise<IndexSample> {
    const percent = Math.min(100, (100 * SAMPLE_SIZE) / Math.max(1, rows))
    // Always the same places, so that two processes say the same.
    const taken = `from article_text tablesample system (${percent}) repeatable (1) where analyzer_version >= 0 limit ${SAMPLE_SIZE * 2}`
    const [size] = await select<{ rows: number }>(
      this.manager,
      `select count(*)::int as rows from (select 1 ${taken}) n`,
    )
    const words = await select<{ word: string; ndoc: number; entries: number }>(
      this.manager,
      `select * from (select word, ndoc, sum(nentry) over ()::float8 as entries from ts_stat('select lexemes ${taken}')) s
        where ndoc > 1`,
    )
    const averageLength = (words[0]?.entries ?? 0) / Math.max(1, size!.rows)
    return { ...size!, averageLength, counts: new Map(words.map(({ word, ndoc }) => [word, ndoc])) }
  }

  /** Whether hardly any of the newest articles hold what is asked. */
  async isRare(condition: VersionedQuery): Promise<boolean> {
    const parameters: unknown[] = []
    const [row] = await select<{ rare: boolean }>(
      this.manager,
      `select count(*) < ${NOT_RARE} as rare from (select 1
         from (select * from article_text order by published_at desc, article_id desc limit ${NEWEST_ASKED}) t
        where ${textSql(condition, binder(parameters), 't')} limit ${NOT_RARE}) found`,
      parameters,
    )
    return row!.rare
  }

  /** The best of the candidates, at most `limit`, those that hold all before others. */
  async weighed(query: CandidateQuery, weighing: Weighing, limit: number): Promise<Weighed[]> {
    const parameters: unknown[] = []
    const shown = await shownSql(this.manager, query, parameters)
    const bind = binder(parameters)
    return await select(
      this.manager,
      weighedSql(candidatesSql(query, shown, bind), shown, weighing, bind, limit),
      parameters,
    )
  }

  /** The weights of articles that are known. */
  async weigh(ids: readonly string[], weighing: Weighing): Promise<Weighed[]> {
    const parameters: unknown[] = []
    const bind = binder(parameters)
    const candidates = `(select * from article_text where article_id = any(${bind(ids)}::bigint[])) t`
    return await select(this.manager, weighedSql(candidates, 'true', weighing, bind, ids.length), parameters)
  }

  /** Some titles that hold a lexeme. */
  async titlesWith(lexeme: VersionedQuery, limit: number): Promise<string[]> {
    const parameters: unknown[] = []
    const bind = binder(parameters)
    const inTitle = new Map([...lexeme].map(([version, query]) => [version, `${query}:A`]))
    const rows = await select<{ title: string }>(
      this.manager,
      `select a.title from (select * from article_text t where ${textSql(lexeme, bind, 't', true)} limit ${MAX_COUNTED}) t
         join article a on a.id = t.article_id where ${textSql(inTitle, bind, 't')} limit ${limit}`,
      parameters,
    )
    return rows.map(({ title }) => title)
  }

  async articles(ids: readonly string[]): Promise<Map<string, ArticleRow>> {
    const rows = await select<ArticleRow>(
      this.manager,
      `select ${columnsOf(Article, 'a')} from article a where a.id = any($1::bigint[])`,
      [ids],
    )
    return new Map(rows.map((row) => [row.id, row]))
  }
}

/**
 * SQL for the rows of `article_text` that match. What an open filter keeps out, copies for the most part, is left in: to ask
 * `article` of every row would cost more than all the rest.
 */
function candidatesSql(
  { condition, filter, position, limit, amongNewest }: CandidateQuery,
  shown: string,
  bind: (value: unknown) => string,
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
  const table = `article_text t where ${bounds.join(' and ')}`
  if (amongNewest !== null)
    return `(select t.* from (select * from ${table} ${newest(amongNewest)}) t ${joined}
      where ${textSql(condition, bind, 't')} ${filtered} ${newest(limit!)}) t`
  // Fenced off, so that the planner does not walk through what is newest until it has found enough.
  const found = (columns: string) => `(select ${columns} from article_text t ${joined}
    where ${bounds.join(' and ')} and ${textSql(condition, bind, 't', isOpen(filter))} ${filtered} offset 0) t`
  return limit === null
    ? found('t.*')
    : `(select t.article_id from ${found('t.article_id, t.published_at')} ${newest(limit)}) c
        cross join lateral (select * from article_text t where t.article_id = c.article_id offset 0) t`
}
