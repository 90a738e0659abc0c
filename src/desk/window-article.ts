import type { Draft } from './draft.ts'
import type { WindowArticle } from './placement.ts'

/** An article of the batch as the window takes it in, under the change of a position in the log. */
export function windowArticle(draft: Draft, order: number, at: Date): WindowArticle {
  const { id, sourceId, title, titleKey, publishedAt, copyOfId } = draft.article
  return { id, sourceId, title, titleKey, publishedAt, order, at, copyOfId, analysis: draft.read!.analysis }
}
