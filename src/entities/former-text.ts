import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Article } from './article.ts'

/** The lexemes of an article before a change of its text: filters for words judge what the log says of it by these. */
@Entity('former_text')
@Index('former_text_until_idx', ['untilPosition'])
export class FormerText {
  @ForeignKey(() => Article, { name: 'former_text_article_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'former_text_pkey' })
  articleId: string

  /** Of the first change in the log for which they no longer hold. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'former_text_pkey' })
  untilPosition: string

  @Column({ type: 'integer' })
  analyzerVersion: number

  @Column({ type: 'tsvector' })
  lexemes: string
}
