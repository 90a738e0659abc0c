import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Analyzer } from '../../src/arabic/analyzer.ts'
import { ReadAhead } from '../../src/desk/read-ahead.ts'
import { lexicon } from '../arabic/lexicon.ts'
import { DeskRoom, inboxItem } from '../support/desk-room.ts'

const DELIVERY = '00000000-0000-4000-8000-000000000001'
const titleOf = (place: number) => `الرئيس يزور المدينة رقم ${place}`

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const deliver = (from: number, to: number) =>
  room.inbox.add(
    DELIVERY,
    from,
    Array.from({ length: to - from }, (_, at) => inboxItem({ title: titleOf(from + at), excerpt: `نص ${from + at}` })),
  )

describe('what is read ahead', () => {
  it('is what stands behind a row, and the same as if it were read in its turn', async () => {
    await deliver(0, 10)
    const rows = await room.inbox.lowest(10)
    const analyzer = new Analyzer(lexicon)
    const work = vi.spyOn(analyzer, 'analyzeAhead')
    const ahead = new ReadAhead(room.db.manager)
    ahead.begin(analyzer, rows[4]!.id, 3)
    await vi.waitFor(() => expect(work).toHaveBeenCalledTimes(6))
    await sleep(50)
    expect(work.mock.calls.flat()).toEqual([5, 6, 7].flatMap((place) => [titleOf(place), `نص ${place}`]))
    const plain = new Analyzer(lexicon)
    for (let again = 0; again < 2; again++) expect(analyzer.analyze(titleOf(6))).toEqual(plain.analyze(titleOf(6)))
  })

  it('ends when it is told to', async () => {
    await deliver(0, 10)
    const analyzer = new Analyzer(lexicon)
    const work = vi.spyOn(analyzer, 'analyzeAhead')
    const ahead = new ReadAhead(room.db.manager)
    ahead.begin(analyzer, '0', 10)
    ahead.stop()
    await sleep(100)
    expect(work).not.toHaveBeenCalled()
  })

  it('serves a desk that has more than one batch before it, which admits everything', async () => {
    const work = vi.spyOn(Analyzer.prototype, 'analyzeAhead')
    try {
      await deliver(0, 450)
      room.startDesk()
      await vi.waitFor(async () => expect(await room.ask('select 1 from inbox limit 1')).toEqual([]), 15_000)
      const titles = await room.ask<{ title: string }>('select title from article order by id')
      expect(titles.map(({ title }) => title)).toEqual(Array.from({ length: 450 }, (_, place) => titleOf(place)))
      expect(work.mock.calls.length).toBeGreaterThan(0)
    } finally {
      work.mockRestore()
    }
  })
})
