import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Desk } from '../../src/desk/desk.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { importFiles, REAL_DATA, startDesk } from '../support/working-desk.ts'

const FEEDS = `${REAL_DATA}feeds/ant-rss-reserialised/`
const isThere = existsSync(FEEDS)
if (!isThere) console.warn(`the real feeds are absent (${FEEDS}): their tests do not run`)

interface Snapshot {
  file: string
  source: string
  asOf: string
}

describe.skipIf(!isThere)('real feeds, snapshot after snapshot', () => {
  let test: TestDatabase
  let desk: Desk
  const addresses = new Set<string>()
  let manifest: Snapshot[]

  beforeAll(async () => {
    test = await openTestDatabase()
    desk = startDesk(test.db)
    manifest = readFileSync(`${FEEDS}manifest.jsonl`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const { file, source } of manifest) {
      for (const [, link] of readFileSync(FEEDS + file, 'utf8').matchAll(/<item>.*?<link>(.*?)<\/link>/gs))
        addresses.add(link!)
      const { rejected } = await importFiles(test.db, desk, [FEEDS + file], { source: source.toLowerCase() })
      expect(rejected).toEqual([])
    }
  })

  afterAll(async () => {
    await desk.close()
    await test.close()
  })

  it('admits each item once, with one event', async () => {
    const [{ articles, ingested, announced }] = await test.db.query(
      `select (select count(*)::int from article) as articles, count(*)::int as ingested, count(distinct article_id)::int as announced
         from change where type = 'ARTICLE_INGESTED'`,
    )
    expect({ articles, ingested, announced }).toEqual({
      articles: addresses.size,
      ingested: addresses.size,
      announced: addresses.size,
    })
  })

  it('tells of a known item only where its categories grew, or where another turned out to have published its text first', async () => {
    const updates: { grew: boolean; regrouped: boolean }[] = await test.db.query(
      `select jsonb_array_length(after->'tagIds') > jsonb_array_length(before->'tagIds') as grew,
         (before->'copyOf' = 'null') <> (after->'copyOf' = 'null')
           or before->'copyOf'->'publishedAt' <> after->'copyOf'->'publishedAt' as regrouped
         from change where type = 'ARTICLE_UPDATED'`,
    )
    expect(updates.filter(({ grew, regrouped }) => !grew && !regrouped)).toEqual([])
  })

  it('read once more changes nothing', async () => {
    const head = async () => (await test.db.query('select last_position from log_head'))[0].last_position
    const before = await head()
    const { file, source } = manifest.at(-1)!
    const { articles } = await importFiles(test.db, desk, [FEEDS + file], { source: source.toLowerCase() })
    expect(articles.created + articles.revised).toBe(0)
    expect(await head()).toBe(before)
  })
})
