import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

/** The first answer to a push that carried an idempotency key; kept 24 hours. */
@Entity('idempotency')
@Index('idempotency_started_idx', ['startedAt'])
export class Idempotency {
  /** Whose key it is. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_pkey' })
  caller: string

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_pkey' })
  key: string

  /** Hex, of the content that came with it. */
  @Column({ type: 'text' })
  sha256: string

  /** Null while the first runs. */
  @Column({ type: 'jsonb', nullable: true })
  answer: unknown

  @Column({ type: 'timestamptz', default: () => 'now()' })
  startedAt: Date
}
