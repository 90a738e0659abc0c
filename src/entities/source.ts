import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm'
import type { ImageValue } from './delivered-article.ts'
import { DisplayPolicy, RobotsMode } from './enums.ts'
import { oneOf } from './naming.ts'
import type { SourceProfile } from './source-profile.ts'

/** The slug of the source that stands for «the page does not say». */
export const UNKNOWN_SOURCE = 'unknown'

/** A publisher. */
@Entity('source')
@Unique('source_slug_key', ['slug'])
@Check('source_slug_check', "slug ~ '^[^_[:space:]]{1,100}$'")
@Check('source_country_check', "country ~ '^[A-Z]{2}$'")
@Check('source_display_check', oneOf('display', DisplayPolicy))
@Check('source_robots_check', oneOf('robots', RobotsMode))
export class Source {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'source_pkey',
  })
  id: string

  @Column({ type: 'text' })
  slug: string

  @Column({ type: 'text' })
  name: string

  @Column({ type: 'text', nullable: true })
  homepage: string | null

  @Column({ type: 'jsonb', nullable: true })
  logo: ImageValue | null

  @Column({ type: 'text', nullable: true })
  country: string | null

  @Column({ type: 'text', default: 'ar' })
  language: string

  @Column({ type: 'text', default: 'FULL' })
  display: DisplayPolicy

  /** The line that names it beside what it published; null where its name does. */
  @Column({ type: 'text', nullable: true })
  attribution: string | null

  @Column({ type: 'boolean', default: false })
  paused: boolean

  @Column({ type: 'text', default: 'RESPECT' })
  robots: RobotsMode

  @Column({ type: 'jsonb', nullable: true })
  profile: SourceProfile | null

  /** Made for the bundled sample; goes with it. */
  @Column({ type: 'boolean', default: false })
  isSample: boolean

  /** Published articles; kept by the desk. */
  @Column({ type: 'integer', default: 0 })
  articleCount: number

  @Column({ type: 'timestamptz', nullable: true })
  lastArticleAt: Date | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date
}
