import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm'
import { Article } from './article.ts'

/** One paragraph that differs; `before` is null for an added one, `after` for a removed one. */
export interface ParagraphChange {
  before: string | null
  after: string | null
}

/** One change of title or body by the publisher. */
@Entity('revision')
@Index('revision_article_idx', ['articleId', 'id'])
export class Revision {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'revision_pkey',
  })
  id: string

  @ForeignKey(() => Article, { name: 'revision_article_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  articleId: string

  @Column({ type: 'timestamptz' })
  at: Date

  /** The title from then on. */
  @Column({ type: 'text' })
  title: string

  @Column({ type: 'jsonb' })
  paragraphs: ParagraphChange[]
}
