import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Article } from './article.ts'

/** A strong name of an article: the digest of its address or of its GUID within a feed. */
@Entity('article_key')
@Index('article_key_article_idx', ['articleId'])
export class ArticleKey {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'article_key_pkey' })
  key: string

  /** The channel within which a GUID means something; empty of an address. */
  @Column({ type: 'text', default: '' })
  channel: string

  @ForeignKey(() => Article, { name: 'article_key_article_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  articleId: string
}
