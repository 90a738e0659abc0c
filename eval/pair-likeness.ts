import type { EntityManager } from 'typeorm'
import { SimilarIndex } from '../src/linking/similar-index.ts'
import { ReplayedTerms, storedEntries } from './stored-window.ts'

/**
 * How alike articles of a store are, 0 to 1, by the likeness that the desk's index of similar articles gives, nearness in time
 * left out: the mean of both directions. 0 where one was rejected.
 */
export async function likenessOf(
  manager: EntityManager,
  pairs: readonly (readonly [string | null, string | null])[],
): Promise<number[]> {
  const entries = await storedEntries(manager)
  const replayed = await ReplayedTerms.open(manager)
  const slots = new Map(entries.map(({ articleId }, slot) => [articleId, slot]))
  for (const [slot, { analysis }] of entries.entries()) replayed.set(slot, analysis)
  const asked = (slot: number, other: number): number => {
    const index = new SimilarIndex(replayed.terms)
    index.add(other, entries[other]!.placed)
    return index.similarTo(slot, entries[slot]!.placed, 1)[0]?.likeness ?? 0
  }
  return pairs.map(([a, b]) => {
    const [slotA, slotB] = [slots.get(a ?? ''), slots.get(b ?? '')]
    if (slotA === undefined || slotB === undefined) return 0
    return (asked(slotA, slotB) + asked(slotB, slotA)) / 2
  })
}
