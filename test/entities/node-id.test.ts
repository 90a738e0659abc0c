import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeId, encodeId, NODE_PREFIXES, type NodePrefix } from '../../src/entities/node-id.ts'

const prefix = fc.constantFrom(...(Object.keys(NODE_PREFIXES) as NodePrefix[]))
const rowId = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String)

describe('node ids', () => {
  it('come back as the row that they were made of', () => {
    fc.assert(
      fc.property(prefix, rowId, (prefix, id) => {
        expect(decodeId(encodeId(prefix, id))).toEqual({ prefix, id })
      }),
    )
    for (const id of ['1', '2', String(2n ** 63n - 1n)])
      expect(decodeId(encodeId('art', id))).toEqual({ prefix: 'art', id })
  })

  it('fit what clients expect of an id, with one underscore', () => {
    fc.assert(
      fc.property(prefix, rowId, (prefix, id) => {
        const outside = encodeId(prefix, id)
        return /^[A-Za-z0-9_-]{1,40}$/.test(outside) && outside.split('_').length === 2
      }),
    )
  })

  it('are never what they were: made today, valid for ever', () => {
    expect([
      encodeId('art', '1'),
      encodeId('art', '2'),
      encodeId('src', '1'),
      encodeId('tag', '4711'),
    ]).toMatchInlineSnapshot(`
      [
        "art_DaBOThvysi5",
        "art_5BgVNOlnTru",
        "src_DaBOThvysi5",
        "tag_CGXZHkCH1wh",
      ]
    `)
  })

  it('show neither order nor number', () => {
    const outside = Array.from({ length: 100 }, (_, index) => encodeId('art', String(index + 1)))
    expect(new Set(outside).size).toBe(100)
    expect(outside).not.toEqual(outside.toSorted())
  })

  it('are one a row: nothing else leads to it', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^(art|src|xyz)_[0-9A-Za-z]{1,12}$/))
    fc.assert(
      fc.property(text, (text) => {
        const decoded = decodeId(text)
        return decoded === null || encodeId(decoded.prefix, decoded.id) === text
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['nothing', ''],
    ['a number', '1'],
    ['a prefix that there is not', encodeId('art', '1').replace('art', 'xyz')],
    ['a name that every object has', 'constructor_1'],
    ['no digits', 'art_'],
    ['too many digits', `art_${'z'.repeat(12)}`],
    ['more than 64 bits', 'art_zzzzzzzzzzz'],
    ['a leading zero', encodeId('art', '1').replace('_', '_0')],
    ['the row 0', 'art_0'],
    ['a sign that is no digit', 'art_1-2'],
    ['white space', ` ${encodeId('art', '1')}`],
    ['a line end', `${encodeId('art', '1')}\n`],
  ])('of %s are none', (_, outside) => {
    expect(decodeId(outside)).toBe(null)
  })
})
