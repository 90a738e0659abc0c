import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InboxItem } from '../../src/stores/inbox-store.ts'
import { DeskRoom, inboxItem, link, paragraphs, tags, withdrawal } from '../support/desk-room.ts'
import { randomItems } from '../support/random-items.ts'
import { recordOf } from '../support/record-of.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

/** Sends items, some withdrawals of what came of them, and more items; in batches of a size. */
async function sendAll(items: readonly InboxItem[], batchSize: number): Promise<void> {
  const half = Math.floor(items.length / 2)
  const send = async (all: readonly InboxItem[]) => {
    for (let start = 0; start < all.length; start += batchSize) await room.send(all.slice(start, start + batchSize))
  }
  await send(items.slice(0, half))
  const ids = await room.ask<{ id: string }>('select id from article order by article.id')
  const withdrawn = ids.filter((_, index) => index % 4 === 1)
  await send([...withdrawn.map(({ id }) => withdrawal(id, 'سبب')), ...items.slice(half)])
}

/** The counts that the desk keeps against those that the rows give. */
async function expectRightCounts(): Promise<void> {
  const kept = await room.ask(
    `select 'source' as of, slug, article_count from source union all select 'tag', slug, article_count from tag order by 1, 2`,
  )
  const counted = await room.ask(
    `select 'source' as of, slug, (select count(*)::int from article a where a.source_id = s.id and status = 'PUBLISHED') as article_count
       from source s
     union all
     select 'tag', slug, (select count(distinct a.id)::int from tagging g join article a on a.id = g.article_id
                           where g.tag_id = t.id and g.origin <> 'SITE_MENU' and status = 'PUBLISHED')
       from tag t order by 1, 2`,
  )
  expect(kept).toEqual(counted)
}

async function expectWholeLog(): Promise<void> {
  const [log] = await room.ask(
    `select count(*)::int as changes, coalesce(min(position), 1)::int as first, coalesce(max(position), 0)::int as last,
            (select last_position::int from log_head) as head from change`,
  )
  expect(log).toEqual({ changes: log!.last, first: 1, last: log!.last, head: log!.last })
}

describe('batches', () => {
  it.each([1, 2, 3])('decide nothing by where they end (random items %i)', async (seed) => {
    const items = randomItems(seed, 60)
    await sendAll(items, 1)
    const oneByOne = await recordOf(room.db)
    await room.reset()
    await sendAll(items, 200)
    const atOnce = await recordOf(room.db)
    expect(atOnce).toEqual(oneByOne)
    expect(oneByOne.article!.length).toBeGreaterThan(10)
    expect(oneByOne.related_link!.length).toBeGreaterThan(10)
    await expectRightCounts()
    await expectWholeLog()
  })

  it('decide the same with a change of desks in between', async () => {
    const items = randomItems(7, 60)
    await sendAll(items, 200)
    const atOnce = await recordOf(room.db)
    await room.reset()
    const half = Math.floor(items.length / 2)
    await room.send(items.slice(0, half))
    await room.changeDesk()
    const ids = await room.ask<{ id: string }>('select id from article order by article.id')
    await room.send([
      ...ids.filter((_, index) => index % 4 === 1).map(({ id }) => withdrawal(id, 'سبب')),
      ...items.slice(half),
    ])
    expect(await recordOf(room.db)).toEqual(atOnce)
  })

  it('give their outcomes in the order of the items', async () => {
    const outcomes = await room.deliver(
      { title: 'أول' },
      { title: 'ثان' },
      { title: 'أول' },
      { title: 'ثالث' },
      { title: 'ثان', excerpt: 'جديد' },
    )
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['CREATED', 'CREATED', 'UNCHANGED', 'CREATED', 'REVISED'])
    expect(outcomes.map(({ articleId }) => Number(articleId))).toEqual([1, 2, 1, 3, 2])
  })

  it('of more items than one takes go in one after another', async () => {
    const outcomes = await room.deliver(...Array.from({ length: 450 }, (_, index) => ({ title: `خبر رقم ${index}` })))
    expect(outcomes.every(({ outcome }) => outcome === 'CREATED')).toBe(true)
    expect(await room.ask(`select count(*)::int, count(distinct xmin::text)::int as batches from article`)).toEqual([
      { count: 450, batches: 3 },
    ])
    await expectWholeLog()
  })

  it('leave nothing in the inbox', async () => {
    await room.deliver({ title: 'أول' }, { title: 'ثان' })
    expect(await room.inbox.size()).toBe(0)
  })
})

describe('an item that cannot be taken', () => {
  const good = (number: number) =>
    inboxItem({
      title: `خبر ${number}`,
      url: `https://one.example/${number}`,
      blocks: paragraphs(`نص ${number}`),
      taggings: tags('غزة'),
      readAlso: [link(`خبر ${number + 1}`)],
    })
  const broken = (given: object): InboxItem => {
    const item = good(99)
    return { ...item, payload: { ...item.payload, ...given } as InboxItem['payload'] }
  }
  const article = (given: object) =>
    broken({ article: { ...(good(99).payload as { article: object }).article, ...given } })

  it.each([
    ['a source whose slug the database refuses', broken({ source: { slug: 'no_good slug' } })],
    ['a tag of an unknown origin', article({ taggings: [{ label: 'غزة', origin: 'GUESSED', confidence: 1 }] })],
    ['a direction that there is not', article({ direction: 'UP' })],
    ['a date that is none', article({ publishedAt: 'yesterday' })],
    ['a title that is none', article({ title: null })],
    ['a list that is none', article({ readAlso: 7 })],
    ['no article at all', broken({ article: null })],
    ['a payload of nothing', { ...good(99), payload: {} as InboxItem['payload'] }],
  ])('(%s) is refused with a reason, and the rest goes in', async (_, poison) => {
    const outcomes = await room.send([good(1), good(2), poison, good(3), good(4), poison, good(5)])
    const kinds = outcomes.map(({ outcome }) => outcome)
    expect(kinds).toEqual(['CREATED', 'CREATED', 'REJECTED', 'CREATED', 'CREATED', 'REJECTED', 'CREATED'])
    expect(outcomes[2]).toMatchObject({ articleId: null, reason: expect.stringMatching(/.{10}/) })
    expect(await room.inbox.size()).toBe(0)
    await expectRightCounts()
    await expectWholeLog()
    expect(
      await room.ask(`select count(*)::int from related_link where article_id is not null and origin = 'PUBLISHER'`),
    ).toEqual([{ count: 4 }])
    expect(await room.deliver({ title: 'بعدها' })).toMatchObject([{ outcome: 'CREATED' }])
  })

  it('leaves nothing of itself', async () => {
    await room.send([broken({ source: { slug: 'two', country: 'nowhere' } })])
    expect(await room.ask('select slug from source')).toEqual([{ slug: 'unknown' }])
    expect(await room.ask('select 1 from article')).toEqual([])
  })
})
