import type { Analyzer } from '../arabic/analyzer.ts'
import { tokenize } from '../arabic/tokens.ts'
import { quoted } from './lexemes.ts'
import type { Query, QueryTerm } from './query.ts'

/** Other names and forms of a folded word, folded too. */
export type AliasesOf = (folded: string) => readonly string[]

/** Lexemes that stand side by side; mostly one. */
export interface Alternative {
  lexemes: readonly string[]
  /** What it is worth beside others: less of another name of what was typed, and of a word that carries no topic. */
  worth: number
}

/** A query in the lexemes of one analyzer: of every group one alternative, and none of the excluded ones. */
export interface CompiledQuery {
  groups: readonly (readonly Alternative[])[]
  excluded: readonly Alternative[]
}

/** Other names of one word, and of all words of a query, that are looked for; each costs as much as a word. */
const MAX_ALIASES = 4
const MAX_ALIASES_IN_ALL = 16
const ALIAS_WORTH = 0.8
const STOP_WORD_WORTH = 0.3

/** Puts a query into the lexemes of an analyzer. Other names count for single words that are wanted. */
export function compileQuery(query: Query, analyzer: Analyzer, aliasesOf: AliasesOf): CompiledQuery {
  const typed = ({ kind, words }: QueryTerm): Alternative => ({
    lexemes: words.map(({ folded }) => (kind === 'hashtag' ? folded : analyzer.lexeme(folded))),
    worth: kind === 'word' && analyzer.isStopWord(words[0]!.folded) ? STOP_WORD_WORTH : 1,
  })
  let room = MAX_ALIASES_IN_ALL
  const aliases = ({ kind, words }: QueryTerm): Alternative[] => {
    if (kind !== 'word') return []
    const taken = aliasesOf(words[0]!.folded).slice(0, Math.min(MAX_ALIASES, room))
    room -= taken.length
    return taken.map((alias) => ({
      lexemes: tokenize(alias).map(({ folded }) => analyzer.lexeme(folded)),
      worth: ALIAS_WORTH,
    }))
  }
  return {
    groups: query.groups.map((terms) => [...terms.map(typed), ...terms.flatMap(aliases)]),
    excluded: query.excluded.map(typed),
  }
}

/** Whether nothing is asked, which finds nothing. */
export const isEmpty = ({ groups, excluded }: CompiledQuery): boolean => groups.length + excluded.length === 0

/** The query as tsquery text; null where nothing is asked. */
export function tsqueryOf({ groups, excluded }: CompiledQuery): string | null {
  const parts = [
    ...groups.map((alternatives) => anyOf(alternatives)),
    ...excluded.map((alternative) => `!${anyOf([alternative])}`),
  ]
  return parts.length === 0 ? null : parts.join(' & ')
}

/** Alternatives as tsquery text in parentheses. */
export const anyOf = (alternatives: readonly Alternative[]): string =>
  `(${alternatives.map(({ lexemes }) => `(${lexemes.map(quoted).join(' <-> ')})`).join(' | ')})`

/** Like `tsqueryOf` with the last word unfinished, for suggestions while a reader types. */
export function prefixTsquery(query: Query, analyzer: Analyzer): string | null {
  const last = query.groups.at(-1)?.at(-1)
  const rest = tsqueryOf(compileQuery({ ...query, groups: query.groups.slice(0, -1) }, analyzer, () => []))
  if (last?.kind !== 'word') return tsqueryOf(compileQuery(query, analyzer, () => []))
  const { folded } = last.words[0]!
  const beginnings = new Set([folded, folded.replace(/^[وف]?(?:ال|لل)(?=..)/u, '')])
  const begun = [`${quoted(analyzer.lexeme(folded))}`, ...[...beginnings].map((word) => `${quoted(word)}:*`)].join(
    ' | ',
  )
  return rest === null ? `(${begun})` : `${rest} & (${begun})`
}

/**
 * Sets of lexemes, of each of which a text that holds what is asked holds one; the rarest first. One that is empty where nothing
 * is asked, none where only excluded words are.
 * @param frequencyOf about how common a lexeme is
 */
export function neededLexemes(query: CompiledQuery, frequencyOf: (lexeme: string) => number): (readonly string[])[] {
  if (isEmpty(query)) return [[]]
  const sets = query.groups.map((alternatives) => {
    const lexemes = [...new Set(alternatives.flatMap(({ lexemes }) => rarest(lexemes, frequencyOf) ?? []))]
    // What carries no topic stands everywhere, whatever a table says.
    const isCommon = alternatives.some(({ worth }) => worth === STOP_WORD_WORTH)
    const frequency = lexemes.reduce((sum, lexeme) => sum + 1 + frequencyOf(lexeme), 0)
    return { lexemes, cost: isCommon ? Number.POSITIVE_INFINITY : frequency }
  })
  // Infinities differ by no number.
  return sets.sort((a, b) => (a.cost === b.cost ? 0 : a.cost - b.cost)).map(({ lexemes }) => lexemes)
}

function rarest(lexemes: readonly string[], frequencyOf: (lexeme: string) => number): string | undefined {
  return lexemes.toSorted((a, b) => frequencyOf(a) - frequencyOf(b))[0]
}

/** Whether a text holds what is asked, by the positions of its lexemes. The same as PostgreSQL says of `tsqueryOf`. */
export function matchesLexemes(query: CompiledQuery, positions: ReadonlyMap<string, readonly number[]>): boolean {
  const holds = ({ lexemes }: Alternative): boolean => {
    let ends = positions.get(lexemes[0]!) ?? []
    for (const lexeme of lexemes.slice(1)) {
      const before = new Set(ends)
      ends = (positions.get(lexeme) ?? []).filter((position) => before.has(position - 1))
    }
    return ends.length > 0
  }
  return !isEmpty(query) && query.groups.every((group) => group.some(holds)) && !query.excluded.some(holds)
}
