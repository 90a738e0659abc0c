import { beforeEach, describe, expect, it } from 'vitest'
import { type Answer, ResponseCache } from '../../../src/gateway/caching/response-cache.ts'
import { isKnownBy } from '../../../src/gateway/etag.ts'

let version: number | null
let now: number
let cache: ResponseCache
const opened = (maxBytes: number) => new ResponseCache({ maxBytes, version: () => version, now: () => now })
beforeEach(() => {
  version = 1
  now = 0
  cache = opened(1_000_000)
})

const answer = (text: string): Answer => ({
  contentType: 'application/json',
  cacheControl: 'no-store',
  etag: null,
  cost: { requested: 1, actual: 1 },
  body: Buffer.from(text),
})
const bodyOf = (key: string) => cache.find(key)?.body?.toString()
const forEver = Number.POSITIVE_INFINITY
function keepTwice(key: string, text: string, until = forEver): void {
  cache.keep(key, 1, until, answer(text))
  cache.keep(key, 1, until, answer(text))
}

describe('an answer', () => {
  it('is kept whole from the second time on, and before that its tag alone, where it has one', () => {
    cache.keep('a', 1, forEver, answer('x'))
    expect(cache.find('a')).toBeNull()
    cache.keep('b', 1, forEver, { ...answer('y'), etag: '"y"' })
    expect(cache.find('b')).toMatchObject({ etag: '"y"', body: null })
    for (const key of ['a', 'b']) cache.keep(key, 1, forEver, answer(key))
    expect([bodyOf('a'), bodyOf('b')]).toEqual(['a', 'b'])
  })

  it('that was asked for once is not taken for one that repeats', () => {
    for (let number = 0; number < 1_000; number++) cache.keep(`once ${number}`, 1, forEver, answer('x'))
    for (let number = 0; number < 1_000; number++) cache.keep(`other ${number}`, 1, forEver, answer('x'))
    expect(Array.from({ length: 1_000 }, (_, number) => bodyOf(`other ${number}`)).filter(Boolean)).toEqual([])
  })

  it('stands in its version alone, and not while that is not known', () => {
    keepTwice('a', 'x')
    version = null
    expect(cache.find('a')).toBeNull()
    version = 2
    expect(cache.find('a')).toBeNull()
    cache.keep('a', 2, forEver, answer('y'))
    expect(bodyOf('a')).toBe('y')
  })

  it('is not kept where another version came while it was made', () => {
    version = 2
    keepTwice('a', 'x')
    expect(cache.find('a')).toBeNull()
  })

  it('stands until its time is over', () => {
    keepTwice('a', 'x', 100)
    now = 99
    expect(bodyOf('a')).toBe('x')
    now = 100
    expect(cache.find('a')).toBeNull()
  })

  it('is found in other words while it is there', () => {
    keepTwice('a', 'x')
    cache.link('b', 'a')
    expect(bodyOf('b')).toBe('x')
    version = 2
    expect(cache.find('b')).toBeNull()
  })
})

describe('memory', () => {
  it('is bounded in bytes: the least recently used goes first, and what alone is too much is not kept', () => {
    cache = opened(10_000)
    for (let number = 0; number < 100; number++) {
      keepTwice(`k${number}`, 'x'.repeat(1_000))
      cache.find('k0')
    }
    const left = Array.from({ length: 100 }, (_, number) => bodyOf(`k${number}`)).filter((body) => body !== undefined)
    expect(left.length).toBeLessThanOrEqual(7)
    expect([bodyOf('k0') !== undefined, bodyOf('k99') !== undefined]).toEqual([true, true])
    keepTwice('large', 'x'.repeat(20_000))
    expect(bodyOf('large')).toBeUndefined()
  })

  it('is not used where there is none', () => {
    cache = opened(0)
    keepTwice('a', 'x')
    expect([cache.version, cache.find('a')]).toEqual([null, null])
  })
})

describe('a tag', () => {
  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['', false],
    [undefined, false],
  ])('is the client’s in %s: %s', (given, known) => expect(isKnownBy('"a"', given)).toBe(known))
})
