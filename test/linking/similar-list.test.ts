import { describe, expect, it } from 'vitest'
import { gainers, LEAST_SCORE, LIST_LENGTH, type ListedSimilar, similarList } from '../../src/linking/similar-list.ts'

const article = { slot: 0, source: 1, publishedAt: 0, copyGroup: 0 }
let last = 0
const item = (given: Partial<ListedSimilar>): ListedSimilar => {
  const slot = given.slot ?? ++last
  return { slot, source: 100 + slot, publishedAt: slot, copyGroup: slot, score: 0.5, ...given }
}
const slots = (items: readonly { slot: number }[]) => items.map(({ slot }) => slot)

describe('similarList', () => {
  it('begins with story-mates of other sources, newest first, at most four', () => {
    const mates = [1, 2, 3, 4, 5, 6].map((slot) => item({ slot, publishedAt: slot }))
    const own = item({ slot: 7, source: 1, publishedAt: 99 })
    expect(slots(similarList(article, [...mates, own], [item({ slot: 8 })]))).toEqual([6, 5, 4, 3, 8])
  })

  it('shows one of a copy group, and none of the article’s own', () => {
    const similar = [item({ slot: 1, copyGroup: 9 }), item({ slot: 2, copyGroup: 9 }), item({ slot: 3, copyGroup: 0 })]
    expect(slots(similarList(article, [], similar))).toEqual([1])
  })

  it('shows at most two of any other source and half of the list of its own', () => {
    const others = [1, 2, 3].map((slot) => item({ slot, source: 2 }))
    const own = [4, 5, 6, 7, 8, 9, 10].map((slot) => item({ slot, source: 1 }))
    expect(slots(similarList(article, [others[2]!], [...others, ...own]))).toEqual([3, 1, 4, 5, 6, 7, 8])
  })

  it('is rather short than filled with what is not alike, never too long, and never holds the article itself', () => {
    const weak = item({ score: LEAST_SCORE - 0.001 })
    expect(similarList(article, [], [weak])).toEqual([])
    expect(similarList(article, [], [item({ slot: 0, copyGroup: 44 })])).toEqual([])
    expect(
      similarList(
        article,
        [],
        Array.from({ length: 30 }, () => item({})),
      ),
    ).toHaveLength(LIST_LENGTH)
  })
})

describe('gainers', () => {
  const lists = new Map([
    [1, { length: LIST_LENGTH, leastScore: 0.4 }],
    [2, { length: LIST_LENGTH, leastScore: 0.6 }],
    [3, { length: 2, leastScore: 0.9 }],
  ])
  it('are older articles whose list has room or ends with something less similar', () => {
    const found = [1, 2, 3].map((slot) => item({ slot, score: slot === 3 ? 0.7 : 0.5 }))
    expect(slots(gainers(found, (slot) => lists.get(slot)!))).toEqual([3, 1])
  })

  it('are bounded, and none where the likeness is under the floor', () => {
    const many = Array.from({ length: 50 }, () => item({}))
    expect(gainers(many, () => ({ length: 0, leastScore: 0 }))).toHaveLength(10)
    expect(gainers([item({ score: LEAST_SCORE / 2 })], () => ({ length: 0, leastScore: 0 }))).toEqual([])
  })
})
