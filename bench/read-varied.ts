import type { DataSource } from 'typeorm'
import type { Figure } from '../eval/measure.ts'
import { encodeId } from '../src/entities/node-id.ts'
import { type Contestant, compared } from './read-compared.ts'
import { type PageQuestion, pageBody, storyBody } from './read-questions.ts'
import { ReadSide } from './read-side.ts'

const LOAD = { connections: 16, warm: 300, count: 1_500 }
/** Questions that are prepared at once. */
const QUESTIONS = LOAD.warm + LOAD.count

/** The same page with variables that never come twice, beside peers and one statement written by hand that makes the JSON in PostgreSQL. */
export async function varied(
  ours: ReadSide,
  peers: readonly Contestant[],
  { db, url }: { db: DataSource; url: string },
  say: (text: string) => void,
): Promise<Figure[]> {
  const sql = await ReadSide.open('one SQL-to-JSON query', 'sql', { url })
  try {
    const others = [...peers, { side: sql, goal: 1, baseline: 'one hand-written SQL-to-JSON query' }]
    const questions = freshQuestions(db)
    const bodiesFor = async ({ style }: ReadSide, round: number) =>
      (await questions(round)).map((question) => pageBody(style, question))
    return await compared('ever new variables', { ours, others }, LOAD, bodiesFor, say)
  } finally {
    sql.close()
  }
}

/** All that stands on the page of an article, by random ids. */
export async function stories(
  ours: ReadSide,
  peers: readonly Contestant[],
  { db }: { db: DataSource },
  say: (text: string) => void,
): Promise<Figure[]> {
  const bodiesFor = async ({ style }: ReadSide): Promise<string[]> => await storyBodies(db, style, QUESTIONS)
  return await compared('full story page', { ours, others: peers }, LOAD, bodiesFor, say)
}

export async function storyBodies(db: DataSource, style: ReadSide['style'], count: number): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `select (1 + floor(random() * c.most))::bigint as id from (select max(id) as most from article) c, generate_series(1, $1::int)`,
    [count],
  )
  return rows.map(({ id }) => storyBody(style, style === 'ours' ? encodeId('art', id) : id))
}

/** Pages from moments anywhere in the store, every other one of a source alone; those of a round are the same for all who are asked. */
export function freshQuestions(db: DataSource, count = QUESTIONS): (round: number) => Promise<PageQuestion[]> {
  const rounds = new Map<number, Promise<PageQuestion[]>>()
  const make = async (round: number): Promise<PageQuestion[]> => {
    const rows: { at: Date; slug: string }[] = await db.query(
      `select a.published_at as at, s.slug from article a join source s on s.id = a.source_id order by random() limit $1`,
      [count],
    )
    return Array.from({ length: count }, (_, index) => {
      const { at, slug } = rows[index % rows.length]!
      const before = new Date(at.getTime() + 1 + index * 101 + (round % 100))
      return { before, source: index % 2 === 0 ? null : slug }
    })
  }
  return (round) => {
    const made = rounds.get(round) ?? make(round)
    rounds.set(round, made)
    return made
  }
}
