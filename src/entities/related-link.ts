import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm'
import { Article } from './article.ts'
import { LinkKind, LinkOrigin } from './enums.ts'
import { oneOf } from './naming.ts'

/**
 * A computed link joins two articles: the later one stores it, and the earlier one shows it too, under the id of the row and
 * this. So what is old gains what is new, and nothing is written. No row's id comes near it.
 */
export const SEEN_FROM_THE_OTHER_END = 2n ** 62n

/** The row of a link by its id as readers know it, and whether they see it from the other end. */
export function rowOfLink(id: string): { id: string; isOtherEnd: boolean } {
  const seen = BigInt(id)
  const isOtherEnd = seen >= SEEN_FROM_THE_OTHER_END
  return { id: String(isOtherEnd ? seen - SEEN_FROM_THE_OTHER_END : seen), isOtherEnd }
}

/** One pointer from an article to another: an observation that resolves when the article it names is known. */
@Entity('related_link')
@Unique('related_link_print_key', ['fromId', 'kind', 'origin', 'headlineKey', 'addressKey'])
@Index('related_link_article_idx', ['articleId'], { where: 'article_id is not null' })
@Index('related_link_pending_headline_idx', ['headlineKey'], { where: 'article_id is null' })
@Index('related_link_pending_address_idx', ['addressKey'], { where: "article_id is null and address_key <> ''" })
@Check('related_link_kind_check', oneOf('kind', LinkKind))
@Check('related_link_origin_check', oneOf('origin', LinkOrigin))
@Check('related_link_position_check', 'position >= 1')
@Check('related_link_resolved_check', '(article_id is null) = (resolved_at is null)')
@Check('related_link_score_check', "(origin = 'COMPUTED') = (score is not null) and score between 0 and 1")
@Check('related_link_self_check', 'article_id <> from_id')
export class RelatedLink {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'related_link_pkey',
  })
  id: string

  @ForeignKey(() => Article, { name: 'related_link_from_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  fromId: string

  @Column({ type: 'text' })
  kind: LinkKind

  @Column({ type: 'text' })
  origin: LinkOrigin

  @Column({ type: 'integer' })
  position: number

  @Column({ type: 'text' })
  headline: string

  /** As `Article.titleKey`. */
  @Column({ type: 'text' })
  headlineKey: string

  @Column({ type: 'text', nullable: true })
  url: string | null

  /** The ArticleKey of `url`; empty where the page prints none; of a computed link its target. */
  @Column({ type: 'text', default: '' })
  addressKey: string

  @Column({ type: 'text', nullable: true })
  excerpt: string | null

  /** Several headlines run together that could not be parted safely. */
  @Column({ type: 'boolean', default: false })
  concatenated: boolean

  @ForeignKey(() => Article, { name: 'related_link_article_fkey' })
  @Column({ type: 'bigint', nullable: true })
  articleId: string | null

  @Column({ type: 'real', nullable: true })
  score: number | null

  @Column({ type: 'text', array: true, default: () => "'{}'" })
  reasons: string[]

  /** False once a later look at the page no longer shows it, or an editor took away what he had set. */
  @Column({ type: 'boolean', default: true })
  isShown: boolean

  /** An editor took it out of what readers see beside its article, for good. */
  @Column({ type: 'boolean', default: false })
  isHidden: boolean

  /** Of a computed link: the same beside the article that it leads to. */
  @Column({ type: 'boolean', default: false })
  isHiddenThere: boolean

  @Column({ type: 'timestamptz' })
  observedAt: Date

  @Column({ type: 'timestamptz', nullable: true })
  resolvedAt: Date | null
}
