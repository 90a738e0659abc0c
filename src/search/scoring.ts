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
  /** Of each group about how many rows hold it, and its rarity: the logarithm of how many times as many there are. */
  readonly groups: { rows: number; rarity: number }[]

  constructor(
    compiled: ReadonlyMap<number, CompiledQuery>,
    surfaces: readonly string[],
    { rows, averageLength, frequencies }: Pick<IndexState, 'rows' | 'averageLength' | 'frequencies'>,
  ) {
    const { lexemes, groups } = partsOf(compiled)
    const total = Math.max(rows, 1, ...frequencies)
    const inverse = (frequency: number) => Math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
    this.groups = groups.map((parts) => {
      const each = parts.map(({ lexemes: places }) => Math.min(...places.map((place) => frequencies[place]!)))
      const held = Math.min(total, sum(each))
      return { rows: held, rarity: held === 0 ? Infinity : parts[0]!.worth * Math.log(total / held) }
    })
    const weighed = groups.map((parts, group) => {
      const sums = parts.map(({ lexemes: places }) => sum(places.map((place) => inverse(frequencies[place]!))))
      // Other names, which are worth less, are never worth more for being rarer than what was typed.
      const most = Math.max(...sums.filter((_, index) => parts[index]!.worth === parts[0]!.worth))
      const terms = parts.map(({ lexemes: places, worth }, index) => {
        const share = worth * Math.min(1, most / sums[index]!)
        return places.map((lexeme) => ({ lexeme, weight: share * inverse(frequencies[lexeme]!) }))
      })
      const holdsPhrase = terms.some((term) => term.length > 1)
      const holds = holdsPhrase ? eachVersion(compiled, (query) => anyOf(query.groups[group]!)) : null
      return { terms, holds, weight: Math.max(...terms.map((term) => sum(term.map(({ weight }) => weight)))) }
    })
    this.weighing = { lexemes, groups: weighed, surfaces, averageLength }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
