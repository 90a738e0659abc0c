import type { DataSource, EntityManager } from 'typeorm'
import { Analyzer } from '../arabic/analyzer.ts'
import { FrequencyTable } from '../arabic/frequency-table.ts'
import type { FrequencyVersion } from '../entities/frequency-version.ts'
import { bundledAnalyzer } from './bundled-analyzer.ts'
import { select } from './database.ts'

/** A table that is to be frozen: from which place of the log on it holds, and how many articles had been admitted there. */
export type Freeze = Pick<FrequencyVersion, 'articles' | 'position'> & { words: Uint8Array }

/** How far the newest table reaches. */
export interface TableState {
  version: number
  /** Articles that had been admitted when it was frozen, and those that have been by now. */
  articlesThen: number
  articlesNow: number
}

/** The analyzers of a process by when their tables were frozen: whoever asks for one of them while it is in use shares it. */
const shared = new WeakMap<DataSource, Map<string, WeakRef<Analyzer>>>()

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
    const [frozen] = await select<{ key: string }>(
      this.manager,
      `select frozen_at::text || ' ' || version as key from frequency_table where version = $1`,
      [version],
    )
    if (frozen === undefined) throw new Error(`there is no frequency table ${version}`)
    const known = this.#shared.get(frozen.key)?.deref()
    if (known !== undefined) return known
    const [row] = await select<{ documents: number; words: Buffer }>(
      this.manager,
      'select documents, words from frequency_table where version = $1',
      [version],
    )
    const analyzer = new Analyzer(FrequencyTable.decode(version, row!.documents, row!.words))
    await analyzer.prepare()
    this.#shared.set(frozen.key, new WeakRef(analyzer))
    return analyzer
  }

  /** How far the newest table reaches. */
  async state(): Promise<TableState> {
    const [row] = await select<TableState>(
      this.manager,
      `select coalesce(t.version, 0) as version, coalesce(t.articles, 0) as "articlesThen",
         (select count(*)::int from article) as "articlesNow"
         from log_head left join (select version, articles from frequency_table order by version desc limit 1) t on true`,
    )
    return row!
  }

  /** From which place of the log on each version holds, in order. */
  async places(): Promise<Pick<FrequencyVersion, 'version' | 'position'>[]> {
    return await select(this.manager, 'select version, position from frequency_table order by version')
  }

  /** Adds the table of an analyzer. */
  async add(analyzer: Analyzer, { articles, position, words }: Freeze): Promise<void> {
    const { version, documents } = analyzer.table
    const [row] = await select<{ key: string }>(
      this.manager,
      `insert into frequency_table (version, documents, articles, position, words) values ($1, $2, $3, $4, $5)
       returning frozen_at::text || ' ' || version as key`,
      [version, documents, articles, position, Buffer.from(words)],
    )
    this.#shared.set(row!.key, new WeakRef(analyzer))
  }

  get #shared(): Map<string, WeakRef<Analyzer>> {
    const { connection } = this.manager
    const known = shared.get(connection) ?? new Map<string, WeakRef<Analyzer>>()
    shared.set(connection, known)
    return known
  }
}
