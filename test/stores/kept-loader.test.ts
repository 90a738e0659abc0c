import { beforeEach, describe, expect, it } from 'vitest'
import { KeptLoader } from '../../src/stores/kept-loader.ts'
import { KeptRows } from '../../src/stores/kept-rows.ts'

let version: number | null
let asked: string[][]
let kept: KeptRows
beforeEach(() => {
  version = 1
  asked = []
  kept = new KeptRows(
    () => version,
    () => 0,
  )
})

const read = async (ids: readonly string[]) => {
  asked.push([...ids])
  return ids.map((id) => ({ id, at: version }))
}
const opened = (options: Partial<ConstructorParameters<typeof KeptLoader>[1]> = {}) =>
  new KeptLoader(read, { kept, kind: 'thing', cache: true, ...options })

describe('what is kept', () => {
  it('is given at once by the next loader, and read anew in another version', async () => {
    expect(opened().give('a')).toBeInstanceOf(Promise)
    await opened().load('a')
    expect(opened().give('a')).toEqual({ id: 'a', at: 1 })
    version = 2
    expect(await opened().give('a')).toEqual({ id: 'a', at: 2 })
    version = null
    expect(await opened().give('a')).toEqual({ id: 'a', at: null })
  })

  it('is nothing where there is no room for it', async () => {
    await opened({ kept: null }).load('a')
    expect(opened({ kept: null }).give('a')).toBeInstanceOf(Promise)
  })
})

describe('what was told', () => {
  it('is given at once, until all is forgotten', async () => {
    const loader = opened()
    loader.tell('a', { id: 'a', at: 7 })
    expect(loader.give('a')).toEqual({ id: 'a', at: 7 })
    expect(opened().give('a')).toBeInstanceOf(Promise)
    loader.clearAll()
    expect(await loader.give('a')).toEqual({ id: 'a', at: 1 })
  })

  it('is not remembered by a loader that remembers nothing', async () => {
    const loader = opened({ cache: false, kept: null })
    loader.tell('a', { id: 'a', at: 7 })
    expect(await loader.give('a')).toEqual({ id: 'a', at: 1 })
  })
})
