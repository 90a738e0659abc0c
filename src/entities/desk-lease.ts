import { Check, Column, Entity, PrimaryColumn } from 'typeorm'

/** Who may write the published record: one row. The token rises with every change of hands and fences off a former holder. */
@Entity('desk_lease')
@Check('desk_lease_single_check', 'id = 1')
export class DeskLease {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'desk_lease_pkey' })
  id: number

  @Column({ type: 'text', nullable: true })
  holder: string | null

  @Column({ type: 'bigint', default: 0 })
  token: string

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt: Date | null
}
