import { beforeEach, describe, expect, it } from 'vitest'
import { KeptRows } from '../../src/stores/kept-rows.ts'

let version: number | null
let now: number
let asked: string[][]
let rows: KeptRows
beforeEach(() => {
  version = 1
  now = 0
  asked = []
  rows = new KeptRows(
    () => version,
    () => now,
  )
})

const read = async (ids: readonly string[]) => {
  asked.push([...ids])
  return ids.map((id) => (id === 'none' ? null : { id, at: version }))
}
const through = (...ids: string[]) => rows.through('thing', ids, read)

describe('rows that requests share', () => {
  it('are read once in a version, in the order of the ids, and those that there are not each time', async () => {
    expect(await through('a', 'b')).toEqual([
      { id: 'a', at: 1 },
      { id: 'b', at: 1 },
    ])
    expect(await through('c', 'b', 'none', 'a')).toMatchObject([{ id: 'c' }, { id: 'b' }, null, { id: 'a' }])
    await through('none')
    await rows.through('other', ['a'], read)
    expect(asked).toEqual([['a', 'b'], ['c', 'none'], ['none'], ['a']])
  })

  it('are read anew in another version, while none is known, and after ten seconds', async () => {
    await through('a')
    version = 2
    expect(await through('a')).toEqual([{ id: 'a', at: 2 }])
    version = null
    await through('a')
    await through('a')
    version = 2
    await through('a')
    expect(asked).toHaveLength(4)
    now = 10_001
    await through('a')
    expect(asked).toHaveLength(5)
  })

  it('are not shared where another version came while they were read', async () => {
    await rows.through('thing', ['a'], async (ids) => {
      version = 2
      return await read(ids)
    })
    await through('a')
    expect(asked).toHaveLength(2)
  })
})
