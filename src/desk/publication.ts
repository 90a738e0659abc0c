import type { DeliveredArticle } from '../entities/delivered-article.ts'
import type { DatePrecision } from '../entities/enums.ts'

const DAY_MS = 86_400_000

/** The earlier of two moments. */
export const earlier = (a: Date, b: Date): Date => (a < b ? a : b)

/** When an article was published, and how well that is known. */
export interface Publication {
  publishedAt: Date
  publishedAtPrecision: DatePrecision
}

/** When the publisher says that it was published, never later than it was seen; else when it was seen. */
export function publication(item: DeliveredArticle, observedAt: Date): Publication {
  if (item.publishedAt === null || item.publishedAtPrecision === 'OBSERVED') {
    return { publishedAt: observedAt, publishedAtPrecision: 'OBSERVED' }
  }
  return {
    publishedAt: earlier(new Date(item.publishedAt), observedAt),
    publishedAtPrecision: item.publishedAtPrecision,
  }
}

/** More than a day after it was published; of a day without a time, after that day's end. */
export function isLate({ publishedAt, publishedAtPrecision }: Publication, at: Date): boolean {
  const published = publishedAt.getTime() + (publishedAtPrecision === 'DAY' ? DAY_MS : 0)
  return at.getTime() - published > DAY_MS
}
