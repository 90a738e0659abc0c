import { Column } from 'typeorm'

/** A row that one process at a time works on. */
export abstract class Leased {
  /** Grows with every claim: a process whose token is not the row's any more stores nothing. */
  @Column({ type: 'bigint', default: 0 })
  leaseToken: string

  /** By the database's clock. */
  @Column({ type: 'timestamptz', nullable: true })
  leaseUntil: Date | null
}
