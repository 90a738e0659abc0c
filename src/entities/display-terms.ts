import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm'
import { Partner } from './api-key.ts'
import { DisplayPolicy } from './enums.ts'
import { oneOf } from './naming.ts'
import { Source } from './source.ts'

/** What was agreed with a partner about the articles of one source, or of all: how much may be shown, and whom to name. */
@Entity('display_terms')
@Index('display_terms_key', ['partnerId', 'sourceId'], { unique: true, where: 'source_id is not null' })
@Index('display_terms_all_key', ['partnerId'], { unique: true, where: 'source_id is null' })
@Index('display_terms_source_idx', ['sourceId'])
@Check('display_terms_display_check', oneOf('display', DisplayPolicy))
export class DisplayTerms {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'display_terms_pkey',
  })
  id: string

  @ForeignKey(() => Partner, { name: 'display_terms_partner_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  partnerId: string

  /** Null for all sources. */
  @ForeignKey(() => Source, { name: 'display_terms_source_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint', nullable: true })
  sourceId: string | null

  /** Null where that is as the source says. */
  @Column({ type: 'text', nullable: true })
  display: DisplayPolicy | null

  /** The line that names the source; null where that is as the source says. */
  @Column({ type: 'text', nullable: true })
  attribution: string | null
}

/** What the source itself allows, and how it wants to be named. */
type OfSource = Pick<Source, 'name' | 'display' | 'attribution'>
type Agreed = Pick<DisplayTerms, 'display' | 'attribution'>

/** How much of an article is shown, and the line that names its source. */
export interface DisplayTerm {
  display: DisplayPolicy
  attribution: string
}

/** From the most to the least. */
const POLICIES: readonly DisplayPolicy[] = ['FULL', 'EXCERPT', 'HEADLINE']
const narrower = (one: DisplayPolicy, other: DisplayPolicy): DisplayPolicy =>
  POLICIES[Math.max(POLICIES.indexOf(one), POLICIES.indexOf(other))]!

/**
 * What holds of a source for a partner. What was agreed about this very source decides, be it more or less than the source allows
 * others; what was agreed about all sources can only take away, since no source was asked.
 */
export function displayTerm(source: OfSource, ofSource: Agreed | null, ofAll: Agreed | null): DisplayTerm {
  return {
    display: ofSource?.display ?? narrower(source.display, ofAll?.display ?? 'FULL'),
    attribution: ofSource?.attribution ?? ofAll?.attribution ?? source.attribution ?? source.name,
  }
}
