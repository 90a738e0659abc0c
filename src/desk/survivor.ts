import type { Draft } from './draft.ts'
import type { Workspace } from './workspace.ts'

/** The article that is known in the place of one that was merged; an article that was not is its own. */
export async function survivorOf(draft: Draft, workspace: Workspace): Promise<Draft> {
  let survivor = draft
  while (survivor.article.replacedById !== null) survivor = await workspace.need(survivor.article.replacedById)
  return survivor
}
