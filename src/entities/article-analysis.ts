import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Article } from './article.ts'

/**
 * What the desk's decisions needed of an article's text when it came and whenever it changed: a desk that starts reads it and
 * analyses nothing, and the log can be replayed from it.
 */
@Entity('article_analysis')
@Index('article_analysis_article_idx', ['articleId', 'position'])
export class ArticleAnalysis {
  /** Of the change in the log that it belongs to. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'article_analysis_pkey' })
  position: string

  @ForeignKey(() => Article, { name: 'article_analysis_article_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  articleId: string

  /** When that was. */
  @Column({ type: 'timestamptz' })
  at: Date

  /** As it was then. */
  @Column({ type: 'text' })
  title: string

  /** As it was then. */
  @Column({ type: 'timestamptz' })
  publishedAt: Date

  /** Of the analyzer's frequency table. */
  @Column({ type: 'integer' })
  version: number

  @Column({ type: 'integer' })
  words: number

  /** Parted by spaces, the most telling first. */
  @Column({ type: 'text' })
  lexemes: string

  /** Of each lexeme a byte: how often it stands in the title, in the lead besides, in the rest (2, 2 and 4 bits). */
  @Column({ type: 'bytea' })
  counts: Buffer

  /** As `fingerprint` makes it; null of a text too short for one. */
  @Column({ type: 'bytea', nullable: true })
  fingerprint: Buffer | null

  /** Equal of equal texts; 53 bits. */
  @Column({ type: 'bigint' })
  textKey: string

  /** Hashes of its lines, four bytes each, from which the boilerplate of its source is learnt. */
  @Column({ type: 'bytea' })
  lines: Buffer

  /** Of the change by which the article was withdrawn; null of one that is published. */
  @Column({ type: 'bigint', nullable: true })
  withdrawnPosition: string | null
}
