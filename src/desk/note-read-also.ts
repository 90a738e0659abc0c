import { standing } from '../entities/hidden-links.ts'
import type { Draft } from './draft.ts'

/** Notes whether an article leads on, as filters ask. */
export function noteReadAlso(draft: Draft): void {
  draft.article.hasReadAlso = standing(draft.links).some(({ kind, isShown }) => kind === 'READ_ALSO' && isShown)
}
