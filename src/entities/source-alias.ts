import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Source } from './source.ts'

/** What the keys of former slugs begin with: they never stop working, and no folded name is mistaken for one. */
export const FORMER_SLUG = 'slug:'

/** A folded name under which pages and records name a source, or a slug that it had. */
@Entity('source_alias')
@Index('source_alias_source_idx', ['sourceId'])
export class SourceAlias {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'source_alias_pkey' })
  nameKey: string

  @ForeignKey(() => Source, { name: 'source_alias_source_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  sourceId: string
}
