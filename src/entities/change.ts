import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Article } from './article.ts'
import { LoggedType } from './enums.ts'
import { oneOf } from './naming.ts'
import { RelatedLink } from './related-link.ts'
import { Revision } from './revision.ts'
import { Story } from './story.ts'

/** The lexemes of an article as search has them, for filters that ask for words. */
export interface StateText {
  /** Of the analyzer. */
  version: number
  /** As the text of a tsvector. */
  lexemes: string
}

/** What a filter needs to know of an article, as it was at one moment. */
export interface ArticleState {
  articleId: string
  sourceId: string
  sourceSlug: string
  /** Of the tags that `Article.tags` shows. */
  tagIds: string[]
  tagSlugs: string[]
  language: string
  country: string | null
  /** RFC 3339. */
  publishedAt: string
  storyId: string | null
  hasReadAlso: boolean
  isLate: boolean
  /** Not in the log itself: read where a filter asks for words. Null of an article that is no longer shown. */
  text?: StateText | null
  /** The article whose text this one copies; null where it is the first. */
  copyOf: ArticleState | null
}

/** One row of the log of changes. Its position is its place in the commit order; there are no holes. */
@Entity('change')
@Index('change_at_idx', ['at'])
@Index('change_article_idx', ['articleId'])
@Check('change_type_check', oneOf('type', LoggedType))
@Check('change_article_check', "(article_id is not null) = (type not in ('STORY_CHANGED', 'ANALYZER_CHANGED'))")
@Check('change_story_check', "(story_id is not null) = (type = 'STORY_CHANGED')")
@Check('change_analyzer_check', "(analyzer_version is not null) = (type = 'ANALYZER_CHANGED')")
@Check('change_link_check', "(link_id is not null) = (type = 'LINK_RESOLVED')")
export class Change {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'change_pkey' })
  position: string

  @Column({ type: 'text' })
  type: LoggedType

  @Column({ type: 'timestamptz' })
  at: Date

  /** The article that changed; of a link, the one that shows it. */
  @ForeignKey(() => Article, { name: 'change_article_fkey' })
  @Column({ type: 'bigint', nullable: true })
  articleId: string | null

  @ForeignKey(() => RelatedLink, { name: 'change_link_fkey' })
  @Column({ type: 'bigint', nullable: true })
  linkId: string | null

  @ForeignKey(() => Story, { name: 'change_story_fkey' })
  @Column({ type: 'bigint', nullable: true })
  storyId: string | null

  @ForeignKey(() => Revision, { name: 'change_revision_fkey' })
  @Column({ type: 'bigint', nullable: true })
  revisionId: string | null

  /** The frequency table that holds from here on. */
  @Column({ type: 'integer', nullable: true })
  analyzerVersion: number | null

  @Column({ type: 'text', nullable: true })
  reason: string | null

  /** The article before the change; of a story, its lead. */
  @Column({ type: 'jsonb', nullable: true })
  before: ArticleState | null

  /** The article as the change left it; of a story, the article that changed it. */
  @Column({ type: 'jsonb', nullable: true })
  after: ArticleState | null
}

/** The head of the log: one row, moved in the transaction that appends. */
@Entity('log_head')
@Check('log_head_single_check', 'id = 1')
export class LogHead {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'log_head_pkey' })
  id: number

  /** Changes when the log is restored or begun anew: cursors of another epoch are void. */
  @Column({ type: 'text' })
  epoch: string

  @Column({ type: 'bigint', default: 0 })
  lastPosition: string
}
