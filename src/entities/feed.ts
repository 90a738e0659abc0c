import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm'
import { Source } from './source.ts'

/** An address that is polled for new articles of a source. */
@Entity('feed')
@Unique('feed_url_key', ['urlKey'])
@Index('feed_source_idx', ['sourceId'])
@Check('feed_interval_check', 'interval_seconds between 60 and 86400')
@Check('feed_failures_check', 'consecutive_failures >= 0')
export class Feed {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'feed_pkey',
  })
  id: string

  @ForeignKey(() => Source, { name: 'feed_source_fkey' })
  @Column({ type: 'bigint' })
  sourceId: string

  @Column({ type: 'text' })
  url: string

  /** The comparison key of the address. */
  @Column({ type: 'text' })
  urlKey: string

  @Column({ type: 'text', nullable: true })
  format: string | null

  @Column({ type: 'boolean', default: false })
  paused: boolean

  @Column({ type: 'timestamptz', nullable: true })
  lastFetchedAt: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  nextFetchAt: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  lastNewArticleAt: Date | null

  @Column({ type: 'integer', default: 1800 })
  intervalSeconds: number

  @Column({ type: 'integer', default: 0 })
  consecutiveFailures: number

  @Column({ type: 'text', nullable: true })
  lastError: string | null

  @Column({ type: 'integer', nullable: true })
  lastStatus: number | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}
