import type { Candidate, IndexState, Measures } from '../stores/search-store.ts'
import type { VersionedQuery } from '../stores/text-condition.ts'
import type { CompiledQuery } from './compiled-query.ts'
import { anyOf } from './compiled-query.ts'
import { quoted } from './lexemes.ts'

/**
 * BM25 as Robertson and Zaragoza (2009) have it. Length is counted in different lexemes, which differ less than words do, so b is
 * larger than the .4 that is usual for counts of words.
 */
const K1 = 0.9
const B = 0.75
/** How often a word of the title counts. */
const TITLE_COUNTS = 3
/** What is added where the title holds the words just as they were typed: «حماة» and «حماه» are one in the index. */
const SURFACE_BOOST = 0.05
/** What an article that lacks words must hold: so large a share of the most that any article holds of the query's weight. */
const MOST = 0.5
/** Words that together weigh less than this share of a query bring no articles by themselves. */
const NEGLIGIBLE = 0.1
/** ts_rank gives sums of 1/n² as shares of their limit, π²/6. */
const LIMIT = 1.64493406685
/** PostgreSQL keeps no more positions of a lexeme. */
const MAX_POSITIONS = 255

const RANKS = [0]
for (let count = 1; count <= MAX_POSITIONS; count++) RANKS.push(RANKS[count - 1]! + 1 / (count * count) / LIMIT)

/** How many positions a lexeme has of which ts_rank says `rank`, every weight being 1. */
export function countOfRank(rank: number): number {
  let [low, high] = [0, MAX_POSITIONS]
  while (low < high) {
    const middle = (low + high) >> 1
    if (RANKS[middle]! < rank - 1e-6) low = middle + 1
    else high = middle
  }
  return low
}

interface Part {
  lexemes: number[]
  phrase: number | null
  worth: number
}

/** Decides in which order articles that answer a query come: BM25 over our own lexemes. Pure; the same for the same numbers. */
export class Scoring {
  readonly measures: Measures
  /** Of each lexeme that is measured: rare ones weigh more. */
  readonly #weights: number[]
  readonly #groups: Part[][]
  readonly #averageLength: number

