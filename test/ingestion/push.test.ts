import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Push, Pushed } from '../../src/entities/push.ts'
import { pushArticles } from '../../src/ingestion/push.ts'
import { InboxStore } from '../../src/stores/inbox-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { startDesk } from '../support/working-desk.ts'

let own: TestDatabase
beforeAll(async () => {
  own = await openTestDatabase()
  await own.db.query(`insert into source (slug, name) values ('sabah', 'الصباح')`)
})
afterAll(() => own.close())

const push = (given: Partial<Push>, patienceMs?: number): Promise<Pushed> =>
  pushArticles(
    { caller: 'admin', source: 'sabah', idempotencyKey: null, contentSha256: 'same', articles: [], ...given },
    { manager: own.db.manager, now: () => new Date(), ...(patienceMs === undefined ? {} : { patienceMs }) },
  )

describe('a push while no desk is at work', () => {
  it('stops waiting, leaves what was delivered, and may be sent again', async () => {
    const articles = [{ title: 'خبر ينتظر', guid: 'waiting' }]
    expect(await push({ articles, idempotencyKey: 'again' }, 300)).toEqual({ kind: 'waiting' })
    expect(await new InboxStore(own.db.manager).size()).toBe(1)
    const desk = startDesk(own.db)
    try {
      const settled = await push({ articles, idempotencyKey: 'again' })
      expect(settled).toMatchObject({ kind: 'settled', answer: { results: [{ outcome: 'UNCHANGED', error: null }] } })
      expect(await push({ articles, idempotencyKey: 'again' })).toEqual(settled)
    } finally {
      await desk.close()
    }
    const [{ count }] = await own.db.query('select count(*)::int as count from article')
    expect(count).toBe(1)
  })
})

describe('a push', () => {
  it('is one channel a source, whatever the source is called', async () => {
    const desk = startDesk(own.db)
    try {
      await push({ articles: [{ title: 'قبل التسمية', guid: 'renamed' }] })
      await own.db.query(`update source set slug = 'masaa' where slug = 'sabah'`)
      const { answer } = (await push({ source: 'masaa', articles: [{ title: 'بعد التسمية', guid: 'renamed' }] })) as {
        answer: { results: { outcome: string }[] }
      }
      expect(answer.results.map(({ outcome }) => outcome)).toEqual(['REVISED'])
    } finally {
      await desk.close()
      await own.db.query(`update source set slug = 'sabah' where slug = 'masaa'`)
    }
  })
})
