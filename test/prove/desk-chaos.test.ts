import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkRecord } from '../../src/desk/replay/check-record.ts'
import { type ChaosReport, runChaos } from '../support/chaos.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const FULL = process.env.PROVE === 'full'
const ARTICLES = FULL ? 20_000 : 5_000

describe(`${ARTICLES} articles from 8 processes while the desk is killed and stopped`, () => {
  let test: TestDatabase
  let report: ChaosReport

  beforeAll(async () => {
    test = await openTestDatabase()
    report = await runChaos({
      url: test.url,
      database: test.db,
      articles: ARTICLES,
      deliverers: 8,
      subscribers: 4,
      desks: 3,
      leaseMs: 3_000,
      kills: FULL ? 6 : 3,
      stops: FULL ? 6 : 3,
    })
    const { tally, resumes, tokens, zombies } = report
    console.log(
      JSON.stringify({
        claim: 'desk chaos',
        articles: ARTICLES,
        tally,
        resumes,
        handOvers: tokens,
        zombies: zombies.length,
      }),
    )
  }, 1_500_000)

  afterAll(async () => {
    await test.close()
  })

  it('admits every article once', async () => {
    expect(report.tally).toEqual({ CREATED: ARTICLES })
    const [{ articles, inbox }] = await test.db.query(
      'select (select count(*)::int from article) as articles, (select count(*)::int from inbox) as inbox',
    )
    expect({ articles, inbox }).toEqual({ articles: ARTICLES, inbox: 0 })
  })

  it('writes a log without a hole, in which every article stands once', async () => {
    const [log] = await test.db.query(
      `select count(*)::int as rows, min(position)::int as first, max(position)::int as last,
              count(*) filter (where type = 'ARTICLE_INGESTED')::int as ingested,
              count(distinct article_id) filter (where type = 'ARTICLE_INGESTED')::int as articles,
              (select last_position::int from log_head) as head from change`,
    )
    const { rows } = log
    expect(log).toEqual({ rows, first: 1, last: rows, ingested: ARTICLES, articles: ARTICLES, head: rows })
  })

  it('pushes every event once, in the order of the log, to subscribers that leave and resume', async () => {
    const rows: { title: string }[] = await test.db.query(
      "select a.title from change c join article a on a.id = c.article_id where c.type = 'ARTICLE_INGESTED' order by c.position",
    )
    const order = rows.map(({ title }) => title)
    expect(report.resumes).toBeGreaterThan(report.received.length)
    for (const received of report.received) expect(received).toEqual(order)
  })

  it('decides about every text as one desk that is left alone', async () => {
    const checked = await checkRecord(test.db.manager)
    expect(checked).toMatchObject({ articles: ARTICLES, unknown: 0, different: 0 })
  }, 120_000)

  it('lets a woken zombie commit nothing', () => {
    expect(report.zombies.length).toBeGreaterThan(0)
    for (const zombie of report.zombies) expect(zombie.wroteAfter).toBe(false)
  })
})
