import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm'
import { Partner } from './api-key.ts'
import { AppVersionState } from './enums.ts'
import { oneOf } from './naming.ts'
import { UsageCounts } from './usage-counts.ts'

/** One operation of a document. */
export interface DocumentOperation {
  /** Null where it bears none. */
  name: string | null
  type: 'query' | 'mutation' | 'subscription'
  /** Points of cost, as far as they can be told without variables. */
  cost: number
}

/** A program of a partner's, whose versions ask with documents of their own. */
@Entity('app')
@Unique('app_name_key', ['partnerId', 'name'])
export class App {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'app_pkey',
  })
  id: string

  @ForeignKey(() => Partner, { name: 'app_partner_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  partnerId: string

  @Column({ type: 'text' })
  name: string

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}

/** A version of an app. What it holds only grows; its documents run while it is ACTIVE and its sunset has not come. */
@Entity('app_version')
@Unique('app_version_name_key', ['appId', 'name'])
@Check('app_version_state_check', oneOf('state', AppVersionState))
export class AppVersion {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'app_version_pkey',
  })
  id: string

  @ForeignKey(() => App, { name: 'app_version_app_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  appId: string

  @Column({ type: 'text' })
  name: string

  @Column({ type: 'text' })
  state: AppVersionState

  /** When its end was announced. */
  @Column({ type: 'timestamptz', nullable: true })
  deprecatedAt: Date | null

  /** From then on it counts as retired. */
  @Column({ type: 'timestamptz', nullable: true })
  sunsetAt: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  retiredAt: Date | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}

/**
 * A document of a partner's. Its name and its text never change: of a changed text the publisher makes another name. One that was
 * retired by itself is so in every version.
 */
@Entity('document')
@Unique('document_name_key', ['partnerId', 'name'])
export class Document {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'document_pkey',
  })
  id: string

  @ForeignKey(() => Partner, { name: 'document_partner_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  partnerId: string

  /** The id that clients send, as it was published; SHA-256 always as `sha256:` and hex. */
  @Column({ type: 'text' })
  name: string

  /** Hex, of the exact text. */
  @Column({ type: 'text' })
  sha256: string

  /** Byte for byte as it was published. */
  @Column({ type: 'text' })
  text: string

  @Column({ type: 'jsonb' })
  operations: DocumentOperation[]

  /** Hex, of the schema that it was last checked against. */
  @Column({ type: 'text' })
  schemaSha256: string

  /** What is wrong with it under that schema; null where nothing is. */
  @Column({ type: 'text', nullable: true })
  fault: string | null

  @Column({ type: 'timestamptz', nullable: true })
  deprecatedAt: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  sunsetAt: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  retiredAt: Date | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}

/** That a version of an app asks with a document. */
@Entity('version_document')
@Index('version_document_document_idx', ['documentId'])
export class VersionDocument {
  @ForeignKey(() => AppVersion, { name: 'version_document_version_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'version_document_pkey' })
  versionId: string

  @ForeignKey(() => Document, { name: 'version_document_document_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'version_document_pkey' })
  documentId: string
}

/** How an operation of a document was used in an hour. */
@Entity('document_usage')
@Index('document_usage_hour_idx', ['hour'])
export class DocumentUsage extends UsageCounts {
  @ForeignKey(() => Document, { name: 'document_usage_document_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'document_usage_pkey' })
  documentId: string

  /** When it began. */
  @PrimaryColumn({ type: 'timestamptz', primaryKeyConstraintName: 'document_usage_pkey' })
  hour: Date

  /** Its name; '' where it has none, or where that was not counted yet. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'document_usage_pkey' })
  operation: string
}
