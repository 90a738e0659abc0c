import { Column } from 'typeorm'

/** What is counted of the calls of an hour. */
export abstract class UsageCounts {
  @Column({ type: 'bigint' })
  calls: string

  /** Calls whose answer holds errors. */
  @Column({ type: 'bigint' })
  errors: string

  /** Points. */
  @Column({ type: 'bigint' })
  cost: string

  @Column({ type: 'timestamptz' })
  lastUsedAt: Date
}
