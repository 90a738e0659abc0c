import { afterEach, describe, expect, it, vi } from 'vitest'
import { changedWords } from '../../dashboard/src/reading/changed-words.ts'
import { pieces, searchFilter, toggled } from '../../dashboard/src/search/search-filter.ts'
import { countArrivals } from '../../dashboard/src/trends/arrivals.ts'
import { Together } from '../../dashboard/src/wall/together.ts'

describe('a revision', () => {
  it('is told in whole words', () => {
    expect(changedWords('أصيب ستة عمال بحروق', 'أصيب سبعة عمال بحروق طفيفة')).toEqual([
      { kind: 'same', text: 'أصيب ' },
      { kind: 'removed', text: 'ستة ' },
      { kind: 'added', text: 'سبعة ' },
      { kind: 'same', text: 'عمال ' },
      { kind: 'removed', text: 'بحروق' },
      { kind: 'added', text: 'بحروق طفيفة' },
    ])
  })

  it.each([
    ['added', '', 'فقرة جديدة'],
    ['removed', 'فقرة قديمة', ''],
  ])('is one run where a whole paragraph was %s', (kind, before, after) => {
    expect(changedWords(before, after)).toEqual([{ kind, text: before + after }])
  })

  it('loses no letter', () => {
    const [before, after] = ['  أ ب\nج  د', 'أ  ب ج هـ ']
    const runs = changedWords(before, after)
    const text = (kind: string) =>
      runs.flatMap((run) => (run.kind === 'same' || run.kind === kind ? run.text : [])).join('')
    expect([text('removed'), text('added')]).toEqual([before, after])
  })
})

describe('a search', () => {
  const all = { query: 'x', sources: [], tags: [], day: null, order: 'RELEVANCE' } as const

  it('is narrowed by sources, tags and the day of the reader', () => {
    expect(searchFilter(all)).toEqual({})
    const filter = searchFilter({ ...all, sources: ['bbc'], tags: ['هدنه'], day: '2026-05-02' })
    const [from, before] = [new Date(2026, 4, 2), new Date(2026, 4, 3)]
    expect(filter).toEqual({
      sources: ['bbc'],
      tags: ['هدنه'],
      publishedFrom: from.toISOString(),
      publishedBefore: before.toISOString(),
    })
  })

  it('shows passages in pieces, those that were asked for apart', () => {
    expect(
      pieces('هدنة في غزة', [
        { start: 0, end: 4 },
        { start: 8, end: 11 },
      ]),
    ).toEqual([
      { text: 'هدنة', isHit: true },
      { text: ' في ', isHit: false },
      { text: 'غزة', isHit: true },
    ])
    expect(pieces('بلا', [])).toEqual([{ text: 'بلا', isHit: false }])
  })

  it('takes a facet in, and out again', () => {
    expect([toggled(['a'], 'b'), toggled(['a', 'b'], 'a')]).toEqual([['a', 'b'], ['b']])
  })
})

describe('arrivals', () => {
  const now = new Date('2026-05-02T12:34:56Z')
  const arrival = (slug: string, minutesAgo: number) => ({
    hour: new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
    count: 1,
    source: { slug, name: slug.toUpperCase() },
  })

  it('are counted by hour and source, the sources that bring most first', () => {
    const { hours, rows } = countArrivals(
      [arrival('a', 1), arrival('b', 2), arrival('b', 100), arrival('c', 25 * 60)],
      now,
      'others',
    )
    expect(hours).toHaveLength(24)
    expect(new Date(hours[23]! * 1_000).getMinutes()).toBe(0)
    expect(rows.map(({ slug, name, total }) => [slug, name, total])).toEqual([
      ['b', 'B', 2],
      ['a', 'A', 1],
    ])
    expect(rows[0]!.counts.slice(-3)).toEqual([1, 0, 1])
  })

  it('of sources that bring less stand together', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((slug) => arrival(slug, 1))
    const { rows } = countArrivals([...many, arrival('a', 2)], now, 'غيرها')
    expect(rows.map(({ slug, total }) => [slug, total])).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 1],
      ['d', 1],
      ['e', 1],
      [null, 2],
    ])
  })

  it('of a clock that is ahead count in the running hour', () => {
    expect(countArrivals([arrival('a', -120)], now, '').rows[0]!.counts.at(-1)).toBe(1)
  })
})

describe('columns that take what came', () => {
  afterEach(() => void vi.useRealTimers())

  it('do so at the same moment, soon after the first, and once each', () => {
    vi.useFakeTimers()
    const together = new Together(() => Date.now())
    const taken: string[] = []
    const [a, b, c] = ['a', 'b', 'c'].map((name) => () => void taken.push(name)) as [() => void, () => void, () => void]
    for (const take of [a, b, a, c]) together.soon(take)
    together.never(c)
    vi.advanceTimersByTime(49)
    expect(taken).toEqual([])
    vi.advanceTimersByTime(1)
    expect(taken).toEqual(['a', 'b'])
  })

  it('leave the page time to draw, the more the more they are', () => {
    vi.useFakeTimers()
    const together = new Together(() => Date.now())
    let taken = 0
    const columns = Array.from({ length: 8 }, () => () => void taken++)
    const leaves = columns.map(() => together.join())
    // As 50 events a second for ten seconds in each of eight columns.
    for (let ms = 0; ms < 10_000; ms += 20) {
      for (const take of columns) together.soon(take)
      vi.advanceTimersByTime(20)
    }
    expect(taken / columns.length).toBeGreaterThan(9)
    expect(taken / columns.length).toBeLessThan(20)
    // Alone again, a column does not wait for the others.
    for (const leave of leaves.slice(1)) leave()
    vi.advanceTimersByTime(2_000)
    taken = 0
    for (let ms = 0; ms < 1_000; ms += 20) {
      together.soon(columns[0]!)
      vi.advanceTimersByTime(20)
    }
    expect(taken).toBeGreaterThan(9)
  })
})
