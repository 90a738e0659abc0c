import { Column, Entity, PrimaryColumn } from 'typeorm'

/** A site's robots.txt as last fetched (RFC 9309), shared by all processes. */
@Entity('robots')
export class Robots {
  /** Scheme, host and port. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'robots_pkey' })
  origin: string

  /** Of the answer; 0 where there was none. */
  @Column({ type: 'integer' })
  status: number

  @Column({ type: 'text' })
  body: string

  @Column({ type: 'timestamptz' })
  expiresAt: Date
}
