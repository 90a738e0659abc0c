import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm'

/** The bytes as they came, so that extraction can be rerun and every cut explained. */
@Entity('raw_payload')
@Unique('raw_payload_sha256_key', ['sha256'])
@Check('raw_payload_size_check', 'size >= 0')
export class RawPayload {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'raw_payload_pkey',
  })
  id: string

  /** Hex. */
  @Column({ type: 'text' })
  sha256: string

  /** Address or file name that it came from. */
  @Column({ type: 'text' })
  origin: string

  @Column({ type: 'text', nullable: true })
  mediaType: string | null

  @Column({ type: 'jsonb', default: () => "'{}'" })
  headers: Record<string, string>

  /** Compressed with gzip. */
  @Column({ type: 'bytea' })
  bytes: Buffer

  /** Bytes before compression. */
  @Column({ type: 'integer' })
  size: number

  @Column({ type: 'timestamptz', default: () => 'now()' })
  receivedAt: Date
}
