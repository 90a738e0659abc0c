import { describe, expect, it } from 'vitest'
import { Bm25 } from '../../eval/bm25.ts'
import { spearman } from '../../eval/rank-correlation.ts'
import { spread } from '../../eval/sampling.ts'

describe('BM25 as a baseline', () => {
  const index = new Bm25([
    'ميناء سندان الجديد',
    'ميناء الصيادين في سندان وميناء الحاويات',
    'كأس الجمهورية',
    'ميناء سندان الجدید',
  ])

  it('ranks by rare words and short texts, equal ones in their order', () => {
    expect(index.rank('الجدىد سندان', 10)).toEqual([0, 3, 1])
    expect(index.rank('ميناء سندان', 1)).toEqual([0])
  })

  it('finds only what may be found', () => {
    expect(index.rank('كاس سندان', 10, (document) => document !== 2)).toEqual([0, 3, 1])
    expect(index.rank('لا شيء', 10)).toEqual([])
  })
})

describe('Spearman’s correlation', () => {
  it.each([
    [[1, 2, 3], [10, 20, 90], 1],
    [[1, 2, 3], [3, 2, 1], -1],
    [[1, 1, 2, 3], [1, 2, 3, 4], 0.9487],
    [[1, 1], [1, 2], 0],
    [[], [], 0],
  ])('of %j and %j is %s', (a, b, value) => {
    expect(spearman(a, b)).toBeCloseTo(value, 4)
  })
})

it('spreads a sample over all items', () => {
  expect(spread([1, 2, 3, 4, 5, 6], 3)).toEqual([1, 3, 5])
  expect(spread([1, 2], 3)).toEqual([1, 2])
})
