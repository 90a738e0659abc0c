import type { EntityManager } from 'typeorm'
import type { Analyzer } from '../src/arabic/analyzer.ts'
import { analysisOf } from '../src/desk/stored-analysis.ts'
import type { Analysis } from '../src/linking/analysis.ts'
import { ArticleTerms } from '../src/linking/article-terms.ts'
import type { Placed } from '../src/linking/slot-facts.ts'
import { AnalysisStore, type WindowRow } from '../src/stores/analysis-store.ts'
import { FrequencyStore } from '../src/stores/frequency-store.ts'

/** Rows read at once. */
const CHUNK = 2_000

/** An article as the desk stored it for its indexes. */
export interface StoredEntry {
  articleId: string
  analysis: Analysis
  placed: Placed
}

/** All published articles of a store in the order of publication, of one moment in the order of admission. */
export async function storedEntries(manager: EntityManager): Promise<StoredEntry[]> {
  const rows = await allRows(new AnalysisStore(manager))
  return rows
    .sort((a, b) => timeOf(a) - timeOf(b) || Number(a.position) - Number(b.position))
    .map((row) => ({
      articleId: row.articleId,
      analysis: analysisOf(row),
      placed: { source: Number(row.sourceId), publishedAt: timeOf(row) },
    }))
}

/** The terms of articles, weighed as the desk weighed them when it analysed them: each version of the analyzer has its own rarities. */
export class ReplayedTerms {
  readonly terms: ArticleTerms
  #version = 0

  private constructor(private readonly analyzers: readonly Analyzer[]) {
    this.terms = new ArticleTerms((lexeme) => analyzers[this.#version]!.rarity(lexeme))
  }

  /** With all analyzers of a store. */
  static async open(manager: EntityManager): Promise<ReplayedTerms> {
    const store = new FrequencyStore(manager)
    const versions = (await store.latestVersion()) + 1
    return new ReplayedTerms(
      await Promise.all(Array.from({ length: versions }, (_, version) => store.analyzer(version))),
    )
  }

  /** Puts the terms of an article into a slot; from here on its version holds where it is newer. */
  set(slot: number, analysis: Analysis): void {
    if (analysis.version > this.#version) {
      this.#version = analysis.version
      this.terms.reweigh((lexeme) => this.analyzers[this.#version]!.rarity(lexeme))
    }
    this.terms.set(slot, analysis)
  }
}

async function allRows(store: AnalysisStore): Promise<WindowRow[]> {
  const rows: WindowRow[] = []
  for (let from = '0'; ; ) {
    const read = await store.windowRows(from, CHUNK)
    rows.push(...read)
    if (read.length < CHUNK) return rows
    from = String(BigInt(read.at(-1)!.position) + 1n)
  }
}

const timeOf = ({ publishedAt }: WindowRow): number => publishedAt.getTime()
