import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkRecord } from '../../src/desk/replay/check-record.ts'
import { type ChaosReport, runChaos } from '../support/chaos.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const ARTICLES = 300

// The short form of test/prove/desk-chaos.test.ts, for every run of the tests.
describe('desks that die and stall under many deliverers', () => {
  let test: TestDatabase
  let report: ChaosReport

  beforeAll(async () => {
    test = await openTestDatabase()
    report = await runChaos({
      url: test.url,
      database: test.db,
      articles: ARTICLES,
      deliverers: 4,
      subscribers: 2,
      desks: 2,
      leaseMs: 1_500,
      kills: 1,
      stops: 1,
    })
  }, 60_000)

  afterAll(async () => {
    await test.close()
  })

  it('admit every article once, in a log without a hole', async () => {
    expect(report.tally).toEqual({ CREATED: ARTICLES })
    const [log] = await test.db.query(
      `select count(*)::int as rows, min(position)::int as first, max(position)::int as last,
         count(*) filter (where type = 'ARTICLE_INGESTED')::int as ingested,
         count(distinct article_id) filter (where type = 'ARTICLE_INGESTED')::int as articles from change`,
    )
    expect(log).toEqual({ rows: log.rows, first: 1, last: log.rows, ingested: ARTICLES, articles: ARTICLES })
  })

  it('lose and repeat nothing for subscribers that leave and resume', async () => {
    const rows: { title: string }[] = await test.db.query(
      "select a.title from change c join article a on a.id = c.article_id where c.type = 'ARTICLE_INGESTED' order by c.position",
    )
    for (const received of report.received) expect(received).toEqual(rows.map(({ title }) => title))
  })

  it('decide about every text as one desk that is left alone', async () => {
    const checked = await checkRecord(test.db.manager)
    expect(checked).toMatchObject({ articles: ARTICLES, unknown: 0, different: 0, tables: 2 })
  }, 120_000)

  it('let a woken zombie commit nothing', () => {
    expect(report.zombies.map(({ wroteAfter }) => wroteAfter)).toEqual([false])
  })
})
