import type { EntityManager } from 'typeorm'
import { VERSIONS } from './article-text-store.ts'
import { select } from './database.ts'
import { binder, MAX_COUNT } from './match-store.ts'
import { textSql, type VersionedQuery } from './text-condition.ts'

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
  /** Of the analyzer, which rows bear or may bear any moment; the latest first. */
  versions: number[]
}

/** What there is, and how many rows answer each question: exact below `MAX_COUNTED`, where counting stops. */
export interface IndexHead extends Pick<IndexState, 'epoch' | 'position' | 'rows' | 'versions'> {
  counts: number[]
}

/** What some rows say of all. */
export interface IndexSample {
  rows: number
  averageLength: number
  /** How many of them hold each lexeme; without those that a single one holds. */
  counts: ReadonlyMap<string, number>
}

/** The index of lexemes as search asks it. */
export class SearchStore {
  constructor(private readonly manager: EntityManager) {}

  /** Where the log ends, what rows there are, and how many answer each question. */
  async head(questions: readonly VersionedQuery[]): Promise<IndexHead> {
    const parameters: unknown[] = []
    const bind = binder(parameters)
    const counted = questions.map(
      (question) => `(select count(*) from (
        select 1 from article_text t where ${textSql(question, bind, 't')} limit ${MAX_COUNTED}) found)::int`,
    )
    const [row] = await select<Omit<IndexHead, 'position'> & { position: string }>(
      this.manager,
      `select h.epoch, h.last_position as position, array[${counted.join(', ')}]::int[] as counts,
         array(${VERSIONS}) as versions,
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
}