  constructor(
    compiled: ReadonlyMap<number, CompiledQuery>,
    surfaces: readonly string[],
    private readonly state: Pick<IndexState, 'rows' | 'averageLength' | 'frequencies'>,
  ) {
    const { lexemes, phrases, groups } = partsOf(compiled)
    this.measures = { lexemes, phrases, surfaces }
    this.#groups = groups
    this.#averageLength = Math.max(1, state.averageLength)
    this.#weights = state.frequencies.map((frequency) => {
      const rows = Math.max(state.rows, frequency)
      return Math.log(1 + (rows - frequency + 0.5) / (frequency + 0.5))
    })
  }

  /** The score of a row; not negative. */
  score(row: Candidate): number {
    const norm = K1 * (1 - B + (B * row.length) / this.#averageLength)
    const counts = row.ranks.map(
      (rank, index) => countOfRank(rank) + (TITLE_COUNTS - 1) * countOfRank(row.titleRanks[index]!),
    )
    let sum = 0
    for (const parts of this.#groups) sum += Math.max(0, ...parts.map((part) => this.#partScore(part, counts, norm)))
    const { surfaces } = this.measures
    return sum * (1 + (surfaces.length === 0 ? 0 : (SURFACE_BOOST * row.surfaces) / surfaces.length))
  }

  #partScore(part: Part, counts: readonly number[], norm: number): number {
    let sum = 0
    for (const lexeme of part.lexemes) {
      sum += (this.#weights[lexeme]! * counts[lexeme]!) / (counts[lexeme]! + norm)
    }
    return sum * part.worth
  }

  /** The rows that hold most of the query's weight: at least half of what the one with the most holds, or of all of it. */
  holdingMost(rows: readonly Candidate[], allIsHeld: boolean): Candidate[] {
    const weights = this.#groups.map((parts) => this.#groupWeight(parts))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const held = rows.map((row) =>
      this.#groups.reduce(
        (sum, parts, index) => sum + (parts.some((part) => holds(part, row)) ? weights[index]! : 0),
        0,
      ),
    )
    const most = allIsHeld ? total : held.reduce((most, weight) => Math.max(most, weight), 0)
    return rows.filter((_, index) => held[index]! >= MOST * most)
  }

  /**
   * The groups of which every article that holds much of the weight holds one: the rarest, up to where the others together are
   * negligible (prefix filtering; Chaudhuri, Ganti, Kaushik 2006). Fewer where they would bring more rows than `limit`.
   */
  telling(limit: number): number[] {
    const weights = this.#groups.map((parts) => this.#groupWeight(parts))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const chosen: number[] = []
    let rest = total
    let rows = 0
    for (const index of weights.map((_, index) => index).sort((a, b) => weights[b]! - weights[a]!)) {
      rows += this.#groupFrequency(this.#groups[index]!)
      if (rest < NEGLIGIBLE * total || (chosen.length > 0 && rows > limit)) break
      chosen.push(index)
      rest -= weights[index]!
    }
    return chosen
  }

  /** About how large a share of the index holds a word of every group, if words came independently. */
  expectedShare(): number {
    let share = 1
    for (const parts of this.#groups) share *= this.#groupFrequency(parts) / Math.max(1, this.state.rows)
    return share
  }

  /** About how many rows hold any of a group. */
  #groupFrequency(parts: readonly Part[]): number {
    const each = parts.map(({ lexemes }) => Math.min(...lexemes.map((lexeme) => this.state.frequencies[lexeme]!)))
    return each.reduce((sum, frequency) => sum + frequency, 0)
  }

  #groupWeight(parts: readonly Part[]): number {
    return Math.max(
      ...parts.map(({ lexemes, worth }) => worth * lexemes.reduce((sum, lexeme) => sum + this.#weights[lexeme]!, 0)),
    )
  }
}

const holds = ({ lexemes, phrase }: Part, row: Candidate): boolean =>
  phrase === null ? lexemes.every((lexeme) => row.ranks[lexeme]! > 0) : row.phrases[phrase]!

const questionOf = (names: ReadonlyMap<number, string>): VersionedQuery =>
  new Map([...names].map(([version, lexeme]) => [version, quoted(lexeme)]))

/** What is measured for a query, each lexeme once, and which of it each group rests on. */
export function partsOf(compiled: ReadonlyMap<number, CompiledQuery>): {
  lexemes: VersionedQuery[]
  /** The lexemes themselves, by version. */
  names: ReadonlyMap<number, string>[]
  phrases: VersionedQuery[]
  groups: Part[][]
} {
  const lexemes = new Map<string, { at: number; names: Map<number, string> }>()
  const phrases: VersionedQuery[] = []
  const versions = [...compiled]
  const first = versions[0]
  if (first === undefined) return { lexemes: [], names: [], phrases: [], groups: [] }
  const lexemeAt = (group: number, alternative: number, place: number): number => {
    const names = new Map<number, string>()
    for (const [version, { groups }] of versions) names.set(version, groups[group]![alternative]!.lexemes[place]!)
    const key = [...names.values()].join(' ')
    const known = lexemes.get(key) ?? { at: lexemes.size, names }
    lexemes.set(key, known)
    return known.at
  }
  const groups = first[1].groups.map((alternatives, group) =>
    alternatives.map((alternative, index): Part => {
      const places = alternative.lexemes.map((_, place) => lexemeAt(group, index, place))
      const isPhrase = alternative.lexemes.length > 1
      if (isPhrase)
        phrases.push(new Map(versions.map(([version, query]) => [version, anyOf([query.groups[group]![index]!])])))
      return { lexemes: places, phrase: isPhrase ? phrases.length - 1 : null, worth: alternative.worth }
    }),
  )
  const names = [...lexemes.values()].map(({ names }) => names)
  return { lexemes: names.map(questionOf), names, phrases, groups }
}
