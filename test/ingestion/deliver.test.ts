import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Desk } from '../../src/desk/desk.ts'
import { Delivery } from '../../src/ingestion/deliver.ts'
import { INBOX_CAPACITY, type OutcomeRow } from '../../src/stores/inbox-store.ts'
import { DeskRoom, inboxItem } from '../support/desk-room.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const news = (number: number) => inboxItem({ title: `خبر رقم ${number}` })

async function atWork<T>(work: (desk: Desk) => Promise<T>): Promise<T> {
  const desk = room.makeDesk()
  desk.start()
  const waking = setInterval(() => desk.wake(), 10)
  try {
    return await work(desk)
  } finally {
    clearInterval(waking)
    await desk.close()
  }
}

describe('a delivery', () => {
  it('hears every outcome once, in the order of its items', async () => {
    const heard: OutcomeRow[] = []
    await atWork(async () => {
      const delivery = new Delivery(room.inbox, (outcome) => heard.push(outcome))
      for (let number = 0; number < 250; number++) expect(await delivery.add(news(number % 200))).toBe(number)
      await delivery.finish()
    })
    expect(heard.map(({ place }) => place)).toEqual(Array.from({ length: 250 }, (_, place) => place))
    expect(heard.map(({ outcome }) => outcome)).toEqual([...Array(200).fill('CREATED'), ...Array(50).fill('UNCHANGED')])
    expect(new Set(heard.map(({ delivery }) => delivery)).size).toBe(1)
  })

  it('of nothing is finished at once', async () => {
    await new Delivery(room.inbox, () => expect.unreachable()).finish()
  })

  it('hears of its own items only, however many deliver at once', async () => {
    const deliverers = Array.from({ length: 4 }, (_, index) => ({ index, titles: [] as string[] }))
    await atWork(async () => {
      await Promise.all(
        deliverers.map(async ({ index, titles }) => {
          const ids: (string | null)[] = []
          const delivery = new Delivery(room.inbox, ({ articleId }) => ids.push(articleId))
          for (let number = 0; number < 120; number++) await delivery.add(news(index * 1_000 + number))
          await delivery.finish()
          const rows = await room.ask<{ id: string; title: string }>(
            'select id, title from article where id = any($1::bigint[])',
            [ids],
          )
          titles.push(...ids.map((id) => rows.find((row) => row.id === id)!.title))
        }),
      )
    })
    for (const { index, titles } of deliverers) {
      expect(titles).toEqual(Array.from({ length: 120 }, (_, number) => `خبر رقم ${index * 1_000 + number}`))
    }
  })

  it('waits where the inbox is full, and loses nothing', async () => {
    await room.ask(
      `insert into inbox (delivery, place, kind, channel, payload)
       select gen_random_uuid(), 0, 'WITHDRAWAL', 'full', '{"articleId": "1", "reason": ""}' from generate_series(1, $1)`,
      [INBOX_CAPACITY],
    )
    const heard: string[] = []
    let finished = false
    const delivery = new Delivery(room.inbox, ({ outcome }) => heard.push(outcome))
    const delivered = (async () => {
      for (let number = 0; number < 150; number++) await delivery.add(news(number))
      await delivery.finish()
      finished = true
    })()
    await sleep(250)
    expect([await room.inbox.size(), finished]).toEqual([INBOX_CAPACITY, false])
    await room.ask(`delete from inbox where channel = 'full'`)
    await atWork(() => delivered)
    expect(heard).toEqual(Array(150).fill('CREATED'))
    expect(await room.ask('select count(*)::int from article')).toEqual([{ count: 150 }])
  })

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController()
    const delivery = new Delivery(room.inbox, () => {}, stop.signal)
    await delivery.add(news(1))
    const finished = delivery.finish()
    stop.abort()
    await expect(finished).rejects.toThrow('aborted')
  })
})
