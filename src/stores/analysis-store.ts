import type { EntityManager } from 'typeorm'
import { ArticleAnalysis } from '../entities/article-analysis.ts'
import type { TaggingOrigin } from '../entities/enums.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** An article as the desk's window holds it. */
export interface WindowRow extends ArticleAnalysis {
  sourceId: string
  titleKey: string
  copyOfId: string | null
  storyId: string | null
  cluster: string | null
  event: number | null
}

/** A printed headline that waits for its article. */
export interface PendingHeadline {
  id: string
  headline: string
  sourceId: string
  publishedAt: Date
}

/** What an article taught of the menu of its source: `day` in days since 1970. */
export interface IngestedTaggings {
  sourceId: string
  day: number
  taggings: { slug: string; origin: TaggingOrigin; confidence: number }[]
}

/** Lines and menus are learnt from the articles of so many days. */
const BOILERPLATE_DAYS = 7
const MENU_DAYS = 2
/** Headlines that the window waits for. */
const MAX_PENDING = 50_000
const WINDOW_ROWS = `
  select ${columnsOf(ArticleAnalysis, 'n')}, a.source_id as "sourceId", a.title_key as "titleKey",
    a.copy_of_id as "copyOfId", a.story_id as "storyId", a.cluster, a.event
    from article_analysis n join article a on a.id = n.article_id and a.status = 'PUBLISHED'`
/** The latest of an article. */
const IS_LATEST = `not exists (
  select 1 from article_analysis newer where newer.article_id = n.article_id and newer.position > n.position)`

/** What the decisions of the desk rest on, as it was stored with them. */
export class AnalysisStore {
  constructor(private readonly manager: EntityManager) {}

  /** Writes what was made of the texts of a batch. */
  async insert(rows: readonly ArticleAnalysis[]): Promise<void> {
    if (rows.length === 0) return
    await this.manager.query(
      `insert into article_analysis
         (position, article_id, at, title, published_at, version, words, lexemes, counts, fingerprint, text_key, lines)
       select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::int[], $7::int[],
         $8::text[], $9::bytea[], $10::bytea[], $11::bigint[], $12::bytea[])`,
      [
        rows.map(({ position }) => position),
        rows.map(({ articleId }) => articleId),
        rows.map(({ at }) => at),
        rows.map(({ title }) => title),
        rows.map(({ publishedAt }) => publishedAt),
        rows.map(({ version }) => version),
        rows.map(({ words }) => words),
        rows.map(({ lexemes }) => lexemes),
        rows.map(({ counts }) => counts),
        rows.map(({ fingerprint }) => fingerprint),
        rows.map(({ textKey }) => textKey),
        rows.map(({ lines }) => lines),
      ],
    )
  }

  /** Notes where in the log articles were withdrawn. */
  async withdraw(gone: readonly { articleId: string; position: string }[]): Promise<void> {
    if (gone.length === 0) return
    await this.manager.query(
      `update article_analysis n set withdrawn_position = gone.position
         from unnest($1::bigint[], $2::bigint[]) as gone (article_id, position) where n.article_id = gone.article_id`,
      [gone.map(({ articleId }) => articleId), gone.map(({ position }) => position)],
    )
  }

  /**
   * Where in the log the window begins: with the first article whose text is new or was changed within `days` and within so many
   * changes before the newest text. Null where there is none.
   */
  async windowStart(days: number, changes: number): Promise<string | null> {
    const [row] = await select<{ start: string | null }>(
      this.manager,
      `select min(n.position) as start from article_analysis n join article a on a.id = n.article_id and a.status = 'PUBLISHED'
        where n.at > (select max(at) from article_analysis) - make_interval(days => $1)
          and n.position > (select max(position) from article_analysis) - $2 and ${IS_LATEST}`,
      [days, changes],
    )
    return row!.start
  }

  /** The next published articles from a position of the log on, in its order. */
  async windowRows(from: string, limit: number): Promise<WindowRow[]> {
    return await select(
      this.manager,
      `${WINDOW_ROWS} where n.position >= $1 and ${IS_LATEST} order by n.position limit $2`,
      [from, limit],
    )
  }

  /** Where the log stands, and the frequency table that holds there. */
  async head(): Promise<{ position: number; analyzerVersion: number }> {
    const [row] = await select<{ position: string; version: number }>(
      this.manager,
      `select last_position as position, coalesce((select max(version) from frequency_table), 0) as version
         from log_head where id = 1`,
    )
    return { position: Number(row!.position), analyzerVersion: row!.version }
  }

  /** The published articles that changed after a position of the log, in the order in which their texts came or changed. */
  async changedSince(position: string): Promise<WindowRow[]> {
    return await select(
      this.manager,
      `${WINDOW_ROWS} where n.article_id in (select article_id from change where position > $1 and article_id is not null)
         and ${IS_LATEST} order by n.position`,
      [position],
    )
  }

  /** The articles that were withdrawn after a position of the log. */
  async withdrawnSince(position: string): Promise<string[]> {
    const rows = await select<{ id: string }>(
      this.manager,
      "select article_id as id from change where position > $1 and type = 'ARTICLE_WITHDRAWN'",
      [position],
    )
    return rows.map(({ id }) => id)
  }

  /** The links that found their article after a position of the log. */
  async resolvedSince(position: string): Promise<string[]> {
    const rows = await select<{ id: string }>(
      this.manager,
      "select link_id as id from change where position > $1 and type = 'LINK_RESOLVED'",
      [position],
    )
    return rows.map(({ id }) => id)
  }

  /** Headlines that wait for their article, oldest first, the latest so many; with a position those of articles changed after it. */
  async pendingHeadlines(since: string | null = null): Promise<PendingHeadline[]> {
    return await select(
      this.manager,
      `select * from (
         select l.id, l.headline, a.source_id as "sourceId", a.published_at as "publishedAt"
           from related_link l join article a on a.id = l.from_id and a.status = 'PUBLISHED'
          where l.article_id is null and not l.concatenated and l.is_shown
            and ($1::bigint is null or l.from_id in (select article_id from change where position > $1))
          order by l.id desc limit ${MAX_PENDING}) latest order by id`,
      [since],
    )
  }

  /** The lines that were learnt after a position of the log, in its order; without one those of the last days. */
  async linesSince(position: string | null): Promise<{ at: Date; lines: Buffer }[]> {
    return await select(
      this.manager,
      `select at, lines from article_analysis
        where length(lines) > 0 and case when $1::bigint is null
            then at > (select max(at) from article_analysis) - interval '${BOILERPLATE_DAYS} days' else position > $1 end
        order by position`,
      [position],
    )
  }

  /** The taggings of the articles ingested after a position of the log, in its order; without one those of the last days. */
  async taggingsSince(position: string | null): Promise<IngestedTaggings[]> {
    return await select(
      this.manager,
      `select a.source_id as "sourceId", floor(extract(epoch from a.ingested_at) / 86400)::int as day,
         json_agg(json_build_object('slug', t.slug, 'origin', g.origin, 'confidence', g.confidence)) as taggings
         from article a join tagging g on g.article_id = a.id join tag t on t.id = g.tag_id
        where case when $1::bigint is null
            then a.ingested_at > (select max(at) from article_analysis) - interval '${MENU_DAYS} days'
            else a.ingested_position > $1 end
        group by a.id order by a.ingested_position`,
      [position],
    )
  }
}
