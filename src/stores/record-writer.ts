import type { EntityManager } from 'typeorm'
import { Article } from '../entities/article.ts'
import type { ArticleAnalysis } from '../entities/article-analysis.ts'
import { ArticleBody } from '../entities/article-body.ts'
import { ArticleKey } from '../entities/article-key.ts'
import { Change } from '../entities/change.ts'
import { Observation } from '../entities/observation.ts'
import { RelatedLink } from '../entities/related-link.ts'
import { Revision } from '../entities/revision.ts'
import { Story } from '../entities/story.ts'
import { Tag } from '../entities/tag.ts'
import { Tagging } from '../entities/tagging.ts'
import { AnalysisStore } from './analysis-store.ts'
import { ArticleTextStore, type DatedArticleText } from './article-text-store.ts'
import { insertRows, updateRows } from './bulk.ts'
import { moveEdition } from './record-version.ts'

/** Wakes the tails of the log. */
export const LOG_CHANNEL = 'sila_log'
/** What one batch of the desk writes. */
export interface RecordBatch {
  articles: Article[]
  changedArticles: Article[]
  bodies: ArticleBody[]
  /** What decisions were made of, and what search finds articles by. */
  analyses: ArticleAnalysis[]
  /** In rounds: a later one takes the place of an earlier one. */
  texts: DatedArticleText[][]
  stories: Story[]
  changedStories: Story[]
  /** Clusters whose stored articles belong to another one from now on, in order. */
  clusterMoves: { from: string; to: string; raisedBy: number; storyId: string }[]
  keys: ArticleKey[]
  observations: Observation[]
  tags: Tag[]
  /** Tags of which only now is known what they name. */
  changedTags: Tag[]
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
    const analyses = new AnalysisStore(manager)
    await analyses.insert(batch.analyses)
    await analyses.withdraw(withdrawals(batch.changes))
    for (const texts of batch.texts) await new ArticleTextStore(manager).replace(texts)
    await insertRows(manager, Story, batch.stories)
    await updateRows(manager, Story, batch.changedStories, CHANGING_OF_STORY)
    await this.#moveClusters(batch)
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
    await updateRows(manager, Tag, batch.changedTags, ['kind'])
    await insertRows(manager, Tagging, batch.taggings, 'on conflict do nothing')
    await insertRows(manager, RelatedLink, batch.links)
    await updateRows(manager, RelatedLink, batch.changedLinks, [
      'position',
      'excerpt',
      'articleId',
      'resolvedAt',
      'isShown',
      'isHidden',
      'isHiddenThere',
    ])
    await insertRows(manager, Revision, batch.revisions)
    await this.append(batch.changes)
    await this.#count(batch)
    if (batch.changes.length === 0 && SHOWN.some((name) => batch[name].length > 0)) await moveEdition(manager)
  }

  /** Appends to the log; the caller holds the lease's lock. */
  async append(changes: readonly Change[]): Promise<void> {
    await insertRows(this.manager, Change, changes)
    const last = changes.at(-1)
    if (last !== undefined) {
      await this.manager.query('update log_head set last_position = $1 where id = 1', [last.position])
    }
  }

  /** A withdrawn article keeps what recognises it, not its text. */
  async #forgetWithdrawn(articles: readonly Article[]): Promise<void> {
    const ids = articles.filter(({ status }) => status === 'WITHDRAWN').map(({ id }) => id)
    if (ids.length === 0) return
    await this.manager.query('delete from article_body where article_id = any($1::bigint[])', [ids])
    await new ArticleTextStore(this.manager).remove(ids)
  }

  /** Puts articles that came before into the stories of this batch, and counts these. */
  async #moveClusters({ clusterMoves, articles, stories, changedStories }: RecordBatch): Promise<void> {
    // The articles of the batch were written as they are now.
    const written = articles.map(({ id }) => id)
    for (const { from, to, raisedBy, storyId } of clusterMoves) {
      await this.manager.query(
        `update article set cluster = $2, event = event + $3, story_id = $4
          where cluster = $1 and id <> all($5::bigint[]) and (cluster <> $2 or story_id is distinct from $4)`,
        [from, to, raisedBy, storyId, written],
      )
    }
    const counted = [...stories, ...changedStories].map(({ id }) => id)
    if (counted.length === 0) return
    await this.manager.query(
      `update story s set article_count = c.articles, source_count = c.sources from (
         select t.id, count(a.id)::int as articles, count(distinct a.source_id)::int as sources
           from unnest($1::bigint[]) t (id) left join article a on a.story_id = t.id and a.status = 'PUBLISHED'
          group by t.id) c where s.id = c.id`,
      [counted],
    )
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

  /** Wakes whoever tails the log or waits for outcomes; after the commit, so that they see what they were woken for. */
  async announce(channels: readonly string[]): Promise<void> {
    await this.manager.query(`select pg_notify(channel, '') from unnest($1::text[]) as channel`, [channels])
  }
}

const withdrawals = (changes: readonly Change[]) =>
  changes.flatMap(({ type, articleId, position }) =>
    type === 'ARTICLE_WITHDRAWN' ? [{ articleId: articleId!, position }] : [],
  )

/** What answers show of a batch. Nearly always its changes tell of it, hardly ever it comes without any: one more name of an article. */
const SHOWN = [
  ...(['articles', 'changedArticles', 'bodies', 'texts', 'stories', 'changedStories', 'clusterMoves', 'keys'] as const),
  ...(['tags', 'changedTags', 'taggings', 'links', 'changedLinks', 'revisions', 'tagCounts'] as const),
] as const satisfies readonly (keyof RecordBatch)[]

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
  'copyOfId',
  'storyId',
  'cluster',
  'event',
  'hasReadAlso',
] as const
const CHANGING_OF_STORY = ['title', 'leadId', 'latestActivityAt', 'mergedIntoId', 'cluster'] as const
