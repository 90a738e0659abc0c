import type { EntityManager } from 'typeorm'
import { Analyzer } from '../arabic/analyzer.ts'
import { FrequencyTable } from '../arabic/frequency-table.ts'
import { bundledAnalyzer } from './bundled-analyzer.ts'
import { select } from './database.ts'

/** The frozen frequency tables of the analyzer. Version 0 comes with the program, later ones from the operator's own stream. */
export class FrequencyStore {
  constructor(private readonly manager: EntityManager) {}

  /** The version that new articles are analysed with. */
  async latestVersion(): Promise<number> {
    const [row] = await select<{ version: number | null }>(
      this.manager,
      'select max(version) as version from frequency_table',
    )
    return row?.version ?? 0
  }

  /** The analyzer of a version; throws where there is none. */
  async analyzer(version: number): Promise<Analyzer> {
    if (version === 0) return await bundledAnalyzer()
    const [row] = await select<{ documents: number; words: Buffer }>(
      this.manager,
      'select documents, words from frequency_table where version = $1',
      [version],
    )
    if (row === undefined) throw new Error(`there is no frequency table ${version}`)
    return new Analyzer(FrequencyTable.decode(version, row.documents, row.words))
  }

  /** Adds a frozen table. */
  async add(table: FrequencyTable): Promise<void> {
    await this.manager.query('insert into frequency_table (version, documents, words) values ($1, $2, $3)', [
      table.version,
      table.documents,
      Buffer.from(table.encode()),
    ])
  }
}
