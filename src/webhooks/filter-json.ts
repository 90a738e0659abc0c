import { readMoment } from '../entities/rfc3339.ts'
import type { ArticleFilterInput } from '../stores/article-filter.ts'

/** A filter as it was stored: what JSON made text is a moment again. */
export function filterFromJson(stored: object | null): ArticleFilterInput | null {
  if (stored === null) return null
  const { publishedFrom, publishedBefore, not, ...rest } = stored as Record<string, unknown>
  return {
    ...rest,
    publishedFrom: momentOf(publishedFrom),
    publishedBefore: momentOf(publishedBefore),
    not: filterFromJson((not as object | undefined) ?? null),
  }
}

const momentOf = (text: unknown): Date | null => (typeof text === 'string' ? readMoment(text) : null)
