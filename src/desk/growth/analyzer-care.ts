import { messageOf } from '../../errors.ts'
import { isOfTheItem } from '../is-of-the-item.ts'
import { Reindexing } from './reindexing.ts'
import { type GrowthOptions, TableGrowth } from './table-growth.ts'

/**
 * What the desk does for the analyzer beside the inbox: its table grows, and the index follows. Where that can never succeed it is
 * left out, for no item is to blame for it and the inbox has to go on; what may pass is thrown.
 */
export class AnalyzerCare {
  readonly #reindexing: Reindexing
  readonly #growth: TableGrowth

  constructor(private readonly options: Omit<GrowthOptions, 'reindexing'>) {
    this.#reindexing = new Reindexing(options.fenced)
    this.#growth = new TableGrowth({ ...options, reindexing: this.#reindexing })
  }

  /** Whether a table is due after so many more articles: the desk takes nothing further before `grow`. */
  isDueAfter(articles: number): boolean {
    return this.#growth.isDueAfter(articles)
  }

  /** Says that so many articles were admitted. */
  admitted(articles: number): void {
    this.#growth.admitted(articles)
  }

  /** Freezes a table that is due. False where the desk stops before that is done. */
  async grow(): Promise<boolean> {
    return await this.#beside(
      'desk.table-not-grown',
      () => this.#growth.grow(),
      () => {
        this.#growth.skip()
        return true
      },
    )
  }

  /** Indexes a few articles anew. Gives how many; 0 where there is nothing to do. */
  async reindex(): Promise<number> {
    const { analyzer } = this.options.window
    if (analyzer === null) return 0
    return await this.#beside(
      'desk.not-reindexed',
      () => this.#reindexing.some(analyzer),
      () => {
        this.#reindexing.skip(analyzer)
        return 0
      },
    )
  }

  /** Says that somebody else may have written since. */
  forget(): void {
    this.#growth.forget()
    this.#reindexing.forget()
  }

  async #beside<T>(failed: string, work: () => Promise<T>, without: () => T): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!isOfTheItem(error)) throw error
      this.options.log(failed, { error: messageOf(error) })
      return without()
    }
  }
}
