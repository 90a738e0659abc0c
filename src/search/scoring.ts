import type { IndexState } from '../stores/search-store.ts'
import type { VersionedQuery } from '../stores/text-condition.ts'
import type { Weighing } from '../stores/weighing-sql.ts'
import { anyOf, type CompiledQuery } from './compiled-query.ts'
import { quoted } from './lexemes.ts'

/** One alternative of a group: its lexemes by their places among those that are measured. */
interface Part {
  lexemes: number[]
  worth: number
}

/** What is measured for a query, each lexeme once, and which of it each group rests on. */
export interface Parts {
  lexemes: VersionedQuery[]
  /** The lexemes themselves, by version. */
  names: ReadonlyMap<number, string>[]
  groups: Part[][]
}

/** Takes a query apart that is compiled for one or more versions, in all of which it has the same form. */
export function partsOf(compiled: ReadonlyMap<number, CompiledQuery>): Parts {
  const known = new Map<string, { at: number; names: ReadonlyMap<number, string> }>()
  const lexemeAt = (group: number, alternative: number, place: number): number => {
    const names = eachVersion(compiled, ({ groups }) => groups[group]![alternative]!.lexemes[place]!)
    const key = [...names.values()].join(' ')
    const lexeme = known.get(key) ?? { at: known.size, names }
    known.set(key, lexeme)
    return lexeme.at
  }
  const [first] = compiled.values()
  const groups = (first?.groups ?? []).map((alternatives, group) =>
    alternatives.map(
      ({ lexemes, worth }, index): Part => ({
        lexemes: lexemes.map((_, place) => lexemeAt(group, index, place)),
        worth,
      }),
    ),
  )
  const names = [...known.values()].map(({ names }) => names)
  const lexemes = names.map((each) => new Map([...each].map(([version, lexeme]) => [version, quoted(lexeme)])))
  return { lexemes, names, groups }
}

const eachVersion = <T>(
  compiled: ReadonlyMap<number, CompiledQuery>,
  of: (query: CompiledQuery) => T,
): Map<number, T> => new Map([...compiled].map(([version, query]) => [version, of(query)]))

/** How a query's groups weigh and how rare they are, in an index as it is. Pure; the same for the same numbers. */
export class Scoring {
  readonly weighing: Weighing
  /** Of each group about how many rows hold it, and its rarity: the logarithm of how many times as many do not. */
  readonly groups: { rows: number; rarity: number }[]

  constructor(
    compiled: ReadonlyMap<number, CompiledQuery>,
    surfaces: readonly string[],
    state: Pick<IndexState, 'rows' | 'averageLength' | 'frequencies'>,
  ) {
    const { lexemes, groups } = partsOf(compiled)
    const { averageLength, frequencies } = state
    const total = Math.max(state.rows, 1, ...frequencies)
    const weights = frequencies.map((rows) => Math.log(1 + (total - rows + 0.5) / (rows + 0.5)))
    const weighed = groups.map((terms, group) => {
      const sums = terms.map(({ lexemes, worth }) => worth * lexemes.reduce((sum, place) => sum + weights[place]!, 0))
      const holdsPhrase = terms.some(({ lexemes }) => lexemes.length > 1)
      const holds = holdsPhrase ? eachVersion(compiled, (query) => anyOf(query.groups[group]!)) : null
      return { terms, holds, weight: Math.max(...sums) }
    })
    this.weighing = {
      lexemes: lexemes.map((question, place) => ({ question, weight: weights[place]! })),
      groups: weighed,
      surfaces,
      averageLength,
    }
    this.groups = groups.map((parts) => {
      const each = parts.map(({ lexemes: places }) => Math.min(...places.map((place) => frequencies[place]!)))
      const rows = Math.min(
        total,
        each.reduce((sum, rows) => sum + rows, 0),
      )
      const worth = Math.max(...parts.map(({ worth }) => worth))
      return { rows, rarity: rows === 0 ? Infinity : worth * Math.log(total / rows) }
    })
  }
}
