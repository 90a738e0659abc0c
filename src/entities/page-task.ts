import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm'
import type { DeliveredArticle } from './delivered-article.ts'
import { Feed } from './feed.ts'
import type { SourceReference } from './inbox.ts'
import { Leased } from './leased.ts'
import { RawPayload } from './raw-payload.ts'

/** An item of a feed that waits for its full text; it is delivered with it, or without where the page cannot be had. */
@Entity('page_task')
@Index('page_task_due_idx', ['nextAttemptAt'])
@Index('page_task_leased_idx', ['host'], { where: 'lease_until is not null' })
@Index('page_task_feed_idx', ['feedId'])
@Check('page_task_attempts_check', 'attempts >= 0')
export class PageTask extends Leased {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'page_task_pkey',
  })
  id: string

  @ForeignKey(() => Feed, { name: 'page_task_feed_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  feedId: string

  @Column({ type: 'text' })
  url: string

  @Column({ type: 'text' })
  host: string

  @Column({ type: 'text' })
  channel: string

  /** What the feed says of it, as it would be delivered. */
  @Column({ type: 'jsonb' })
  payload: { source: SourceReference; article: DeliveredArticle }

  /** The feed's body in which it stood. */
  @ForeignKey(() => RawPayload, { name: 'page_task_raw_payload_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'bigint', nullable: true })
  rawPayloadId: string | null

  @Column({ type: 'integer', default: 0 })
  attempts: number

  @Column({ type: 'timestamptz', default: () => 'now()' })
  nextAttemptAt: Date

  @Column({ type: 'text', nullable: true })
  lastError: string | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}
