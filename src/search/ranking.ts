import type { ArticleFilter } from '../stores/article-filter.ts'
import type { Candidate, CandidateQuery, IndexState, SearchStore } from '../stores/search-store.ts'
import type { VersionedQuery } from '../stores/text-condition.ts'
import { anyOf, type CompiledQuery, tsqueryOf } from './compiled-query.ts'
import { Scoring } from './scoring.ts'

/** Articles that hold every word and are ranked, the newest: one very common word must not make the whole index be read. */
const MAX_STRICT = 500
/** Articles that hold one of a query's rarest words and are looked at for those that hold most of it. */
const MAX_LOOSE = 1_000
/** Where so large a share of the index answers, the newest are walked through. */
const WALK_SHARE = 0.1
const DECIMALS = 1e6

/** An article with its score; those that hold only most of the query come after all others. */
export interface Ranked {
  id: string
  version: number
  score: number
  holdsAll: boolean
}

/** What is asked, in the stems of every version in use. */
export interface Asked {
  compiled: ReadonlyMap<number, CompiledQuery>
  /** Words as typed. */
  surfaces: readonly string[]
  filter: ArticleFilter
}

/** The whole query as tsquery text; empty where nothing is asked. */
export function conditionOf(compiled: ReadonlyMap<number, CompiledQuery>): VersionedQuery {
  const queries = [...compiled].map(([version, query]) => [version, tsqueryOf(query)] as const)
  return new Map(queries.filter((entry): entry is [number, string] => entry[1] !== null))
}

/** The best articles for a query, in their order, as the index was at a position of the log. */
export class Ranking {
  readonly #scoring: Scoring

  constructor(
    private readonly store: SearchStore,
    private readonly asked: Asked,
    private readonly state: Omit<IndexState, 'epoch'>,
  ) {
    this.#scoring = new Scoring(asked.compiled, asked.surfaces, state)
  }

  /** The newest of those that hold every word, best first. */
  async holdingAll(): Promise<Ranked[]> {
    const asWalk = isOpen(this.asked.filter) && this.#scoring.expectedShare() >= WALK_SHARE
    const rows = await this.#candidates(conditionOf(this.asked.compiled), MAX_STRICT, asWalk)
    return this.#ranked(rows, true)
  }

  /** Those that hold most of the query's weight but not all of it, best first. */
  async holdingMost(all: readonly Ranked[]): Promise<Ranked[]> {
    const telling = this.#scoring.telling(MAX_LOOSE)
    const loose = new Map<number, string>()
    for (const [version, { groups, excluded }] of this.asked.compiled) {
      const any = telling.map((group) => anyOf(groups[group]!)).join(' | ')
      const none = excluded.map((alternative) => ` & !${anyOf([alternative])}`).join('')
      if (telling.length > 0) loose.set(version, `(${any})${none}`)
    }
    if (loose.size === 0) return []
    const taken = new Set(all.map(({ id }) => id))
    const rows = await this.#candidates(loose, MAX_LOOSE, false)
    const others = rows.filter(({ id }) => !taken.has(id))
    return this.#ranked(this.#scoring.holdingMost(others, all.length > 0), false)
  }

  /** The scores of articles that are known. */
  async scoresOf(ids: readonly string[]): Promise<Map<string, Ranked>> {
    const rows = await this.store.measure(ids, this.#scoring.measures)
    return new Map(this.#ranked(rows, true).map((ranked) => [ranked.id, ranked]))
  }

  async #candidates(condition: VersionedQuery, limit: number, asWalk: boolean): Promise<Candidate[]> {
    const query: CandidateQuery = { condition, filter: this.asked.filter, position: this.state.position, limit, asWalk }
    return await this.store.candidates(query, this.#scoring.measures)
  }

  #ranked(rows: readonly Candidate[], holdsAll: boolean): Ranked[] {
    return rows
      .map((row) => {
        const score = Math.round(this.#scoring.score(row) * DECIMALS) / DECIMALS
        return { id: row.id, version: row.version, score, holdsAll }
      })
      .sort(byRank)
  }
}

/** Best first; of equal ones the later id. */
export function byRank(a: Pick<Ranked, 'score' | 'id'>, b: Pick<Ranked, 'score' | 'id'>): number {
  return b.score - a.score || (BigInt(a.id) < BigInt(b.id) ? 1 : -1)
}

const isOpen = (filter: ArticleFilter): boolean =>
  Object.entries(filter).every(([name, value]) => value === null || name === 'includeCopies')
