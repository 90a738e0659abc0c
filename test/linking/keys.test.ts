import { describe, expect, it } from 'vitest'
import { addressKey, contentDigest, guidKey, headlineKey } from '../../src/linking/keys.ts'

describe('keys', () => {
  it('of an address pass over the scheme and a leading www', () => {
    const key = addressKey('https://www.example.com/a?b=1')
    expect(addressKey('http://example.com/a?b=1')).toBe(key)
    expect(addressKey('https://example.com/a?b=2')).not.toBe(key)
    expect(addressKey('https://www2.example.com/a?b=1')).not.toBe(key)
  })

  it('of a GUID mean something within one channel only', () => {
    expect(guidKey('feed:1', '7')).toBe(guidKey('feed:1', '7'))
    expect(guidKey('feed:1', '7')).not.toBe(guidKey('feed:2', '7'))
    expect(guidKey('feed:1', '17')).not.toBe(guidKey('feed:11', '7'))
  })

  it('of a headline are equal for two prints of it', () => {
    expect(headlineKey('«الجيش»: ١٧٠ مسيرة')).toBe(headlineKey('الجيش 170 مسيره'))
    expect(headlineKey('الجيش 170 مسيرة')).not.toBe(headlineKey('الجيش 171 مسيرة'))
  })

  it('of headlines without letters stand for themselves', () => {
    expect(headlineKey('…')).not.toBe(headlineKey('؟!'))
  })

  it('of different kinds never meet', () => {
    expect(new Set([addressKey('a'), guidKey('', 'a'), headlineKey('a'), contentDigest('a')]).size).toBe(4)
  })

  it('are 22 characters that need no escaping', () => {
    for (const key of [addressKey('x'), guidKey('x', 'y'), headlineKey('ا'), contentDigest({})]) {
      expect(key).toMatch(/^[\w-]{22}$/)
    }
  })
})
