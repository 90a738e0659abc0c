import { describe, expect, it } from 'vitest'
import { KeptFeeds } from '../../src/gateway/kept-feeds.ts'

describe('kept feeds', () => {
  const made: string[] = []
  const make = (text: string) => async () => {
    made.push(text)
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (text === '') throw new Error('no database')
    return text
  }
  const from = async (work: () => Promise<unknown>): Promise<string[]> => {
    made.length = 0
    await work()
    return [...made]
  }

  it('are made once for all who ask in one state, and anew in another', async () => {
    const kept = new KeptFeeds()
    expect(await from(() => Promise.all([1, 2, 3].map(() => kept.get('/a', '1', make('a')))))).toEqual(['a'])
    expect(await from(() => kept.get('/b', '1', make('b')))).toEqual(['b'])
    const { body, etag } = await kept.get('/a', '1', make('never'))
    expect(body.toString()).toBe('a')
    expect(await from(() => kept.get('/a', '2', make('a')))).toEqual(['a'])
    expect((await kept.get('/a', '2', make('never'))).etag).toBe(etag)
    expect((await kept.get('/a', '3', make('b'))).etag).not.toBe(etag)
  })

  it('are not kept where nobody can tell whether they still hold, nor where they could not be made', async () => {
    const kept = new KeptFeeds()
    expect(await from(() => kept.get('/a', null, make('a')).then(() => kept.get('/a', null, make('a'))))).toHaveLength(
      2,
    )
    await expect(kept.get('/a', '1', make(''))).rejects.toThrow('no database')
    expect((await kept.get('/a', '1', make('a'))).body.toString()).toBe('a')
  })

  it('take no more than so many bytes: what was made longest ago goes', async () => {
    const kept = new KeptFeeds(250)
    const text = 'a'.repeat(100)
    for (const address of ['/1', '/2', '/3']) await kept.get(address, '1', make(text))
    expect(await from(() => kept.get('/3', '1', make(text)))).toEqual([])
    expect(await from(() => kept.get('/2', '1', make(text)))).toEqual([])
    expect(await from(() => kept.get('/1', '1', make(text)))).toEqual([text])
    // A state that passes gives back what it took.
    for (let state = 2; state < 20; state++) await kept.get('/1', String(state), make(text))
    expect(await from(() => kept.get('/3', '1', make(text)))).toEqual([])
  })
})
