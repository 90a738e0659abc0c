import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm'
import { PartnerMode, Scope } from './enums.ts'
import { oneOf } from './naming.ts'

/** Somebody outside who asks with keys of their own. */
@Entity('partner')
@Unique('partner_name_key', ['name'])
@Check('partner_mode_check', oneOf('mode', PartnerMode))
export class Partner {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'partner_pkey',
  })
  id: string

  @Column({ type: 'text' })
  name: string

  @Column({ type: 'text', default: 'LOG' })
  mode: PartnerMode

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}

/** A key of a partner, of which only a hash is kept. */
@Entity('api_key')
@Unique('api_key_public_key', ['publicId'])
@Index('api_key_partner_idx', ['partnerId'])
@Check('api_key_scopes_check', `scopes <@ '{${Object.keys(Scope).join(',')}}' and cardinality(scopes) > 0`)
export class ApiKey {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'api_key_pkey',
  })
  id: string

  /** The part of the key that names it; it may be shown and logged. */
  @Column({ type: 'text' })
  publicId: string

  @ForeignKey(() => Partner, { name: 'api_key_partner_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  partnerId: string

  @Column({ type: 'text', array: true })
  scopes: Scope[]

  /** Hex, of the whole key: it is random enough to need no slow hash. */
  @Column({ type: 'text' })
  sha256: string

  /** What the signing secret is derived from, together with the server's own secret; null where it has none. */
  @Column({ type: 'text', nullable: true })
  signingSalt: string | null

  /** Whether what is asked with it must be signed. */
  @Column({ type: 'boolean', default: false })
  mustSign: boolean

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}
