import type { EntityManager } from 'typeorm'
import { Article } from '../entities/article.ts'
import type { ArticleFilter } from './article-filter.ts'
import type { ArticleRow } from './article-store.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'
import { binder, matchSql } from './match-store.ts'
import { textSql, tsquerySql, type VersionedQuery } from './text-condition.ts'

/** The newest rows that tell how common the more common words are. */
const SAMPLE_SIZE = 1_000
/** Words in a smaller share of the sample are counted one by one. */
const COMMON_SHARE = 0.01
/** Rows counted one by one; what is more common is judged by the sample. */
export const MAX_COUNTED = 1_000
/** Rows are counted so far where the server has no estimate. */
const MAX_COUNT = 10_000

/** The index as a whole, at one moment. */
export interface IndexState {
  epoch: string
  /** Of the log; what was ingested later is not looked at. */
  position: number
  /** About. */
  rows: number
  /** Mean of the different lexemes of a row. */
  averageLength: number
  /** About how many rows answer each question. */
  frequencies: number[]
}

/** As it was found by counting; see `MAX_COUNTED`. */
export interface IndexHead extends Pick<IndexState, 'epoch' | 'position' | 'rows'> {
  counts: number[]
}

/** What the newest rows say of all. */
export interface IndexSample {
  averageLength: number
  /** Of the lexemes in at least a hundredth of them. */
  shares: ReadonlyMap<string, number>
}

/** Which rows are to be weighed. */
export interface CandidateQuery {
  condition: VersionedQuery
  filter: ArticleFilter
  position: number
  limit: number
  /** Nearly every row answers: the newest are walked through. */
  asWalk: boolean
}

/** What is weighed in a row. */
export interface Measures {
  /** One lexeme each. */
  lexemes: readonly VersionedQuery[]
  phrases: readonly VersionedQuery[]
  /** Words as typed, looked for in the title as printed. */
  surfaces: readonly string[]
}

/** A row with what its weight rests on. */
export interface Candidate {
  id: string
  version: number
  /** Different lexemes. */
  length: number
  /** For each lexeme what ts_rank makes of its positions, all of the same weight; see `countOfRank`. */
  ranks: number[]
  /** The same of those in the title. */
  titleRanks: number[]
  phrases: boolean[]
  /** How many of the surfaces the title holds. */
  surfaces: number
}

/** The index of lexemes as search asks it. */
export class SearchStore {
  constructor(private readonly manager: EntityManager) {}

  /** Where the log ends, about how many rows there are, and how many answer each question; counting stops at 1,000. */
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
         greatest((select reltuples from pg_class where oid = 'article_text'::regclass),
           (select count(*) from (select 1 from article_text limit ${MAX_COUNT}) known))::float8 as rows
         from log_head h`,
      parameters,
    )
    return { ...row!, position: Number(row!.position) }
  }

  /** The mean length of the newest rows, and in what share of them each of the more common lexemes stands. */
  async sample(): Promise<IndexSample> {
    const newest = `from article_text order by published_at desc, article_id desc limit ${SAMPLE_SIZE}`
    const [size] = await select<{ rows: number; length: number | null }>(
      this.manager,
      `select count(*)::int as rows, avg(length(n.lexemes))::float8 as length from (select lexemes ${newest}) n`,
    )
    const words = await select<{ word: string; ndoc: number }>(
      this.manager,
      `select word, ndoc from ts_stat('select lexemes ${newest}') where ndoc >= ${SAMPLE_SIZE * COMMON_SHARE}`,
    )
    const shares = new Map(words.map(({ word, ndoc }) => [word, ndoc / size!.rows]))
    return { averageLength: size!.length ?? 1, shares }
  }

  /** The newest rows that answer, with what is weighed in them. */
  async candidates(query: CandidateQuery, measures: Measures): Promise<Candidate[]> {
    const parameters: unknown[] = []
    const bind = binder(parameters)
    const condition = await matchSql(this.manager, query, parameters, query.asWalk)
    return await select(
      this.manager,
      `select ${measuresSql(measures, bind)} from article_text t join article a on a.id = t.article_id
        where ${condition} order by t.published_at desc, t.article_id desc limit ${query.limit}`,
      parameters,
    )
  }

  /** What is weighed in rows that are known. */
  async measure(ids: readonly string[], measures: Measures): Promise<Candidate[]> {
    const parameters: unknown[] = []
    const bind = binder(parameters)
    return await select(
      this.manager,
      `select ${measuresSql(measures, bind)} from article_text t join article a on a.id = t.article_id
        where a.id = any(${bind(ids)}::bigint[])`,
      parameters,
    )
  }

  /** The newest article whose title holds a lexeme. */
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
}

/** Positions of every weight count alike, or those of the title alone; the weights stand in the order D, C, B, A. */
const ALL = `'{1,1,1,1}'`
const TITLE = `'{0,0,0,1}'`

function measuresSql({ lexemes, phrases, surfaces }: Measures, bind: (value: unknown) => string): string {
  const asked = lexemes.map((lexeme) => tsquerySql(lexeme, bind, 't'))
  const ranks = (weights: string) => asked.map((query) => `ts_rank(${weights}, t.lexemes, ${query})`).join(', ')
  const held = phrases.map((phrase) => textSql(phrase, bind, 't', true)).join(', ')
  const printed = surfaces.map((surface) => `(strpos(a.title, ${bind(surface)}::text) > 0)::int`)
  return `a.id, t.analyzer_version as version, length(t.lexemes) as length,
    array[${ranks(ALL)}]::float4[] as ranks, array[${ranks(TITLE)}]::float4[] as "titleRanks",
    array[${held}]::bool[] as phrases, ${['0', ...printed].join(' + ')} as surfaces`
}
