import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Partner } from './api-key.ts'
import { UsageCounts } from './usage-counts.ts'

/** How often a partner asked with texts in an hour, by the name of the operation; '' stands for what has none. */
@Entity('text_usage')
@Index('text_usage_hour_idx', ['hour'])
export class TextUsage extends UsageCounts {
  @ForeignKey(() => Partner, { name: 'text_usage_partner_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'text_usage_pkey' })
  partnerId: string

  /** When it began. */
  @PrimaryColumn({ type: 'timestamptz', primaryKeyConstraintName: 'text_usage_pkey' })
  hour: Date

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'text_usage_pkey' })
  operation: string
}
