import type { EntityManager } from 'typeorm'
import { Article } from '../entities/article.ts'
import type { ArticleRow } from './article-store.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { binder, type Matching, matchSql } from './match-store.ts'
import { textSql, type VersionedQuery } from './text-condition.ts'
import { type Weighed, type Weighing, weighedSql } from './weighing-sql.ts'

/** Rows that tell how common the more common words are. */
const SAMPLE_SIZE = 2_000
/** Rows counted one by one. */
export const MAX_COUNTED = 500
/** Rows are counted so far where the server has no estimate. */
export const MAX_COUNT = 10_000

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

/** Which rows are weighed: the newest that match, at most `limit`. */
export interface CandidateQuery extends Matching {
  limit: number
  /** Looked for among so many of the newest rows of all; without it by the words, whatever the planner makes of them. */
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

  /** The candidates with their weights, those that hold all first and the best of both first; at most `limit`. */
  async weighed(query: CandidateQuery, weighing: Weighing, limit: number): Promise<Weighed[]> {
    const parameters: unknown[] = []
    const candidates = await this.#candidatesSql(query, parameters)
    return await select(this.manager, weighedSql(candidates, weighing, binder(parameters), limit), parameters)
  }

  /** The weights of articles that are known. */
  async weigh(ids: readonly string[], weighing: Weighing): Promise<Weighed[]> {
    const parameters: unknown[] = []
    const bind = binder(parameters)
    const candidates = `select id from unnest(${bind(ids)}::bigint[]) known (id)`
    return await select(this.manager, weighedSql(candidates, weighing, bind, ids.length), parameters)
  }

  /** The newest titles that hold a lexeme. */
  async titlesWith(question: VersionedQuery, limit: number): Promise<string[]> {
    const parameters: unknown[] = []
    const condition = textSql(question, binder(parameters), 't')
    const rows = await select<{ title: string }>(
      this.manager,
      `select a.title from article_text t join article a on a.id = t.article_id
        where ${condition} order by t.published_at desc, t.article_id desc limit ${limit}`,
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

  async #candidatesSql({ limit, amongNewest, ...matching }: CandidateQuery, parameters: unknown[]): Promise<string> {
    const condition = await matchSql(this.manager, matching, parameters)
    const newest = (t: string) => `order by ${t}.published_at desc, ${t}.article_id desc limit`
    // Fenced off, so that the planner neither walks through all that is newest nor looks for words that nearly all rows hold.
    if (amongNewest === null)
      return `select f.article_id as id from (select t.article_id, t.published_at
        from article_text t join article a on a.id = t.article_id where ${condition} offset 0) f ${newest('f')} ${limit}`
    const { publishedFrom, publishedBefore } = matching.filter
    const since = publishedFrom && `n.published_at >= $${parameters.push(publishedFrom.toISOString())}::timestamptz`
    const until = publishedBefore && `n.published_at < $${parameters.push(publishedBefore.toISOString())}::timestamptz`
    const within = ['true', since, until].filter((bound) => bound !== null).join(' and ')
    return `select t.article_id as id
      from (select * from article_text n where ${within} ${newest('n')} ${amongNewest}) t
        join article a on a.id = t.article_id where ${condition} ${newest('t')} ${limit}`
  }
}
