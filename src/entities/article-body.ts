import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm'
import { Article } from './article.ts'
import type { Block } from './delivered-article.ts'

/** The text of an article in reading order. */
@Entity('article_body')
export class ArticleBody {
  @ForeignKey(() => Article, { name: 'article_body_article_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'article_body_pkey' })
  articleId: string

  @Column({ type: 'jsonb' })
  blocks: Block[]
}
