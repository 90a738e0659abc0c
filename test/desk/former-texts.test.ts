import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Search } from '../../src/search/search.ts'
import { filterPredicate } from '../../src/stores/article-filter-predicate.ts'
import { ChangeStore } from '../../src/stores/change-store.ts'
import { LogKeeper } from '../../src/stores/log-keeper.ts'
import { DeskRoom, inboxItem, paragraphs } from '../support/desk-room.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open()
})
afterAll(() => room.close())
beforeEach(() => room.reset())

const told = (text: string) => inboxItem({ url: 'https://one.example/a', title: 'خبر', blocks: paragraphs(text) })

/** The positions of the log whose change a filter for words lets through. */
async function matching(text: string): Promise<number[]> {
  const search = new Search(room.db.manager)
  const { changes } = await new ChangeStore(room.db.manager).after(0, 100)
  await search.ready(changes)
  const matches = filterPredicate(await search.filter({ text }))
  return changes.filter(({ after }) => after !== null && matches(after)).map(({ position }) => position)
}

describe('what search saw of an article at a change of the log', () => {
  it.each([
    ['in one batch', (texts: string[]) => room.send(texts.map(told))],
    [
      'one by one',
      async (texts: string[]) => {
        for (const text of texts) await room.send([told(text)])
      },
    ],
  ])('is judged by its text of then, revised %s', async (_, deliver) => {
    await deliver(['زلزال يضرب الجزيرة', 'زلزال يضرب المدينة', 'هزة تضرب المدينة'])
    expect(await matching('زلزال')).toEqual([1, 2])
    expect(await matching('الجزيرة')).toEqual([1])
    expect(await matching('المدينة')).toEqual([2, 3])
    expect(await matching('تضرب')).toEqual([1, 2, 3])
  })

  it('is gone with a withdrawn article, and with the log', async () => {
    await room.send(['زلزال يضرب الجزيرة', 'هزة تضرب المدينة'].map(told))
    const formers = () => room.ask('select until_position from former_text')
    expect(await formers()).toEqual([{ until_position: '2' }])
    expect(await new LogKeeper(room.db.manager).prune({ seconds: -1, changes: 100 }, 1)).toBe(1)
    expect(await formers()).toEqual([])
    await room.send([told('موجة جديدة')])
    expect(await formers()).toEqual([{ until_position: '3' }])
    const [article] = await room.ask<{ id: string }>('select id from article')
    await room.withdraw(article!.id)
    expect(await formers()).toEqual([])
    expect(await matching('هزة')).toEqual([])
  })
})
