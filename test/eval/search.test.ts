import { describe, expect, it } from 'vitest'
import { readQrels, scoreSearch } from '../../eval/search.ts'

const QRELS = 'query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\r\nq2\td3\t2\nq3\td4\t1\nq3\td5\t0\n'

describe('the scorer of search', () => {
  it('reads which documents are relevant', () => {
    expect([...readQrels(QRELS)].map(([query, docs]) => [query, ...docs])).toEqual([
      ['q1', 'd1'],
      ['q2', 'd2', 'd3'],
      ['q3', 'd4'],
    ])
  })

  it('counts one by the place of the first relevant document; what was not asked or comes after the tenth is nothing', () => {
    const late = [...Array.from({ length: 10 }, (_, index) => `x${index}`), 'd4']
    const found = [
      { queryId: 'q2', docs: ['d9', 'd9', 'd3', 'd2'] },
      { queryId: 'q3', docs: late },
    ]
    const [mrr, recall, queries] = scoreSearch(found, readQrels(QRELS))
    expect(mrr).toMatchObject({ figure: 'MRR@10', value: 1 / 2 / 3, goal: 0.93, met: false })
    expect(recall!.value).toBeCloseTo(1 / 3)
    expect(queries!.value).toBe(3)
  })

  it('gives nothing for nothing', () => {
    expect(scoreSearch([], new Map())[0]).toMatchObject({ value: 0, met: false })
  })
})
