import { Column, Entity, PrimaryColumn } from 'typeorm'

/** How far a long piece of work has come, so that it goes on there after a stop; gone when it is done. */
@Entity('checkpoint')
export class Checkpoint {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'checkpoint_pkey' })
  name: string

  @Column({ type: 'jsonb' })
  place: unknown

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date
}
