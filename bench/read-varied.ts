import type { DataSource } from 'typeorm'
import { type Figure, figure } from '../eval/measure.ts'
import { median, PAGE } from './read-repeated.ts'
import { ReadSide } from './read-side.ts'

const CONNECTIONS = 16
const COUNT = 1_500
const WARM = 300
const ROUNDS = 5
const GOAL = 1

/** The same page with variables that never come twice, beside one statement written by hand that makes the JSON in PostgreSQL. */
export async function varied(
  ours: ReadSide,
  { db, url }: { db: DataSource; url: string },
  say: (text: string) => void,
): Promise<Figure> {
  const sql = await ReadSide.open('sql', { url })
  try {
    const ratios: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const requests = await freshRequests(db, WARM + COUNT, round)
      const load = { connections: CONNECTIONS, warm: WARM, count: COUNT, requests }
      const own = await ours.round(load)
      const plain = await sql.round(load)
      ratios.push(own.bySecond / plain.bySecond)
      theirs.push(plain.bySecond)
      say(
        `ever new variables: ${own.bySecond.toFixed(0)}/s of ${own.bytes} bytes, one SQL statement ${plain.bySecond.toFixed(0)}/s ` +
          `of ${plain.bytes}; a CPU second of the server ${own.byCpu.toFixed(0)} and ${plain.byCpu.toFixed(0)}`,
      )
    }
    return figure('ever new variables to one SQL-to-JSON query', median(ratios), {
      unit: 'ratio',
      atLeast: GOAL,
      baseline: { name: 'one hand-written SQL-to-JSON query', value: median(theirs), unit: 'requests/s' },
    })
  } finally {
    sql.close()
  }
}

/** Requests for pages from moments anywhere in the store, every other one of a source alone. */
async function freshRequests(db: DataSource, count: number, round: number) {
  const rows: { at: Date; slug: string }[] = await db.query(
    `select a.published_at as at, s.slug from article a join source s on s.id = a.source_id order by random() limit $1`,
    [count],
  )
  return rows.map(({ at, slug }, index) => {
    const publishedBefore = new Date(at.getTime() + 1 + index * ROUNDS + round).toISOString()
    const filter = index % 2 === 0 ? { publishedBefore } : { publishedBefore, sources: [slug] }
    return { path: '/graphql', body: JSON.stringify({ query: PAGE, variables: { filter } }) }
  })
}
