import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { ApiKey } from './api-key.ts'

/** An operator who is logged in at a browser: what the cookie holds is known by its digest alone. */
@Entity('operator_session')
@Index('operator_session_expires_idx', ['expiresAt'])
@Index('operator_session_key_idx', ['keyId'])
export class OperatorSession {
  /** Hex. Of the admin key's sessions it is keyed with that key, so that they end with it. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'operator_session_pkey' })
  digest: string

  /** The key that opened it; null of the admin key. */
  @ForeignKey(() => ApiKey, { name: 'operator_session_key_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint', nullable: true })
  keyId: string | null

  @Column({ type: 'timestamptz' })
  expiresAt: Date

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}
