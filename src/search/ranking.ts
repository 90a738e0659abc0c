import { type ArticleFilter, isOpen } from '../stores/article-filter.ts'
import type { Candidates } from '../stores/candidates-sql.ts'
import { type AllMatching, MAX_COUNT } from '../stores/match-store.ts'
import type { RankedList, RankedPage, RankedPlace } from '../stores/ranked-list.ts'
import { SAMPLE_SIZE } from '../stores/search-store.ts'
import type { VersionedQuery } from '../stores/text-condition.ts'
import { anyOf, type CompiledQuery, tsqueryOf } from './compiled-query.ts'
import { Scoring } from './scoring.ts'
import type { CursorState } from './search-cursor.ts'
import { weakAnd } from './weak-and.ts'

/** Articles of a ranked list; of those that hold very common words as many of the newest are ranked. */
const MAX_RANKED = 500
/** Where more articles are expected to hold all words, those are common: the newest articles are looked through. */
const MAX_EXPECTED = 5_000
/** Words of one query stand together more often than by chance: beside the rarest each counts for so much of its rarity. */
const TOGETHER = 0.6
/** How many of the newest are looked through: first, and where too many hold the words to find them otherwise. */
const NEWEST = 12_000
const MANY_NEWEST = 30_000
/** As many may be read where they are found by words. */
const MAX_READ = 30_000
/**
 * An article is weighed that holds words so rare in all that, if words came independently, about so many would: what holds less
 * cannot be among the best.
 */
const PER_SET = 100
/** Groups that count for that, the rarest. */
const MAX_SETS = 6
/** In an index of no more articles every one is weighed that holds any word. */
const SMALL = 2_000
/** Standard deviations within which the share of a word lies for certain; rows of the sample that lie together are alike. */
const CERTAIN_DEVIATIONS = 8
/** The rows that there are for certain, as a share of what the server takes them for. */
const CERTAIN_ROWS = 0.9
/** What an article that lacks words must hold: so large a share of the most that any article holds of the query's weight. */
const MOST = 0.5

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
  /** The rarest groups that any article holds, by their places. */
  readonly #rarest: number[]
  /** Of each, and of all together. */
  readonly #rarities: number[]
  readonly #rarity: number

  constructor(
    private readonly list: RankedList,
    private readonly asked: Asked,
    private readonly state: CursorState,
  ) {
    this.#scoring = new Scoring(asked.compiled, asked.surfaces, state)
    const { groups } = this.#scoring
    const held = groups.flatMap(({ rows }, place) => (rows === 0 ? [] : [place]))
    this.#rarest = held.sort((a, b) => groups[b]!.rarity - groups[a]!.rarity).slice(0, MAX_SETS)
    this.#rarities = this.#rarest.map((place) => groups[place]!.rarity)
    this.#rarity = sum(this.#rarities)
  }

  /**
   * A page of those that hold every word, best first; then, where they are fewer than `enough`, of those that hold most of the
   * query's weight.
   */
  async page(enough: number, first: number, after: RankedPlace | null): Promise<RankedPage> {
    const ask = (...candidates: Candidates[]): Promise<RankedPage> =>
      this.list.page({
        filter: this.asked.filter,
        position: this.state.position,
        candidates: candidates.filter(({ condition }) => condition.size > 0),
        weighing: this.#scoring.weighing,
        size: MAX_RANKED,
        enough,
        least: MOST,
        first,
        after,
      })
    if (this.#rarest.length > 0 && this.#expected <= MAX_EXPECTED)
      return await ask({ condition: this.#sets(), limit: null, amongNewest: null })
    const others: Candidates = { condition: this.#others(), limit: MAX_RANKED, amongNewest: NEWEST }
    if (this.#scoring.groups.some(({ rows }) => rows === 0)) return await ask(others)
    const all: Candidates = { condition: conditionOf(this.asked.compiled), limit: MAX_RANKED, amongNewest: NEWEST }
    let page = await ask(all)
    if (page.found < MAX_RANKED && this.state.rows >= MAX_COUNT) {
      all.amongNewest = this.#areReadByWords(page.found) ? null : MANY_NEWEST
      page = await ask(all)
    }
    return page.numberOfAll >= enough || others.condition.size === 0 ? page : await ask(all, others)
  }

  /** The scores of articles that are known. */
  async scoresOf(ids: readonly string[]): Promise<Map<string, { score: number; version: number }>> {
    return await this.list.scores(ids, this.#scoring.weighing)
  }

  /** All that hold every word. */
  get matches(): AllMatching {
    const { filter, compiled } = this.asked
    const areMany = this.#expected > MAX_COUNT
    const isOneWord = [...compiled.values()].every(
      ({ groups, excluded }) => groups.length === 1 && excluded.length === 0,
    )
    const certain = isOneWord && this.#scoring.weighing.groups[0]!.holds === null ? this.#certain() : 0
    return { condition: conditionOf(compiled), filter, position: this.state.position, areMany, certain }
  }

  /** About how many articles hold all that any article holds. */
  get #expected(): number {
    const [rarest = 0, ...others] = this.#rarities
    return this.state.rows * Math.exp(-rarest - TOGETHER * sum(others))
  }

  /** So many rows hold a word for certain, by what the sample says of it. */
  #certain(): number {
    const { rows, frequencies } = this.state
    const share = Math.max(0, ...frequencies) / Math.max(1, rows)
    return CERTAIN_ROWS * rows * (share - CERTAIN_DEVIATIONS * Math.sqrt((share * (1 - share)) / SAMPLE_SIZE))
  }

  /** Whether those that hold every word are few enough to be read by their words, where so many were found among the newest. */
  #areReadByWords(found: number): boolean {
    const { groups, weighing } = this.#scoring
    // What a filter keeps out, and words that do not stand side by side, are read all the same.
    const isReadForNothing = !isOpen(this.asked.filter) || weighing.groups.some(({ holds }) => holds !== null)
    const read = isReadForNothing ? Math.min(...groups.map(({ rows }) => rows)) : (this.state.rows * found) / NEWEST
    return groups.length > 0 && read <= MAX_READ
  }

  /** Whatever holds any of the rarest groups, but not every word. */
  #others(): VersionedQuery {
    if (this.#rarest.length === 0) return new Map()
    return this.#joined((groups) => {
      const any = this.#rarest.map((place) => anyOf(groups[place]!)).join(' | ')
      return `(${any}) & !(${groups.map(anyOf).join(' & ')})`
    })
  }

  /** Whatever holds enough of the rarest groups to be among the best. */
  #sets(): VersionedQuery {
    if (this.state.rows <= SMALL) return this.#joined((groups) => groups.map(anyOf).join(' | '))
    const need = Math.min(this.#rarity, Math.max(Number.MIN_VALUE, Math.log(this.state.rows / PER_SET)))
    return this.#joined((groups) => {
      const parts = this.#rarest.map((place, rank) => ({ query: anyOf(groups[place]!), weight: this.#rarities[rank]! }))
      // A little less: the sum rounds otherwise in another order.
      return weakAnd(parts, need * (1 - 1e-9))
    })
  }

  /** What a condition over the groups is for each version, with what is excluded; none where it is null. */
  #joined(of: (groups: CompiledQuery['groups']) => string | null): VersionedQuery {
    const queries = new Map<number, string>()
    for (const [version, { groups, excluded }] of this.asked.compiled) {
      const wanted = of(groups)
      const none = excluded.map((alternative) => ` & !${anyOf([alternative])}`).join('')
      if (wanted !== null) queries.set(version, `(${wanted})${none}`)
    }
    return queries
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
