import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm'
import { Article } from './article.ts'

/** Two or more articles about the same event; its id stays the same however it grows. */
@Entity('story')
@Unique('story_cluster_key', ['cluster'])
@Index('story_activity_idx', ['latestActivityAt', 'id'])
@Check('story_count_check', 'article_count >= 0 and source_count >= 0')
export class Story {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'story_pkey',
  })
  id: string

  @Column({ type: 'text' })
  title: string

  @ForeignKey(() => Article, { name: 'story_lead_fkey' })
  @Column({ type: 'bigint' })
  leadId: string

  @Column({ type: 'timestamptz' })
  firstSeenAt: Date

  @Column({ type: 'timestamptz' })
  latestActivityAt: Date

  @Column({ type: 'integer' })
  articleCount: number

  @Column({ type: 'integer' })
  sourceCount: number

  @ForeignKey(() => Story, { name: 'story_merged_into_fkey' })
  @Column({ type: 'bigint', nullable: true })
  mergedIntoId: string | null

  /** The number under which the desk clusters its articles. */
  @Column({ type: 'bigint' })
  cluster: string
}
