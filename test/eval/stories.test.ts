import { describe, expect, it } from 'vitest'
import { scoreSimilar } from '../../eval/similar.ts'
import { scoreStories } from '../../eval/stories.ts'

const clustered = (given: Record<string, string>) => Object.entries(given).map(([id, cluster]) => ({ id, cluster }))
const labels = (given: Record<string, string>) => Object.entries(given).map(([id, story]) => ({ id, story }))
const values = (figures: { figure: string; value: number }[]) =>
  Object.fromEntries(figures.map(({ figure, value }) => [figure, value]))

describe('the score of stories', () => {
  it('is B³ over the labelled articles, whatever else is in the clusters', () => {
    const found = values(
      scoreStories(clustered({ a: '1', b: '1', c: '1', d: '2', x: '1' }), labels({ a: 's', b: 's', c: 't', d: 't' })),
    )
    expect(found['B³ precision']).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    expect(found['B³ recall']).toBeCloseTo((1 + 1 + 0.5 + 0.5) / 4)
    expect(found['link recall']).toBe(0.5)
    expect(found['pair precision']).toBeCloseTo(1 / 3)
  })

  it('misses what was not measured, and asks for given pairs where there are some', () => {
    const found = values(scoreStories(clustered({ a: '1', b: '1' }), labels({ a: 's', b: 's', c: 's' }), [['a', 'b']]))
    expect(found['link recall']).toBe(1)
    expect(found['B³ recall']).toBeCloseTo((2 / 3 + 2 / 3) / 3)
  })
})

describe('the score of similar articles', () => {
  it('is the share of editors’ links among the first five and ten, links of one article taken together', () => {
    const related = Array.from({ length: 20 }, (_, at) => `u${at + 1}`)
    const links = [
      { sourceUrl: 's', targetUrls: ['u2'] },
      { sourceUrl: 's', targetUrls: ['u7', 'u2'] },
      { sourceUrl: 'gone', targetUrls: ['u1', 'u2'] },
    ]
    const found = values(scoreSimilar([{ sourceUrl: 's', related }], links))
    expect(found).toEqual({ 'recall@5': 0.25, 'recall@10': 0.5, 'MRR@10': 0.25, links: 4 })
  })
})
