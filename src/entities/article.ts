import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm'
import type { ImageValue } from './delivered-article.ts'
import { ArticleStatus, DatePrecision, type Direction, TextDirection } from './enums.ts'
import { oneOf } from './naming.ts'
import { Source } from './source.ts'
import { Story } from './story.ts'

/** One article of one publisher. Its body is an ArticleBody, so that lists stay light. */
@Entity('article')
@Unique('article_ingested_position_key', ['ingestedPosition'])
@Index('article_newest_idx', ['publishedAt', 'id'], { where: "status = 'PUBLISHED'" })
@Index('article_source_newest_idx', ['sourceId', 'publishedAt', 'id'], { where: "status = 'PUBLISHED'" })
@Index('article_latest_ingested_idx', ['ingestedPosition'], { where: "status = 'PUBLISHED'" })
@Index('article_title_idx', ['titleKey', 'sourceId'])
@Index('article_copy_of_idx', ['copyOfId'], { where: 'copy_of_id is not null' })
@Index('article_cluster_idx', ['cluster'], { where: 'cluster is not null' })
@Index('article_story_idx', ['storyId'], { where: 'story_id is not null' })
@Check('article_direction_check', oneOf('direction', TextDirection))
@Check('article_precision_check', oneOf('published_at_precision', DatePrecision))
@Check('article_status_check', oneOf('status', ArticleStatus))
@Check('article_published_check', 'published_at <= observed_at')
@Check('article_replaced_check', "replaced_by_id is null or status = 'WITHDRAWN'")
export class Article {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'article_pkey',
  })
  id: string

  @ForeignKey(() => Source, { name: 'article_source_fkey' })
  @Column({ type: 'bigint' })
  sourceId: string

  /** Canonical address; its comparison key is an ArticleKey. */
  @Column({ type: 'text', nullable: true })
  url: string | null

  @Column({ type: 'text' })
  title: string

  /** Digest of the folded title: equal for two prints of one headline. */
  @Column({ type: 'text' })
  titleKey: string

  @Column({ type: 'text', nullable: true })
  excerpt: string | null

  @Column({ type: 'text' })
  language: string

  @Column({ type: 'text' })
  direction: Direction

  @Column({ type: 'text', array: true, default: () => "'{}'" })
  authors: string[]

  @Column({ type: 'jsonb', nullable: true })
  image: ImageValue | null

  @Column({ type: 'timestamptz' })
  publishedAt: Date

  @Column({ type: 'text' })
  publishedAtPrecision: DatePrecision

  @Column({ type: 'timestamptz' })
  observedAt: Date

  @Column({ type: 'timestamptz' })
  ingestedAt: Date

  @Column({ type: 'timestamptz', nullable: true })
  revisedAt: Date | null

  @Column({ type: 'boolean' })
  isLate: boolean

  @Column({ type: 'text', default: 'PUBLISHED' })
  status: ArticleStatus

  @ForeignKey(() => Article, { name: 'article_replaced_by_fkey' })
  @Column({ type: 'bigint', nullable: true })
  replacedById: string | null

  @ForeignKey(() => Article, { name: 'article_copy_of_fkey' })
  @Column({ type: 'bigint', nullable: true })
  copyOfId: string | null

  @ForeignKey(() => Story, { name: 'article_story_fkey', deferrable: 'INITIALLY DEFERRED' })
  @Column({ type: 'bigint', nullable: true })
  storyId: string | null

  /** The number of the cluster that it belongs to: a story once it has two articles. Null of one that came before there were any. */
  @Column({ type: 'bigint', nullable: true })
  cluster: string | null

  /** The event within its story, from 1. */
  @Column({ type: 'integer', nullable: true })
  event: number | null

  /** Whether `readAlso` has something to show; kept by the desk for filters. */
  @Column({ type: 'boolean', default: false })
  hasReadAlso: boolean

  /** Where its ARTICLE_INGESTED stands in the log of changes. */
  @Column({ type: 'bigint' })
  ingestedPosition: string
}
