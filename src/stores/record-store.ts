import type { EntityManager } from 'typeorm'
import { Article } from '../entities/article.ts'
import { ArticleBody } from '../entities/article-body.ts'
import { ArticleKey } from '../entities/article-key.ts'
import type { Block } from '../entities/delivered-article.ts'
import { Observation } from '../entities/observation.ts'
import { RelatedLink } from '../entities/related-link.ts'
import { Source } from '../entities/source.ts'
import { Story } from '../entities/story.ts'
import { Tag } from '../entities/tag.ts'
import { Tagging } from '../entities/tagging.ts'
import { takeIds } from './bulk.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** Articles of one title that are looked at: a daily column has hundreds. */
const SAME_TITLE_READ = 20

/** Where to look for articles of a title. */
export interface TitleQuery {
  titleKey: string
  /** The nearest in time are read. */
  near: Date
}

/** An article that is in, with its strong keys; each of an address (channel '') or of a GUID within a channel. */
export interface StoredArticle {
  article: Article
  keys: StrongKey[]
}

/** What names an article for sure. */
export type StrongKey = Pick<ArticleKey, 'key' | 'channel'>

/** The desk's view of the published record: what its decisions need. */
export class RecordStore {
  constructor(private readonly manager: EntityManager) {}

  /** The articles that bear any of these strong keys. */
  async byKeys(keys: readonly string[]): Promise<StoredArticle[]> {
    if (keys.length === 0) return []
    return await this.#withKeys('a.id in (select article_id from article_key where key = any($1))', [keys])
  }

  /** The published articles of these titles, of each the nearest in time. */
  async byTitles(queries: readonly TitleQuery[]): Promise<StoredArticle[]> {
    if (queries.length === 0) return []
    return await this.#withKeys(
      `a.id in (
         select near.id from unnest($1::text[], $2::timestamptz[]) as q (title_key, at)
          cross join lateral (
            select t.id from article t where t.title_key = q.title_key
             order by abs(extract(epoch from t.published_at - q.at)) limit ${SAME_TITLE_READ}) near)`,
      [queries.map(({ titleKey }) => titleKey), queries.map(({ near }) => near.toISOString())],
    )
  }

  async byIds(ids: readonly string[]): Promise<StoredArticle[]> {
    return ids.length === 0 ? [] : await this.#withKeys('a.id = any($1::bigint[])', [ids])
  }

  async #withKeys(condition: string, parameters: unknown[]): Promise<StoredArticle[]> {
    const rows = await select<Article & { keys: StrongKey[] }>(
      this.manager,
      `select ${columnsOf(Article, 'a')}, coalesce((select json_agg(json_build_object('key', k.key, 'channel', k.channel)) from article_key k
                      where k.article_id = a.id), '[]') as keys
         from article a where ${condition} order by a.id`,
      parameters,
    )
    return rows.map(({ keys, ...article }) => ({ article: article as Article, keys }))
  }

  /** The published copies of an article. */
  async copyIds(firstId: string): Promise<string[]> {
    const rows = await select<{ id: string }>(
      this.manager,
      "select id from article where copy_of_id = $1 and status = 'PUBLISHED' order by id",
      [firstId],
    )
    return rows.map(({ id }) => id)
  }

  /** Digests that channels gave of articles. */
  async observations(articleIds: readonly string[]): Promise<Observation[]> {
    if (articleIds.length === 0) return []
    return await select(
      this.manager,
      `select ${columnsOf(Observation, 'o')} from observation o where article_id = any($1::bigint[])`,
      [articleIds],
    )
  }

  async bodies(articleIds: readonly string[]): Promise<Map<string, Block[]>> {
    const rows =
      articleIds.length === 0
        ? []
        : await select<ArticleBody>(
            this.manager,
            `select ${columnsOf(ArticleBody, 'b')} from article_body b where article_id = any($1::bigint[])`,
            [articleIds],
          )
    return new Map(rows.map(({ articleId, blocks }) => [articleId, blocks]))
  }

  async taggings(articleIds: readonly string[]): Promise<(Tagging & { slug: string })[]> {
    if (articleIds.length === 0) return []
    return await select(
      this.manager,
      `select ${columnsOf(Tagging, 'g')}, t.slug from tagging g join tag t on t.id = g.tag_id
        where g.article_id = any($1::bigint[]) order by g.article_id, g.position`,
      [articleIds],
    )
  }

  /** All links that these articles show or showed. */
  async linksFrom(articleIds: readonly string[]): Promise<RelatedLink[]> {
    return await this.#links('l.from_id = any($1::bigint[])', [articleIds])
  }

  /** All links that lead to these articles. */
  async linksTo(articleIds: readonly string[]): Promise<RelatedLink[]> {
    return await this.#links('l.article_id = any($1::bigint[])', [articleIds])
  }

  async linksByIds(ids: readonly string[]): Promise<RelatedLink[]> {
    return await this.#links('l.id = any($1::bigint[])', [ids])
  }

  /** Links that wait for an article of one of these titles or addresses. */
  async pendingLinks(headlineKeys: readonly string[], addressKeys: readonly string[]): Promise<RelatedLink[]> {
    return await this.#links(
      `l.article_id is null and l.headline_key = any($1)
        union select ${columnsOf(RelatedLink, 'l')} from related_link l
         where l.article_id is null and l.address_key <> '' and l.address_key = any($2)`,
      [headlineKeys, addressKeys],
    )
  }

  async #links(condition: string, parameters: unknown[]): Promise<RelatedLink[]> {
    if (parameters.every((list) => (list as unknown[]).length === 0)) return []
    const rows = await select<RelatedLink>(
      this.manager,
      `select ${columnsOf(RelatedLink, 'l')} from related_link l where ${condition}`,
      parameters,
    )
    return rows.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
  }

  async storiesByCluster(clusters: readonly string[]): Promise<Story[]> {
    return await select(
      this.manager,
      `select ${columnsOf(Story, 's')} from story s where s.cluster = any($1::bigint[])`,
      [clusters],
    )
  }

  /** The published articles of a story, the first to publish first. */
  async articlesOfStory(storyId: string): Promise<{ id: string; title: string }[]> {
    return await select(
      this.manager,
      "select id, title from article where story_id = $1 and status = 'PUBLISHED' order by published_at, id limit 100",
      [storyId],
    )
  }

  /** Tags, at most so many. */
  async tags(limit: number): Promise<Tag[]> {
    return await select(this.manager, `select ${columnsOf(Tag, 't')} from tag t limit $1`, [limit])
  }

  async tagsBySlug(slugs: readonly string[]): Promise<Tag[]> {
    return slugs.length === 0
      ? []
      : await select(this.manager, `select ${columnsOf(Tag, 't')} from tag t where slug = any($1)`, [slugs])
  }

  async sourcesByIds(ids: readonly string[]): Promise<Source[]> {
    return await select(this.manager, `select ${columnsOf(Source, 's')} from source s where id = any($1::bigint[])`, [
      ids,
    ])
  }

  /** Ids for rows to come, in order. */
  async takeIds(
    wanted: Readonly<Partial<Record<'article' | 'related_link' | 'revision' | 'tag' | 'story', number>>>,
  ): Promise<Record<string, string[]>> {
    return await takeIds(this.manager, wanted)
  }

  /** The log's epoch and last position. */
  async logHead(): Promise<{ epoch: string; position: number }> {
    const [row] = await select<{ epoch: string; position: string }>(
      this.manager,
      'select epoch, last_position as position from log_head where id = 1',
    )
    return { epoch: row!.epoch, position: Number(row!.position) }
  }
}
