import { Check, Column, CreateDateColumn, Entity, PrimaryColumn, Unique } from 'typeorm'

/** A frozen frequency table of the analyzer. Version 0 is the bundled lexicon and has no row. */
@Entity('frequency_table')
@Unique('frequency_table_position_key', ['position'])
@Check('frequency_table_version_check', 'version > 0 and documents > 0 and articles >= documents')
export class FrequencyVersion {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'frequency_table_pkey' })
  version: number

  /** Articles that were counted, for it and for those before it. */
  @Column({ type: 'integer' })
  documents: number

  /** Articles that had been admitted when it was frozen. */
  @Column({ type: 'integer' })
  articles: number

  /** Of the change in the log from which on it holds. */
  @Column({ type: 'bigint' })
  position: string

  /** As `FrequencyTable.encode` writes it. */
  @Column({ type: 'bytea' })
  words: Buffer

  @CreateDateColumn({ type: 'timestamptz' })
  frozenAt: Date
}
