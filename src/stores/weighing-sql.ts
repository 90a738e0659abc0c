import { type Bind, tsquerySql, type VersionedQuery } from './text-condition.ts'

/** What makes the weight of a row. */
export interface Weighing {
  /** What is looked for, each once. */
  lexemes: readonly VersionedQuery[]
  groups: readonly WeighedGroup[]
  /** Words as typed, looked for in the title as printed. */
  surfaces: readonly string[]
  /** Mean of the words of a row. */
  averageLength: number
}

/** Alternatives, of which the best counts. */
export interface WeighedGroup {
  /** Lexemes by their places, with what each is worth; those of a phrase count also where they do not stand side by side. */
  terms: readonly (readonly { lexeme: number; weight: number }[])[]
  /** Whether a row holds the group at all; null where it does as soon as any of the lexemes stands there. */
  holds: VersionedQuery | null
  /** What holding it is worth, however often. */
  weight: number
}

/** Of a score, as many as a cursor carries. */
const DECIMALS = 6
/** BM25 as Robertson and Zaragoza (2009) have it. */
const K1 = 0.9
const B = 0.75
/** How often a word of the title counts. */
const TITLE_COUNTS = 3
/** What is added where the title holds the words just as they were typed: «حماة» and «حماه» are one in the index. */
const SURFACE_BOOST = 0.03

/**
 * ts_rank makes of n positions of equal weight the sum of 1/1², 1/2² … 1/n² as a share of π²/6. With r for that share,
 * (π²/6 − 1) · (1 / (1 − r) − 1) is n: just so for 0 and 1, and within 7 % for every other number.
 */
const countOf = (rank: string): string => `${Math.PI ** 2 / 6 - 1} * (1 / (1 - ${rank}) - 1)`
/** The positions of all fields, or those of the title alone; the weights stand in the order D, C, B, A. */
const EVERYWHERE = `'{1,1,1,1}'`
const IN_TITLE = `'{0,0,0,1}'`
/** Has ts_rank divide by the number of words. */
const BY_LENGTH = 2

/**
 * SQL for the best of some rows of `article_text`, those that hold all before others: `id`, `version`, `score`; `holdsAll`, whether a
 * row holds every group; `held`, the weights of those that it holds; `found`, how many candidates there were.
 * @param candidates SQL of a from clause that gives them as `t`
 * @param shown SQL that an `article a` is shown; asked of the best alone, one after the other until there are enough
 */
export function weighedSql(
  candidates: string,
  shown: string,
  { lexemes, groups, surfaces, averageLength }: Weighing,
  bind: Bind,
  limit: number,
): string {
  const asked = lexemes.map((question) => tsquerySql(question, bind, 't'))
  const ranks = asked.map((query, place) => `ts_rank(${EVERYWHERE}, t.lexemes, ${query}) as r${place}`)
  const words = asked.map(
    (query, place) => `when r${place} > 0 then r${place} / ts_rank(${EVERYWHERE}, t.lexemes, ${query}, ${BY_LENGTH})`,
  )
  const shares = asked.map((query, place) => {
    const count = `${countOf(`r${place}`)} + ${TITLE_COUNTS - 1} * ${countOf(`ts_rank(${IN_TITLE}, t.lexemes, ${query})`)}`
    return `case when r${place} > 0 then 1 - norm / (norm + ${count}) else 0 end as s${place}`
  })
  const best = groups.map(({ terms }, place) => {
    const each = terms.map((term) => term.map(({ lexeme, weight }) => `${weight} * s${lexeme}`).join(' + '))
    return `greatest(${each.join(', ')}) as g${place}`
  })
  const isHeld = groups.map(({ holds }, place) =>
    holds === null ? `g${place} > 0` : `t.lexemes @@ ${tsquerySql(holds, bind, 't')}`,
  )
  const printed = surfaces.map((surface) => `(strpos(a.title, ${bind(surface)}::text) > 0)::int`)
  const boost = `1 + ${SURFACE_BOOST / Math.max(1, surfaces.length)} * (${sumOf(printed)})`
  const norm = `${K1 * (1 - B)} + ${(K1 * B) / Math.max(1, averageLength)} * case ${words.join(' ')} else 0 end as norm`
  const steps = lexemes.length === 0 ? [] : [ranks, [norm], shares, best]
  // Each step is fenced off, so that nothing is worked out twice.
  const rows = steps.reduce(
    (from, columns) => `(select t.*, ${columns.join(', ')} from ${from} offset 0) t`,
    candidates,
  )
  return `select w.id, w.version, w."holdsAll", w.held, w.found,
      round((w.score * (${boost}))::numeric, ${DECIMALS})::float8 as score
    from (
      select m.*, count(*) over ()::int as found from (
        select t.article_id as id, t.analyzer_version as version, ${['true', ...isHeld].join(' and ')} as "holdsAll",
            (${sumOf(groups.map(({ weight }, place) => `(${isHeld[place]})::int * ${weight}`))})::float8 as held,
            (${sumOf(groups.map((_, place) => `g${place}`))})::float8 as score from ${rows} offset 0) m
        order by m."holdsAll" desc, m.score desc, m.id desc offset 0) w
      cross join lateral (select a.title from article a where a.id = w.id and ${shown} offset 0) a
    limit ${limit}`
}

const sumOf = (terms: readonly string[]): string => ['0', ...terms].join(' + ')
