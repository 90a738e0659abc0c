import { describe, expect, it } from 'vitest'
import { bindHeadline } from '../../src/linking/bind-headline.ts'

const at = (day: number): Date => new Date(Date.UTC(2026, 2, day))
const target = (name: string, sourceId: string, day: number, order: number) => ({
  name,
  sourceId,
  publishedAt: at(day),
  order,
})
const page = target('page', '1', 10, 0)

describe('bindHeadline', () => {
  it.each([
    ['nothing where no article has the title', [], null],
    ['the publisher of the page first, however far', [target('near', '2', 10, 1), target('own', '1', 1, 2)], 'own'],
    ['of one publisher the nearest in time', [target('far', '1', 1, 1), target('near', '1', 12, 2)], 'near'],
    [
      'one that came after the page as well as one before',
      [target('before', '2', 7, 1), target('after', '2', 12, 2)],
      'after',
    ],
    ['of two as near the earlier admitted', [target('later', '1', 12, 9), target('earlier', '1', 8, 3)], 'earlier'],
  ])('takes %s', (_, targets, name) => {
    expect(bindHeadline(page, targets)?.name ?? null).toBe(name)
    expect(bindHeadline(page, [...targets].reverse())?.name ?? null).toBe(name)
  })
})
