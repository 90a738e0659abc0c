import { Check, Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

/** A frozen frequency table of the analyzer. Version 0 is the bundled lexicon and has no row. */
@Entity('frequency_table')
@Check('frequency_table_version_check', 'version > 0 and documents > 0')
export class FrequencyVersion {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'frequency_table_pkey' })
  version: number

  /** Articles that were counted. */
  @Column({ type: 'integer' })
  documents: number

  /** As `FrequencyTable.encode` writes it. */
  @Column({ type: 'bytea' })
  words: Buffer

  @CreateDateColumn({ type: 'timestamptz' })
  frozenAt: Date
}
