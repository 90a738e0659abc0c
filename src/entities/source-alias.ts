import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Source } from './source.ts'

/** A folded name under which pages and records name a source. */
@Entity('source_alias')
@Index('source_alias_source_idx', ['sourceId'])
export class SourceAlias {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'source_alias_pkey' })
  nameKey: string

  @ForeignKey(() => Source, { name: 'source_alias_source_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'bigint' })
  sourceId: string
}
