import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DeskRoom } from '../support/desk-room.ts'

let room: DeskRoom
beforeAll(async () => {
  room = await DeskRoom.open({ changesMax: 3 })
})
afterAll(() => room.close())

it('takes from the log what its bounds leave no room for, and goes on where it ended', async () => {
  const tell = (number: number) => room.tell({ url: `https://one.example/${number}`, title: `خبر ${number}` })
  for (let number = 0; number < 6; number++) await tell(number)
  await room.changeDesk()
  await tell(6)
  const kept = async () =>
    (await room.ask('select position::int from change order by position')).map(({ position }) => position)
  while ((await kept()).length > 3) await sleep(20)
  expect(await kept()).toEqual([5, 6, 7])
  await tell(7)
  expect((await kept()).at(-1)).toBe(8)
})
