import { beforeEach, describe, expect, it } from 'vitest'
import { KeyRing } from '../../src/gateway/key-ring.ts'
import type { KeyRow } from '../../src/stores/key-store.ts'

let now = 0
let read: string[] = []
let touched: string[] = []
let isAway = false
const known = new Map<string, KeyRow>()
/** A store whose answers and absence the test decides, and that tells what it was asked. */
const source = {
  async byPublicId(publicId: string) {
    read.push(publicId)
    if (isAway) throw new Error('away')
    return known.get(publicId) ?? null
  },
  async rights(publicIds: readonly string[]) {
    if (isAway) throw new Error('away')
    const live = publicIds.filter((publicId) => known.get(publicId)?.isLive)
    return new Map(live.map((publicId) => [publicId, known.get(publicId)!.scopes]))
  },
  async touch(publicId: string) {
    touched.push(publicId)
  },
}
let ring: KeyRing
const key = (publicId: string, given: Partial<KeyRow> = {}) =>
  known.set(publicId, { publicId, isLive: true, expiresAt: null, ...given } as KeyRow)
const finds = async (publicId: string) => (await ring.find(publicId)) !== null

beforeEach(() => {
  now = 0
  read = []
  touched = []
  isAway = false
  known.clear()
  ring = new KeyRing(
    source,
    () => now,
    () => now,
  )
})

describe('the ring of keys', () => {
  it('reads a key once in two seconds, however many ask at once', async () => {
    key('a')
    expect(await Promise.all(Array.from({ length: 50 }, () => finds('a')))).not.toContain(false)
    now = 2_000
    expect(await finds('a')).toBe(true)
    expect(read).toEqual(['a'])
    key('a', { isLive: false })
    now = 2_001
    expect(await finds('a')).toBe(false)
    expect(read).toEqual(['a', 'a'])
  })

  it('reads once what is no key, and forgets no key for guesses', async () => {
    key('a')
    await finds('a')
    for (let guess = 0; guess < 20_000; guess++) await finds(`guess ${guess}`)
    expect([await finds('guess 19999'), await finds('a')]).toEqual([false, true])
    expect(read).toHaveLength(20_001)
  })

  it('believes for five minutes what it knew before the database went away', async () => {
    key('a')
    key('ends', { expiresAt: new Date(60_000) })
    await Promise.all([finds('a'), finds('ends')])
    isAway = true
    now = 50_000
    expect([await finds('a'), await finds('ends')]).toEqual([true, true])
    await expect(finds('b')).rejects.toThrow('away')
    await expect(ring.rights(['a'])).rejects.toThrow('away')
    now = 60_000
    expect([await finds('a'), await finds('ends')]).toEqual([true, false])
    now = 300_001
    await expect(finds('a')).rejects.toThrow('away')
    isAway = false
    expect([await finds('a'), await finds('b')]).toEqual([true, false])
  })

  it('notes a use once a minute', () => {
    for (const at of [0, 1, 59_999, 60_000]) {
      now = at
      ring.used('a')
    }
    ring.used('b')
    expect(touched).toEqual(['a', 'a', 'b'])
  })
})
