import { describe, expect, it } from 'vitest'
import { LEAST_SCORE, LIST_LENGTH, type Listed, similarList } from '../../src/linking/similar-list.ts'

const article = { slot: 0, source: 1, publishedAt: 0, copyGroup: 0 }
let last = 0
const item = (given: Partial<Listed>): Listed => {
  const slot = given.slot ?? ++last
  return { slot, source: 100 + slot, publishedAt: slot, copyGroup: slot, ...given }
}
const found = (items: readonly Listed[], score = 0.5) => items.map((listed) => ({ listed, score }))
const slots = (items: readonly { slot: number }[]) => items.map(({ slot }) => slot)

describe('similarList', () => {
  it('begins with story-mates of other sources, newest first, at most four', () => {
    const mates = [1, 2, 3, 4, 5, 6].map((slot) => item({ slot, publishedAt: slot }))
    const own = item({ slot: 7, source: 1, publishedAt: 99 })
    expect(slots(similarList(article, [...mates, own], found([item({ slot: 8 })])))).toEqual([6, 5, 4, 3, 8])
  })

  it('begins, of story-mates of one moment, with the latest that came, whatever their slots', () => {
    const mates = [3, 9, 1].map((slot) => item({ slot, publishedAt: 5 }))
    expect(slots(similarList(article, mates, []))).toEqual([1, 9, 3])
  })

  it('shows one of a copy group, and none of the article’s own', () => {
    const similar = [item({ slot: 1, copyGroup: 9 }), item({ slot: 2, copyGroup: 9 }), item({ slot: 3, copyGroup: 0 })]
    expect(slots(similarList(article, [], found(similar)))).toEqual([1])
  })

  it('shows at most two of any other source and half of the list of its own', () => {
    const others = [1, 2, 3].map((slot) => item({ slot, source: 2 }))
    const own = [4, 5, 6, 7, 8, 9, 10].map((slot) => item({ slot, source: 1 }))
    expect(slots(similarList(article, [others[2]!], found([...others, ...own])))).toEqual([3, 1, 4, 5, 6, 7, 8])
  })

  it('is rather short than filled with what is not alike, never too long, and never holds the article itself', () => {
    expect(similarList(article, [], found([item({})], LEAST_SCORE - 0.001))).toEqual([])
    expect(similarList(article, [], found([item({ slot: 0, copyGroup: 44 })]))).toEqual([])
    const many = Array.from({ length: 30 }, () => item({}))
    expect(similarList(article, [], found(many))).toHaveLength(LIST_LENGTH)
  })
})
