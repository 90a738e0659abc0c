import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Article } from './article.ts'
import { TaggingOrigin } from './enums.ts'
import { oneOf } from './naming.ts'
import { Tag } from './tag.ts'

/** One tag of one article, with where it came from. */
@Entity('tagging')
@Index('tagging_tag_idx', ['tagId', 'articleId'])
@Check('tagging_origin_check', oneOf('origin', TaggingOrigin))
@Check('tagging_confidence_check', 'confidence between 0 and 1')
export class Tagging {
  @ForeignKey(() => Article, { name: 'tagging_article_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'tagging_pkey' })
  articleId: string

  @ForeignKey(() => Tag, { name: 'tagging_tag_fkey' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'tagging_pkey' })
  tagId: string

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'tagging_pkey' })
  origin: TaggingOrigin

  /** As printed. */
  @Column({ type: 'text' })
  label: string

  @Column({ type: 'real' })
  confidence: number

  /** From 1, in the order of the input. */
  @Column({ type: 'integer' })
  position: number
}
