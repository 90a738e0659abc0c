import { describe, expect, it } from 'vitest'
import type { DeliveredArticle } from '../../../src/entities/delivered-article.ts'
import { countedSince, historyOf, oldestOf } from '../../../src/ingestion/schedule/days.ts'
import { inboxItem } from '../../support/desk-room.ts'

const NOW = new Date('2026-03-09T12:00:00Z')
const at = (publishedAt: string | null, publishedAtPrecision: 'TIME' | 'OBSERVED' = 'TIME'): DeliveredArticle =>
  (inboxItem({ publishedAt, publishedAtPrecision }).payload as { article: DeliveredArticle }).article

describe('the history of a feed', () => {
  const first = [
    at('2026-03-09T10:00:00Z'),
    at('2026-03-09T09:00:00Z'),
    at('2026-03-07T09:00:00Z'),
    at('2025-01-01T00:00:00Z'),
    at('2026-03-08T00:00:00Z', 'OBSERVED'),
    at(null),
  ]

  it('is told by the dates of its first body, as far as they are the publisher’s and of the last days', () => {
    expect(historyOf(first, NOW).map(({ day, newItems }) => [day, newItems])).toEqual([
      ['2026-03-09', 2],
      ['2026-03-07', 1],
    ])
    expect(oldestOf(first, NOW)).toEqual(new Date('2025-01-01T00:00:00Z'))
  })

  it('is unknown where nothing is dated', () => {
    expect(historyOf([at(null)], NOW)).toEqual([])
    expect(oldestOf([at(null)], NOW)).toBeNull()
  })

  it.each([
    ['its oldest item', '2026-03-09T09:00:00Z', '2026-03-09T11:00:00Z', '2026-03-09T09:00:00Z'],
    ['when it was added, where no item tells', null, '2026-03-09T11:00:00Z', '2026-03-09T11:00:00Z'],
    ['six days ago at most', '2025-01-01T00:00:00Z', '2026-03-09T11:00:00Z', '2026-03-03T00:00:00Z'],
  ])('is counted since %s', (_, knownSince, createdAt, since) => {
    const feed = { knownSince: knownSince === null ? null : new Date(knownSince), createdAt: new Date(createdAt) }
    expect(countedSince(feed, NOW)).toEqual(new Date(since))
  })
})
