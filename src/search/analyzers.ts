import type { Analyzer } from '../arabic/analyzer.ts'
import type { ArticleTextStore } from '../stores/article-text-store.ts'
import type { FrequencyStore } from '../stores/frequency-store.ts'

/**
 * Versions asked under at once, some 30 MB each: the one in use and those that rows still bear while they are indexed anew. The desk
 * sees to it that rows never bear more.
 */
export const MAX_VERSIONS = 3

/** The analyzers under which articles are indexed: every row is asked with the stems that it was written with. */
export class Analyzers {
  readonly #loading = new Map<number, Promise<Analyzer>>()
  readonly #known = new Map<number, Analyzer>()
  #last: Analyzer[] = []

  constructor(
    private readonly texts: Pick<ArticleTextStore, 'versions'>,
    private readonly tables: Pick<FrequencyStore, 'analyzer'>,
  ) {}

  /** Those that were in use when that was last asked: hardly ever others are now, but that is for the caller to see. */
  async lastInUse(): Promise<Analyzer[]> {
    return this.#last.length > 0 ? this.#last : await this.inUse()
  }

  /** Those in use now, the latest first, and never none. */
  async inUse(known?: readonly number[]): Promise<Analyzer[]> {
    const versions = (known ?? (await this.texts.versions())).slice(0, MAX_VERSIONS)
    const analyzers = await Promise.all(versions.map((version) => this.load(version)))
    this.#last = analyzers
    for (const version of [...this.#known.keys()].sort((a, b) => a - b)) {
      if (this.#known.size <= MAX_VERSIONS) break
      if (!versions.includes(version)) this.#known.delete(version)
    }
    return analyzers
  }

  /** That of a version where it is held. */
  known(version: number): Analyzer | null {
    return this.#known.get(version) ?? null
  }

  /** That of a version. Throws where there is none. */
  async load(version: number): Promise<Analyzer> {
    const known = this.#known.get(version)
    if (known !== undefined) return known
    const loading = this.#loading.get(version) ?? this.#read(version)
    this.#loading.set(version, loading)
    return await loading
  }

  async #read(version: number): Promise<Analyzer> {
    try {
      const analyzer = await this.tables.analyzer(version)
      this.#known.set(version, analyzer)
      return analyzer
    } finally {
      this.#loading.delete(version)
    }
  }
}
