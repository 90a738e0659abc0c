import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkRecord, type RecordCheck } from '../../src/desk/replay/check-record.ts'
import { DeskRoom, withdrawal } from '../support/desk-room.ts'
import { randomNews } from '../support/random-news.ts'

/** Smaller than what is told, so that articles leave it. */
const WINDOW = { days: 30, changes: 130 }

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open({ window: WINDOW })
})
afterAll(() => room.close())

const check = async (): Promise<RecordCheck> => await checkRecord(room.db.manager, { window: WINDOW })

/** Sends news in batches of a size, with withdrawals and with another desk now and then. */
async function live(seed: number, count: number, size: number): Promise<void> {
  await room.reset()
  const items = randomNews(seed, count)
  for (let start = 0, batch = 1; start < items.length; start += size, batch++) {
    await room.send(items.slice(start, start + size))
    if (batch % 3 === 0) await room.changeDesk()
    const gone = await room.ask<{ id: string }>(
      `select id from article where status = 'PUBLISHED' and id % 5 = 2 order by id desc limit 4`,
    )
    if (batch % 2 === 0) await room.send(gone.map(({ id }) => withdrawal(id, 'سبب')))
  }
}

describe('what is decided once more from what is stored', () => {
  it.each([11, 12, 16])(
    'is what was decided, with withdrawals, changes of desks and another table in between (news %i)',
    async (seed) => {
      await live(seed, 220, 9)
      const { differences, ...counts } = await check()
      expect(differences).toEqual([])
      expect(counts).toMatchObject({ tables: 2, unknown: 0, different: 0 })
      expect(counts.articles).toBeGreaterThan(180)
      expect(counts.texts).toBeGreaterThanOrEqual(counts.articles)
      for (const few of [counts.copies, counts.stories, counts.similar / 10]) expect(few).toBeGreaterThan(5)
      expect(await room.ask(`select 1 from article where status = 'WITHDRAWN'`)).not.toEqual([])
    },
  )

  it.each([
    [
      'copyOf',
      'update article set copy_of_id = null where id = (select min(id) from article where copy_of_id is not null)',
    ],
    ['event', 'update article set event = event + 1 where id = (select max(id) from article where event is not null)'],
    [
      'cluster',
      'update article set cluster = cluster + 1 where id = (select max(id) from article where story_id is null)',
    ],
    ['story', 'update article set story_id = null where id = (select max(id) from article where story_id is not null)'],
    [
      'similar',
      `update related_link set score = score / 2 where id = (select max(id) from related_link where origin = 'COMPUTED')`,
    ],
    ['similar', `delete from related_link where id = (select min(id) from related_link where origin = 'COMPUTED')`],
  ])('tells a row that was changed by hand (%s)', async (what, sql) => {
    const runner = room.db.createQueryRunner()
    await runner.startTransaction()
    try {
      await runner.query(sql)
      const { different, differences } = await checkRecord(runner.manager, { window: WINDOW })
      expect(different).toBe(1)
      expect(differences).toMatchObject([{ article: expect.stringMatching(/^art_/), what }])
    } finally {
      await runner.rollbackTransaction()
      await runner.release()
    }
    expect((await check()).different).toBe(0)
  })
})

describe('similar articles that were looked for again', () => {
  let later: DeskRoom
  beforeAll(async () => {
    later = await DeskRoom.open({ now: () => new Date() })
    await later.reset()
  })
  afterAll(() => later.close())

  it('are found at the place in the log where they were', async () => {
    const words = 'انفجار محطة تحلية المياه في ميناء الدلفين يوقف العبارات'
    const tell = async (source: string) =>
      await later.tell({ source: { slug: source }, url: `https://${source}.example/1`, title: `${words} ${source}` })
    const { articleId: relinkOf } = await tell('one')
    await tell('two')
    const relink = { kind: 'RELINK' as const, channel: 'editor', payload: { relinkOf: relinkOf! }, rawPayloadId: null }
    expect((await later.send([relink]))[0]).toMatchObject({ outcome: 'REVISED', linksCreated: 1 })
    await tell('three')
    expect(await checkRecord(later.db.manager)).toMatchObject({ articles: 3, similar: 4, different: 0 })
    await later.db.query('update related_link set score = 0.5 where from_id = $1', [relinkOf])
    expect(await checkRecord(later.db.manager)).toMatchObject({ different: 1, differences: [{ what: 'similar' }] })
  })
})
