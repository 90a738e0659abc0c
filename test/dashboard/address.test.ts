import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterWord, MOST_COLUMNS, moved, type Place, readAddress, writeAddress } from '../../dashboard/src/address.ts'

const WALL: Place = { columns: null, view: { kind: 'wall' }, opened: null }

describe('the address', () => {
  it('is readable', () => {
    const place: Place = {
      ...WALL,
      columns: [
        { title: '', filter: {} },
        {
          title: 'الميناء',
          filter: { sources: ['bbc', 'al-sabah'], tags: ['هدنه'], languages: ['ar'], text: 'غزة -كأس' },
        },
        { title: '', filter: { hasReadAlso: true } },
      ],
      opened: { kind: 'article', id: 'art_7f3k' },
    }
    expect(writeAddress(place)).toBe(
      '?column=all&column=sources:bbc,al-sabah;tags:هدنه;languages:ar;text:غزة+-كأس;title:الميناء&column=readAlso:1&article=art_7f3k',
    )
  })

  it('gives back what it was given, whatever signs words hold', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== '')
    const words = fc.array(word, { minLength: 1, maxLength: 3 })
    const column = fc.record({
      title: fc.oneof(fc.constant(''), word),
      filter: fc.record(
        { sources: words, tags: words, languages: words, text: word, hasReadAlso: fc.constant(true) },
        { requiredKeys: [] },
      ),
    })
    const search = fc.record({
      query: fc.string({ unit: 'grapheme' }),
      sources: fc.array(word),
      tags: fc.array(word),
      day: fc.constantFrom(null, '2026-05-02'),
      order: fc.constantFrom('RELEVANCE' as const, 'NEWEST' as const),
    })
    const place = fc.record({
      columns: fc.array(column, { minLength: 1, maxLength: MOST_COLUMNS }),
      view: fc.oneof(
        fc.constant({ kind: 'wall' as const }),
        fc.constant({ kind: 'trends' as const }),
        search.map((search) => ({ kind: 'search' as const, search })),
      ),
      opened: fc.oneof(
        fc.constant(null),
        word.map((id) => ({ kind: 'story' as const, id })),
      ),
    })
    fc.assert(
      fc.property(place, (given) => {
        expect(readAddress(writeAddress(given))).toEqual(given)
      }),
    )
  })

  it.each([
    ['nothing', '', WALL],
    ['what is no address of ours', '?utm_source=x&column', { ...WALL, columns: [{ title: '', filter: {} }] }],
    [
      'fields that are not known',
      '?column=colour:red;text:غزة',
      { ...WALL, columns: [{ title: '', filter: { text: 'غزة' } }] },
    ],
    [
      'a day that is none',
      '?q=x&day=soon',
      {
        ...WALL,
        view: { kind: 'search', search: { query: 'x', sources: [], tags: [], day: null, order: 'RELEVANCE' } },
      },
    ],
    ['an article without an id', '?article=', WALL],
    ['broken escapes', '?column=text:%25zz', { ...WALL, columns: [{ title: '', filter: { text: '%zz' } }] }],
  ])('is read where it holds %s', (_what, search, place) => {
    expect(readAddress(search)).toEqual(place)
  })

  it('names no more columns than a page can show', () => {
    const columns = Array.from({ length: 50 }, (_, n) => ({ title: '', filter: { text: `x${n}` } }))
    expect(readAddress(writeAddress({ ...WALL, columns })).columns).toHaveLength(MOST_COLUMNS)
  })
})

describe('columns', () => {
  it('are the same where their filters are', () => {
    expect(filterWord({ text: 'غزة', sources: ['bbc'] })).toBe(filterWord({ sources: ['bbc'], text: 'غزة', tags: [] }))
  })

  it.each([
    [0, 2, ['b', 'c', 'a']],
    [2, 0, ['c', 'a', 'b']],
    [1, 9, ['a', 'c', 'b']],
    [1, -1, ['b', 'a', 'c']],
  ])('move from %i to %i', (from, to, after) => {
    expect(moved(['a', 'b', 'c'], from, to)).toEqual(after)
  })
})
