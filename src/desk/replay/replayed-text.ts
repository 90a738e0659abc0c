import { headlineKey } from '../../linking/keys.ts'
import type { ReplayedText } from '../../stores/replay-store.ts'
import type { WindowArticle } from '../placement.ts'
import { analysisOf } from '../stored-analysis.ts'

/** A stored text as the window takes it in. */
export function replayedText(text: ReplayedText): WindowArticle {
  const { articleId: id, position, at, title, publishedAt, sourceId } = text
  const titleKey = headlineKey(title)
  const analysis = analysisOf(text)
  return { id, sourceId, title, titleKey, publishedAt, order: Number(position), at, copyOfId: null, analysis }
}
