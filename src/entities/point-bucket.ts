import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm'
import { Partner } from './api-key.ts'

/** The points that a partner may use, as a bucket that fills evenly: when it is full again. */
@Entity('point_bucket')
export class PointBucket {
  @ForeignKey(() => Partner, { name: 'point_bucket_partner_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'point_bucket_pkey' })
  partnerId: string

  @Column({ type: 'timestamptz' })
  fullAt: Date
}
