import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm'
import { WebSubState } from './enums.ts'
import { Feed } from './feed.ts'
import { oneOf } from './naming.ts'

/** A feed's subscription at its hub (W3C WebSub); a push is a hint to fetch, its content is never believed. */
@Entity('websub')
@Unique('websub_callback_key', ['callback'])
@Index('websub_renew_idx', ['renewAt'])
@Check('websub_state_check', oneOf('state', WebSubState))
export class WebSub {
  @ForeignKey(() => Feed, { name: 'websub_feed_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'websub_pkey' })
  feedId: string

  @Column({ type: 'text' })
  hub: string

  @Column({ type: 'text' })
  topic: string

  /** The part of the callback's address that nobody can guess. */
  @Column({ type: 'text' })
  callback: string

  /** Shared with the hub, which signs what it pushes with it. */
  @Column({ type: 'text' })
  secret: string

  @Column({ type: 'text', default: 'PENDING' })
  state: WebSubState

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt: Date | null

  /** When to ask the hub (again). */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  renewAt: Date

  @Column({ type: 'integer', default: 0 })
  attempts: number

  @Column({ type: 'timestamptz', nullable: true })
  lastPushAt: Date | null

  @Column({ type: 'text', nullable: true })
  lastError: string | null
}
