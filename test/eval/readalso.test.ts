import { describe, expect, it } from 'vitest'
import { readAlsoRecords, scoreReadAlso } from '../../eval/readalso.ts'

const link = (linkText: string, ...targetUrls: string[]) => ({ sourceUrl: 'page', linkText, targetUrls })
const bound = (headline: string, target: string | null) => ({ sourceUrl: 'page', headline, target })
const valuesOf = (...given: Parameters<typeof scoreReadAlso>) =>
  Object.fromEntries(scoreReadAlso(...given).map(({ figure, value }) => [figure, value]))

describe('the score of read-also', () => {
  it('counts labelled headlines bound to one of their targets, to another article, or to none', () => {
    const links = [
      link('للمزيد: افتتاح الميناء القديم', 'right', 'also right'),
      link('مهرجان السينما العربية', 'right'),
      link('زراعة كبد لطفلة', 'right'),
      link('خطة جديدة للمدينة', 'right'),
    ]
    const found = [
      bound('افتتاح الميناء القدیم', 'also right'),
      bound('مهرجان السينما العربية', 'wrong'),
      bound('زراعة كبد لطفلة', null),
    ]
    expect(valuesOf(found, links)).toEqual({ bound: 0.25, 'bound wrongly': 0.25, 'labelled links': 4 })
  })

  it('tells the headlines of one page from those of another', () => {
    const other = { ...bound('مهرجان السينما العربية', 'right'), sourceUrl: 'elsewhere' }
    expect(valuesOf([other], [link('مهرجان السينما العربية', 'right')]).bound).toBe(0)
  })

  it('records the targets of each source once', () => {
    expect(readAlsoRecords([bound('أ', 'x'), bound('ب', 'x'), bound('ج', null)])).toEqual([
      { sourceUrl: 'page', targets: ['x'] },
    ])
  })
})
