import type { EntityManager } from 'typeorm'
import { Article } from '../entities/article.ts'
import { ArticleBody } from '../entities/article-body.ts'
import { ArticleKey } from '../entities/article-key.ts'
import { Change } from '../entities/change.ts'
import { Observation } from '../entities/observation.ts'
import { RelatedLink } from '../entities/related-link.ts'
import { Revision } from '../entities/revision.ts'
import { Tag } from '../entities/tag.ts'
import { Tagging } from '../entities/tagging.ts'
import { insertRows, updateRows } from './bulk.ts'
import { select } from './database.ts'

/** Wakes the tails of the log. */
export const LOG_CHANNEL = 'sila_log'
/** What one batch of the desk writes. */
export interface RecordBatch {
  articles: Article[]
  changedArticles: Article[]
  bodies: ArticleBody[]
  keys: ArticleKey[]
  observations: Observation[]
  tags: Tag[]
  taggings: Tagging[]
  links: RelatedLink[]
  changedLinks: RelatedLink[]
  revisions: Revision[]
  changes: Change[]
  /** Channels that keep only what they said last: their former digests of these articles go. */
  forgottenObservations: { articleId: string; channel: string }[]
  /** By how much the published articles of a source change, and when its latest was published. */
  sourceCounts: { id: string; by: number; latest: Date | null }[]
  tagCounts: { id: string; by: number }[]
}

/** The one place that writes the published record. */
export class RecordWriter {
  constructor(private readonly manager: EntityManager) {}

  /** Writes a batch; the caller holds the lease's lock, so `changes` continue the log without a hole. */
  async write(batch: RecordBatch): Promise<void> {
    const { manager } = this
    await insertRows(manager, Article, batch.articles)
    await updateRows(manager, Article, batch.changedArticles, CHANGING_COLUMNS)
    await insertRows(
      manager,
      ArticleBody,
      batch.bodies,
      'on conflict (article_id) do update set blocks = excluded.blocks',
    )
    await this.#forgetWithdrawn([...batch.articles, ...batch.changedArticles])
    await insertRows(
      manager,
      ArticleKey,
      batch.keys,
      'on conflict (key) do update set article_id = excluded.article_id',
    )
    if (batch.forgottenObservations.length > 0) {
      await manager.query(
        `delete from observation o using unnest($1::bigint[], $2::text[]) as f (article_id, channel)
          where o.article_id = f.article_id and o.channel = f.channel`,
        [
          batch.forgottenObservations.map(({ articleId }) => articleId),
          batch.forgottenObservations.map(({ channel }) => channel),
        ],
      )
    }
    await insertRows(manager, Observation, batch.observations, 'on conflict do nothing')
    await insertRows(manager, Tag, batch.tags)
    await insertRows(manager, Tagging, batch.taggings, 'on conflict do nothing')
    await insertRows(manager, RelatedLink, batch.links)
    await updateRows(manager, RelatedLink, batch.changedLinks, [
      'position',
      'excerpt',
      'articleId',
      'resolvedAt',
      'isShown',
    ])
    await insertRows(manager, Revision, batch.revisions)
    await insertRows(manager, Change, batch.changes)
    const last = batch.changes.at(-1)
    if (last !== undefined) {
      await manager.query('update log_head set last_position = $1 where id = 1', [last.position])
    }
    await this.#count(batch)
  }

  /** A withdrawn article keeps what recognises it, not its text. */
  async #forgetWithdrawn(articles: readonly Article[]): Promise<void> {
    const ids = articles.filter(({ status }) => status === 'WITHDRAWN').map(({ id }) => id)
    if (ids.length > 0) await this.manager.query('delete from article_body where article_id = any($1::bigint[])', [ids])
  }

  /** Moves the counts that sources and tags show. */
  async #count({ sourceCounts, tagCounts }: RecordBatch): Promise<void> {
    if (sourceCounts.length > 0) {
      await this.manager.query(
        `update source s set article_count = article_count + d.by, last_article_at = greatest(last_article_at, d.latest)
           from unnest($1::bigint[], $2::int[], $3::timestamptz[]) as d (id, by, latest) where s.id = d.id`,
        [sourceCounts.map(({ id }) => id), sourceCounts.map(({ by }) => by), sourceCounts.map(({ latest }) => latest)],
      )
    }
    if (tagCounts.length > 0) {
      await this.manager.query(
        `update tag t set article_count = article_count + d.by
           from unnest($1::bigint[], $2::int[]) as d (id, by) where t.id = d.id`,
        [tagCounts.map(({ id }) => id), tagCounts.map(({ by }) => by)],
      )
    }
  }

  /** Removes rows of the log older than it is kept; false where there was nothing to remove. */
  async pruneLog(keptSeconds: number, limit: number): Promise<boolean> {
    const rows = await select(
      this.manager,
      `delete from change where position in (
         select position from change where at < now() - make_interval(secs => $1) order by position limit $2) returning 1`,
      [keptSeconds, limit],
    )
    return rows.length > 0
  }

  /** Wakes whoever tails the log or waits for outcomes; after the commit, so that they see what they were woken for. */
  async announce(channels: readonly string[]): Promise<void> {
    await this.manager.query(`select pg_notify(channel, '') from unnest($1::text[]) as channel`, [channels])
  }
}

/** What may change in an article once it is in. */
const CHANGING_COLUMNS = [
  'url',
  'title',
  'titleKey',
  'excerpt',
  'language',
  'direction',
  'authors',
  'image',
  'publishedAt',
  'publishedAtPrecision',
  'revisedAt',
  'isLate',
  'status',
  'replacedById',
  'hasReadAlso',
  'terms',
] as const
