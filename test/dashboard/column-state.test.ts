import { describe, expect, it } from 'vitest'
import type { Card } from '../../dashboard/src/api/types.ts'
import {
  type ColumnEvent,
  EMPTY,
  MOST,
  SHOWN,
  WAITING,
  withEvents,
  withOlder,
  withPage,
  withWaitingShown,
} from '../../dashboard/src/wall/column-state.ts'

const card = (n: number, more: Partial<Card> = {}): Card => ({
  id: `art_${n}`,
  title: `خبر ${n}`,
  excerpt: 'ملخص',
  language: 'ar',
  direction: 'RTL',
  publishedAt: '2026-05-02T10:00:00Z',
  publishedAtPrecision: 'TIME',
  isLate: false,
  status: 'PUBLISHED',
  source: { slug: 'marfa', name: 'مرفأ' },
  story: null,
  ...more,
})
const came = (...numbers: number[]): ColumnEvent[] => numbers.map((n) => ({ kind: 'ingested', card: card(n) }))
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)
const ids = (cards: readonly Card[]) => cards.map(({ id }) => Number(id.slice(4)))

describe('a column', () => {
  const page = withPage([card(2), card(1)], true)

  it('shows what comes at once to a reader at the top, the latest first', () => {
    expect(ids(withEvents(page, came(3, 4), true).items)).toEqual([4, 3, 2, 1])
  })

  it('lets it wait for a reader who is not', () => {
    const state = withEvents(page, came(3, 4), false)
    expect([ids(state.items), ids(state.waiting), state.waitingCount]).toEqual([[2, 1], [4, 3], 2])
    const shown = withWaitingShown(state)
    expect([ids(shown.items), shown.waitingCount]).toEqual([[4, 3, 2, 1], 0])
  })

  it('shows what waits with the next that comes once the reader is at the top again', () => {
    const state = withEvents(withEvents(page, came(3), false), came(4), true)
    expect([ids(state.items), state.waitingCount]).toEqual([[4, 3, 2, 1], 0])
  })

  it('holds each article once, however often it is told of', () => {
    const state = withEvents(withEvents(page, came(3, 3, 2), false), came(3, 1), false)
    expect([ids(state.items), ids(state.waiting), state.waitingCount]).toEqual([[2, 1], [3], 1])
  })

  it('changes where it stands what was updated or withdrawn, shown, waiting or just come', () => {
    const events: ColumnEvent[] = [
      { kind: 'updated', card: card(1, { title: 'مصحّح' }) },
      { kind: 'withdrawn', id: 'art_3' },
      ...came(4),
      { kind: 'updated', card: card(4, { title: 'جديد مصحّح' }) },
      { kind: 'updated', card: card(9) },
      { kind: 'withdrawn', id: 'art_8' },
    ]
    const state = withEvents(withEvents(page, came(3), false), events, false)
    expect(state.items.map(({ title }) => title)).toEqual(['خبر 2', 'مصحّح'])
    expect(state.waiting.map(({ title, status }) => [title, status])).toEqual([
      ['جديد مصحّح', 'PUBLISHED'],
      ['خبر 3', 'WITHDRAWN'],
    ])
  })

  it('keeps to the order of events: withdrawn after updated stays withdrawn', () => {
    const events: ColumnEvent[] = [
      { kind: 'updated', card: card(1, { title: 'مصحّح' }) },
      { kind: 'withdrawn', id: 'art_1' },
    ]
    expect(withEvents(page, events, true).items[1]).toMatchObject({ title: 'مصحّح', status: 'WITHDRAWN' })
  })

  it('tells how many sources a story has by now', () => {
    const told = withPage([card(2, { story: { id: 'sty_1', articleCount: 2, sourceCount: 2 } }), card(1)], false)
    const story = { id: 'sty_1', articleCount: 3, sourceCount: 3, leadId: 'art_1' }
    const { items } = withEvents(told, [{ kind: 'story', story }], true)
    expect(items.map((item) => item.story?.sourceCount)).toEqual([3, 3])
  })

  it('is bounded at the top, and says that there is older', () => {
    const state = withEvents(withPage([], false), came(...range(0, 1_000)), true)
    expect([state.items.length, state.items[0]!.id, state.hasOlder]).toEqual([SHOWN, 'art_999', true])
  })

  it('is bounded while it waits, counts all, and leaves no hole between what it shows then', () => {
    let state = page
    for (let begin = 10; begin < 1_010; begin += 50) state = withEvents(state, came(...range(begin, begin + 50)), false)
    expect([state.waiting.length, state.waitingCount]).toEqual([WAITING, 1_000])
    const shown = withWaitingShown(state)
    expect(ids(shown.items)).toEqual(range(1_010 - WAITING, 1_010).reverse())
    expect(shown.hasOlder).toBe(true)
  })

  it('takes what is older behind what it has, once, up to its bound', () => {
    const state = withOlder(page, [card(1), card(0)], true)
    expect([ids(state.items), state.hasOlder]).toEqual([[2, 1, 0], true])
    const full = withOlder(
      EMPTY,
      range(0, MOST + 10).map((n) => card(n)),
      true,
    )
    expect([full.items.length, full.hasOlder]).toEqual([MOST, false])
  })

  it('does not change what it had before', () => {
    const before = JSON.stringify(page)
    withEvents(page, [...came(5), { kind: 'withdrawn', id: 'art_1' }], true)
    expect(JSON.stringify(page)).toBe(before)
  })
})
