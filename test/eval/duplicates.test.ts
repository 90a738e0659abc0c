import { describe, expect, it } from 'vitest'
import { scoreDuplicates } from '../../eval/duplicates.ts'

const text = (name: string): string => Array.from({ length: 30 }, (_, word) => `${name}كلمة${word}`).join(' ')
const texts = new Map([
  ['a', text('ا')],
  ['b', `${text('ا')} وزيادة في آخره`],
  ['c', text('ج')],
  ['d', text('د')],
])
const clusters = (given: Record<string, string>) => Object.entries(given).map(([id, cluster]) => ({ id, cluster }))
const valuesOf = (...given: Parameters<typeof scoreDuplicates>) =>
  Object.fromEntries(scoreDuplicates(...given).map(({ figure, value }) => [figure, value]))

describe('the score of copies', () => {
  it('counts pairs of labelled groups that share a cluster; what was not measured is missed', () => {
    const groups = [{ ids: ['a', 'b'] }, { ids: ['c', 'd', 'gone'] }]
    const values = valuesOf(clusters({ a: '1', b: '1', c: '2', d: '3' }), groups, texts)
    expect(values['pair recall']).toBe(0.25)
    expect(values['labelled pairs']).toBe(4)
  })

  it('counts pairs in one cluster whose texts share nothing, in 100,000 pairs', () => {
    const values = valuesOf(clusters({ a: '1', b: '1', c: '1', d: '2' }), [], texts)
    expect(values['merged pairs']).toBe(3)
    expect(values['of merged pairs, without shared text']).toBeCloseTo(2 / 3)
    expect(values['merged without shared text']).toBeCloseTo((2 / 6) * 100_000)
  })

  it('meets its goals where all is right', () => {
    const figures = scoreDuplicates(clusters({ a: '1', b: '1', c: '2', d: '3' }), [{ ids: ['a', 'b'] }], texts)
    expect(figures.filter(({ met }) => met !== null).map(({ met }) => met)).toEqual([true, true])
  })
})
