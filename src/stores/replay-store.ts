import type { EntityManager } from 'typeorm'
import type { Article } from '../entities/article.ts'
import { ArticleAnalysis } from '../entities/article-analysis.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** An article's text as it came or was changed. */
export interface ReplayedText extends ArticleAnalysis {
  sourceId: string
  /** Whether the article came with it. */
  isFirst: boolean
}

/** What the desk decided about an article. */
export type DecidedArticle = Pick<Article, 'id' | 'copyOfId' | 'cluster' | 'event' | 'storyId'>

/** A similar article that the desk found. */
export interface FoundLink {
  fromId: string
  targetId: string
  score: number
  /** Whether it was found after the article had come, when it was looked for again. */
  isLater: boolean
}

/** The record as it is replayed: what decisions rest on in the order of the log, and what was decided. */
export class ReplayStore {
  constructor(private readonly manager: EntityManager) {}

  /** How many texts there are. */
  async size(): Promise<number> {
    const [row] = await select<{ count: number }>(this.manager, 'select count(*)::int as count from article_analysis')
    return row!.count
  }

  /** The texts after a position of the log, in its order, at most so many. */
  async textsAfter(position: string, limit: number): Promise<ReplayedText[]> {
    return await select(
      this.manager,
      `select ${columnsOf(ArticleAnalysis, 'n')}, a.source_id as "sourceId", n.position = a.ingested_position as "isFirst"
         from article_analysis n join article a on a.id = n.article_id
        where n.position > $1 order by n.position limit $2`,
      [position, limit],
    )
  }

  /** Which articles were withdrawn at which positions of the log, in its order. */
  async withdrawals(): Promise<{ articleId: string; position: string }[]> {
    return await select(
      this.manager,
      `select distinct article_id as "articleId", withdrawn_position as position from article_analysis
        where withdrawn_position is not null order by withdrawn_position`,
    )
  }

  /**
   * At which positions of the log articles got similar ones after they had come, as far as the log reaches back, in its order.
   */
  async laterFinds(): Promise<{ articleId: string; position: string }[]> {
    return await select(
      this.manager,
      `select l.from_id as "articleId", min(c.position) as position
         from related_link l join article a on a.id = l.from_id
         join change c on c.article_id = l.from_id and c.type = 'ARTICLE_UPDATED' and c.at = l.observed_at
        where l.origin = 'COMPUTED' and l.observed_at > a.ingested_at group by l.from_id order by 2`,
    )
  }

  /** Articles after an id, in the order of their ids, at most so many. */
  async articlesAfter(id: string, limit: number): Promise<DecidedArticle[]> {
    return await select(
      this.manager,
      `select id, copy_of_id as "copyOfId", cluster, event, story_id as "storyId" from article
        where id > $1 order by id limit $2`,
      [id, limit],
    )
  }

  /** The similar articles that were found for these, in the order of their lists. */
  async found(articleIds: readonly string[]): Promise<FoundLink[]> {
    return await select(
      this.manager,
      `select l.from_id as "fromId", l.address_key as "targetId", l.score, l.observed_at > a.ingested_at as "isLater"
         from related_link l join article a on a.id = l.from_id
        where l.origin = 'COMPUTED' and l.from_id = any($1::bigint[]) order by l.from_id, l.position`,
      [articleIds],
    )
  }

  /** Where the publishers' own links of these articles lead. */
  async printed(articleIds: readonly string[]): Promise<{ fromId: string; targetId: string }[]> {
    return await select(
      this.manager,
      `select from_id as "fromId", article_id as "targetId" from related_link
        where origin <> 'COMPUTED' and article_id is not null and from_id = any($1::bigint[])`,
      [articleIds],
    )
  }

  /** What took the place of articles that turned out to be others. */
  async replacements(): Promise<Map<string, string>> {
    const rows = await select<{ id: string; by: string }>(
      this.manager,
      'select id, replaced_by_id as by from article where replaced_by_id is not null',
    )
    return new Map(rows.map(({ id, by }) => [id, by]))
  }

  /** Which cluster each story is. */
  async clusters(): Promise<Map<string, number>> {
    const rows = await select<{ id: string; cluster: string }>(this.manager, 'select id, cluster from story')
    return new Map(rows.map(({ id, cluster }) => [id, Number(cluster)]))
  }
}
