import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Article } from './article.ts'

/** The lexemes of a published article, made by our own analyzer: what search looks at. */
@Entity('article_text')
@Index('article_text_newest_idx', ['publishedAt', 'articleId'])
@Index('article_text_version_idx', ['analyzerVersion'])
@Index('article_text_lexemes_idx', ['lexemes'], { type: 'gin' })
export class ArticleText {
  @ForeignKey(() => Article, { name: 'article_text_article_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'article_text_pkey' })
  articleId: string

  /** That of the article, so that the newest matches are found without it. */
  @Column({ type: 'timestamptz' })
  publishedAt: Date

  /** Of the frequency table that the stems rest on: asked for under the same. */
  @Column({ type: 'integer' })
  analyzerVersion: number

  /** Weight A: title; B: excerpt, C: tags, D: body. */
  @Column({ type: 'tsvector' })
  lexemes: string
}
