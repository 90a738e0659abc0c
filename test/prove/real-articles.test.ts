import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Desk } from '../../src/desk/desk.ts'
import { clean } from '../../src/ingestion/clean.ts'
import { Delivery } from '../../src/ingestion/deliver.ts'
import type { ImportResult } from '../../src/ingestion/import-files.ts'
import { InboxStore } from '../../src/stores/inbox-store.ts'
import { askSchema } from '../support/ask-schema.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { importFiles, REAL_DATA, startDesk } from '../support/working-desk.ts'

const ARTICLES = `${REAL_DATA}articles/ant-articles.dev.jsonl.gz`
const RECORDS = 9_847
const isThere = existsSync(ARTICLES)
if (!isThere) console.warn(`the real articles are absent (${ARTICLES}): their proof does not run`)

const FORWARD = `query ($orderBy: ArticleOrder, $after: Cursor) {
  articles(orderBy: $orderBy, first: 100, after: $after, filter: { includeCopies: true }) { nodes { id } pageInfo { hasNextPage endCursor } } }`
const BACKWARD = `query ($orderBy: ArticleOrder, $before: Cursor) {
  articles(orderBy: $orderBy, last: 100, before: $before, filter: { includeCopies: true }) { nodes { id } pageInfo { hasPreviousPage startCursor } } }`

describe.skipIf(!isThere)('a year of real articles', () => {
  let test: TestDatabase
  let desk: Desk
  let result: ImportResult
  let stored: Set<string>
  let arriving: NodeJS.Timeout
  let arrived = 0

  const allIds = async (): Promise<Set<string>> => {
    const ids = new Set<string>()
    for (let after: string | null = null; ; ) {
      const { articles } = await askSchema(test.db, FORWARD, { orderBy: 'LATEST_INGESTED', after })
      for (const { id } of articles.nodes) ids.add(id)
      if (!articles.pageInfo.hasNextPage) return ids
      after = articles.pageInfo.endCursor
    }
  }

  /** One more article, newest by date or oldest in turn, so that it lands before, behind and among the pages. */
  const publish = async (): Promise<void> => {
    const number = ++arrived
    const publishedAt =
      number % 2 === 0 ? new Date().toISOString() : `2018-03-${String(1 + (number % 28)).padStart(2, '0')}T12:00:00Z`
    const cleaned = clean(
      { url: `https://late.example/${number}`, title: `خبر جديد ${number}`, publishedAt },
      { now: new Date() },
    )
    if (!cleaned.ok) throw new Error(cleaned.reason)
    const delivery = new Delivery(new InboxStore(test.db.manager), () => {})
    const payload = { source: { slug: 'late' }, article: cleaned.article }
    await delivery.add({ kind: 'ARTICLE', channel: 'push:late', payload, rawPayloadId: null })
    await delivery.finish()
  }

  beforeAll(async () => {
    test = await openTestDatabase({ poolSize: 8 })
    desk = startDesk(test.db)
    const begun = Date.now()
    result = await importFiles(test.db, desk, [ARTICLES])
    console.log(
      JSON.stringify({
        claim: 'real articles',
        ...result.articles,
        rejected: result.rejected.length,
        seconds: (Date.now() - begun) / 1_000,
      }),
    )
    stored = await allIds()
    let isBusy = false
    arriving = setInterval(() => {
      if (isBusy) return
      isBusy = true
      void publish().finally(() => {
        isBusy = false
      })
    }, 50)
  }, 600_000)

  afterAll(async () => {
    clearInterval(arriving)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await desk.close()
    await test.close()
  })

  it('is imported without a reject', () => {
    expect(result.rejected).toEqual([])
    const { created, revised, unchanged } = result.articles
    expect(created + revised + unchanged).toBe(RECORDS)
    expect(stored.size).toBe(created)
  })

  it.each(['NEWEST', 'OLDEST', 'LATEST_INGESTED'])(
    'is paged through both ways by %s without a gap or a repeat while new ones arrive',
    async (orderBy) => {
      const before = arrived
      const walk = async (forward: boolean): Promise<string[]> => {
        const seen: string[] = []
        for (let cursor: string | null = null; ; ) {
          const { articles } = await askSchema(test.db, forward ? FORWARD : BACKWARD, {
            orderBy,
            [forward ? 'after' : 'before']: cursor,
          })
          const ids: string[] = articles.nodes.map(({ id }: { id: string }) => id)
          seen.push(...(forward ? ids : ids.reverse()))
          if (!(forward ? articles.pageInfo.hasNextPage : articles.pageInfo.hasPreviousPage)) return seen
          cursor = forward ? articles.pageInfo.endCursor : articles.pageInfo.startCursor
        }
      }
      const forward = await walk(true)
      const backward = await walk(false)
      expect(new Set(forward).size).toBe(forward.length)
      expect(new Set(backward).size).toBe(backward.length)
      const known = (ids: readonly string[]) => ids.filter((id) => stored.has(id))
      expect(known(forward)).toHaveLength(stored.size)
      expect(known(backward).reverse()).toEqual(known(forward))
      expect(arrived).toBeGreaterThan(before)
    },
  )
})
