import type { Analyzer } from '../arabic/analyzer.ts'
import type { StateText } from '../entities/change.ts'
import type { TextCondition, TextReader } from '../stores/text-condition.ts'
import type { Analyzers } from './analyzers.ts'
import { type AliasesOf, type CompiledQuery, compileQuery, matchesLexemes, neededLexemes } from './compiled-query.ts'
import { readLexemes } from './lexemes.ts'
import { parseQuery, type Query } from './query.ts'
import { conditionOf } from './ranking.ts'

/** A query in the stems of each analyzer; what is asked twice is asked once. */
export function compileFor(
  query: Query,
  analyzers: readonly Analyzer[],
  aliasesOf: AliasesOf,
): ReadonlyMap<number, CompiledQuery> {
  const compiled = analyzers.map((analyzer) => compileQuery(query, analyzer, aliasesOf))
  const keys = query.groups.map((_, group) => JSON.stringify(compiled.map(({ groups }) => groups[group])))
  const isFirst = (_: unknown, group: number) => keys.indexOf(keys[group]!) === group
  return new Map(
    analyzers.map(({ version }, index) => {
      const { groups, excluded } = compiled[index]!
      return [version, { groups: groups.filter(isFirst), excluded }]
    }),
  )
}

/** Reads texts of filters: SQL for the versions in use, and a judge of what the log keeps of any version that is held. */
export function textReader(analyzers: Analyzers, inUse: readonly Analyzer[], aliasesOf: AliasesOf): TextReader {
  return (text): TextCondition => {
    const query = parseQuery(text)
    const compiled = new Map(compileFor(query, inUse, aliasesOf))
    const compiledFor = (version: number): CompiledQuery => {
      const known = compiled.get(version)
      if (known !== undefined) return known
      const made = compileQuery(query, analyzers.known(version) ?? inUse[0]!, aliasesOf)
      if (analyzers.known(version) !== null) compiled.set(version, made)
      return made
    }
    return {
      queries: conditionOf(new Map(compiled)),
      isRare: false,
      matches: (state) => matchesLexemes(compiledFor(state.version), positionsOf(state)),
      needs(version) {
        const analyzer = analyzers.known(version)
        if (analyzer === null && !compiled.has(version)) return null
        return neededLexemes(compiledFor(version), frequenciesIn(query, analyzer))
      },
    }
  }
}

/** About how common lexemes of a query are: a word as it was typed says more than its stem, which may be no word. */
function frequenciesIn({ groups }: Query, analyzer: Analyzer | null): (lexeme: string) => number {
  if (analyzer === null) return () => 0
  const typed = groups.flat().flatMap(({ words }) => words.map(({ folded }) => folded))
  const counts = new Map(typed.map((folded) => [analyzer.lexeme(folded), analyzer.table.of(folded)]))
  return (lexeme) => analyzer.table.of(lexeme) + (counts.get(lexeme) ?? 0)
}

/** Every subscriber judges the same states: they are read once. */
const read = new WeakMap<StateText, ReadonlyMap<string, readonly number[]>>()

/** Where the lexemes of a text stand. */
export function positionsOf(state: StateText): ReadonlyMap<string, readonly number[]> {
  let positions = read.get(state)
  if (positions === undefined) {
    positions = readLexemes(state.lexemes)
    read.set(state, positions)
  }
  return positions
}
