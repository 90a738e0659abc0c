import type { EntityManager } from 'typeorm'
import { SimilarIndex } from '../src/linking/similar-index.ts'
import { ReplayedTerms, storedEntries } from './stored-window.ts'

/**
 * What the desk's own index finds similar to articles before any list is made of it, best first: all articles of the store go
 * into it in the order of publication, from the analysis that the desk stored, and each that asks is asked once everything is
 * in that was published no later.
 * @param asking rows of articles
 * @returns rows by the row that asked
 */
export async function rankSimilar(
  manager: EntityManager,
  asking: ReadonlySet<string>,
  depth: number,
): Promise<Map<string, string[]>> {
  const entries = await storedEntries(manager)
  const replayed = await ReplayedTerms.open(manager)
  const index = new SimilarIndex(replayed.terms)
  const ranked = new Map<string, string[]>()
  let asked = 0
  for (const [slot, { analysis, placed }] of entries.entries()) {
    replayed.set(slot, analysis)
    index.add(slot, placed)
    // Of one moment none was published later.
    if (entries[slot + 1]?.placed.publishedAt === placed.publishedAt) continue
    for (; asked <= slot; asked++) {
      const { articleId, placed } = entries[asked]!
      if (!asking.has(articleId)) continue
      const similar = index.similarTo(asked, placed, depth)
      ranked.set(
        articleId,
        similar.map((found) => entries[found.slot]!.articleId),
      )
    }
  }
  return ranked
}
