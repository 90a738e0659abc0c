import { it } from 'vitest'
import { DeskRoom } from '../support/desk-room.ts'
import { randomItems } from '../support/random-items.ts'
import { recordOf } from '../support/record-of.ts'
it('x', async () => {
  const room = await DeskRoom.open()
  await room.reset()
  for (let seed = 1; seed <= 40; seed++) {
    for (let n = 2; n <= 60; n++) {
      const items = randomItems(seed, 60).slice(0, n)
      await room.reset()
      for (const item of items) await room.send([item])
      const one = await recordOf(room.db)
      const chg1 = one.change!.map((c) => `${c.position} ${c.type} ${c.article_id} ${c.link_id}`)
      await room.reset()
      await room.send(items)
      const all = await recordOf(room.db)
      const differing = Object.keys(one).filter((t) => JSON.stringify(one[t]) !== JSON.stringify(all[t]))
      if (differing.length > 0) {
        console.log(seed, n, differing)
        for (const t of differing) {
          const a = one[t]!.map((r) => JSON.stringify(r)), b = all[t]!.map((r) => JSON.stringify(r))
          console.log(t, 'ONLY one', a.filter((r) => !b.includes(r)).slice(0, 3), 'ONLY all', b.filter((r) => !a.includes(r)).slice(0, 3))
        }
        console.log(chg1.slice(-6))
        console.log(JSON.stringify(items.slice(-2)))
        await room.close()
        return
      }
      if (n < 60) n += 4
    }
  }
}, 200000)
