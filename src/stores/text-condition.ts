import type { StateText } from '../entities/change.ts'

/** One question to the index as tsquery text, by the version of the analyzer that made the lexemes of a row. */
export type VersionedQuery = ReadonlyMap<number, string>

/** A text in the query language of search, ready to be asked. */
export interface TextCondition {
  /** Empty where nothing is asked, which no article answers. */
  queries: VersionedQuery
  /** Whether so few of the newest articles answer that the index of lexemes finds them sooner than a walk through the newest. */
  isRare: boolean
  /** Whether a text answers it; the same as `queries` say in SQL. */
  matches(text: StateText): boolean
  /**
   * Sets of lexemes, of each of which a text of a version holds one if it answers; the rarest first. Null where the analyzer of that
   * version is not held now.
   */
  needs(version: number): readonly (readonly string[])[] | null
}

/** Makes the condition of a text. */
export type TextReader = (text: string) => TextCondition

/** Gives a value its place among the parameters of a statement. */
export type Bind = (value: unknown) => string

/**
 * SQL that a row of `article_text` under an alias answers a question.
 * @param hidden keeps the planner from guessing how many answer, which of several words is far too many: it asks the index
 */
export function textSql(queries: VersionedQuery, bind: Bind, t: string, hidden = false): string {
  const each = [...queries].map(([version, query]) => {
    const asked = `${bind(query)}::tsquery`
    return `(${t}.analyzer_version = ${bind(version)}::int and ${t}.lexemes @@ ${hidden ? `(select ${asked})` : asked})`
  })
  return each.length === 0 ? 'false' : `(${each.join(' or ')})`
}

/** SQL for the tsquery that holds for a row's version. */
export function tsquerySql(queries: VersionedQuery, bind: Bind, t: string): string {
  const [[, first] = [0, ''], ...others] = [...queries].reverse()
  if (others.length === 0) return `${bind(first)}::tsquery`
  const cases = others.map(([version, query]) => `when ${bind(version)}::int then ${bind(query)}::tsquery`)
  return `case ${t}.analyzer_version ${cases.join(' ')} else ${bind(first)}::tsquery end`
}
