import type { DataSource } from 'typeorm'
import type { ArticleState } from '../../src/entities/change.ts'
import { LOG_CHANNEL } from '../../src/stores/record-writer.ts'

const STATE: ArticleState = {
  articleId: '1',
  sourceId: '1',
  sourceSlug: 'unknown',
  tagIds: [],
  tagSlugs: [],
  language: 'ar',
  country: null,
  publishedAt: '2025-05-02T14:56:11Z',
  storyId: null,
  hasReadAlso: false,
  isLate: false,
  copyOf: null,
}

/** Writes to the log of changes as the desk does, in one transaction under the lock of its head. */
export class LogBook {
  #articleId: string | undefined

  constructor(readonly database: DataSource) {}

  /** Appends `count` changes and gives their positions; announces them unless told not to. */
  async append(count: number, options: { notify?: boolean; type?: string; reason?: string } = {}): Promise<number[]> {
    this.#articleId ??= await this.#makeArticle()
    const articleId = this.#articleId
    const last = await this.database.transaction(async (manager) => {
      const [[row]] = await manager.query(
        'update log_head set last_position = last_position + $1 returning last_position as last',
        [count],
      )
      await manager.query(
        `insert into change (position, type, at, article_id, after, reason)
         select p, $3, now(), $4, $5, $6 from generate_series($1::bigint, $2::bigint) p`,
        [
          Number(row.last) - count + 1,
          row.last,
          options.type ?? 'ARTICLE_INGESTED',
          articleId,
          JSON.stringify(STATE),
          options.reason ?? null,
        ],
      )
      return Number(row.last)
    })
    if (options.notify !== false) await this.database.query(`notify ${LOG_CHANNEL}`)
    return Array.from({ length: count }, (_, index) => last - count + 1 + index)
  }

  /** Admits one article with its change, as the desk does; what the log keeps of it can be given. */
  async ingest(title: string, state: Partial<ArticleState> = {}): Promise<number> {
    const position = await this.database.transaction(async (manager) => {
      const [[{ last }]] = await manager.query(
        'update log_head set last_position = last_position + 1 returning last_position as last',
      )
      const [{ id }] = await manager.query(
        `insert into article (source_id, title, title_key, language, direction, published_at, published_at_precision,
           observed_at, ingested_at, is_late, ingested_position)
         values (1, $1, $1, 'ar', 'RTL', now(), 'TIME', now(), now(), false, $2) returning id`,
        [title, last],
      )
      const after: ArticleState = { ...STATE, publishedAt: new Date().toISOString(), ...state }
      await manager.query(
        `insert into change (position, type, at, article_id, after) values ($1, 'ARTICLE_INGESTED', now(), $2, $3)`,
        [last, id, JSON.stringify(after)],
      )
      return Number(last)
    })
    await this.database.query(`notify ${LOG_CHANNEL}`)
    return position
  }

  /** Admits many articles with their changes in one transaction, and wakes who listens once. */
  async ingestMany(titles: readonly string[]): Promise<void> {
    await this.database.query(
      `with head as (update log_head set last_position = last_position + $2 returning last_position - $2 as before),
         made as (
           insert into article (source_id, title, title_key, language, direction, published_at, published_at_precision,
             observed_at, ingested_at, is_late, ingested_position)
           select 1, t.title, t.title, 'ar', 'RTL', now(), 'TIME', now(), now(), false, head.before + t.place
             from head, unnest($1::text[]) with ordinality as t (title, place)
           returning id, ingested_position)
       insert into change (position, type, at, article_id, after)
       select ingested_position, 'ARTICLE_INGESTED', now(), id, $3::jsonb || jsonb_build_object('articleId', id::text)
         from made`,
      [titles, titles.length, JSON.stringify(STATE)],
    )
    await this.database.query(`notify ${LOG_CHANNEL}`)
  }

  /** Says that another frequency table holds from here on. */
  async changeAnalyzer(version: number): Promise<void> {
    await this.database.query(
      `with head as (update log_head set last_position = last_position + 1 returning last_position)
       insert into change (position, type, at, analyzer_version) select last_position, 'ANALYZER_CHANGED', now(), $1 from head`,
      [version],
    )
    await this.database.query(`notify ${LOG_CHANNEL}`)
  }

  /** Takes everything before a position out of the log, as retention does. */
  async pruneBefore(position: number): Promise<void> {
    await this.database.query('delete from change where position < $1', [position])
  }

  /** Another log in its place, as after a restore. */
  async beginAnew(): Promise<void> {
    await this.database.query('delete from change')
    await this.database.query('delete from article')
    this.#articleId = undefined
    await this.database.query(
      `update log_head set epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12), last_position = 0`,
    )
  }

  async #makeArticle(): Promise<string> {
    const [{ id }] = await this.database.query(
      `insert into article (source_id, title, title_key, language, direction, published_at, published_at_precision,
         observed_at, ingested_at, is_late, ingested_position)
       values (1, 'عنوان', 'عنوان', 'ar', 'RTL', now(), 'TIME', now(), now(), false, 0)
       on conflict (ingested_position) do update set title = excluded.title returning id`,
    )
    return id
  }
}
