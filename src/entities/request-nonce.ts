import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

/** A signature that was seen: who sends it again is refused until it would have run out anyway. */
@Entity('request_nonce')
@Index('request_nonce_expires_idx', ['expiresAt'])
export class RequestNonce {
  /** The public id of the key. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'request_nonce_pkey' })
  keyId: string

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'request_nonce_pkey' })
  nonce: string

  @Column({ type: 'timestamptz' })
  expiresAt: Date
}
