import type { FoundLink, ReplayStore } from '../../stores/replay-store.ts'
import type { Placement } from '../placement.ts'

/** Scores are stored with six digits. */
const SAME_SCORE = 1e-6

/** A similar article as it is compared. */
export interface Found {
  id: string
  score: number
}

/** The similar articles that are stored, beside those that are found again. */
export class FoundLinks {
  #found = new Map<string, FoundLink[]>()
  #printed = new Map<string, Set<string>>()
  #replacements: ReadonlyMap<string, string> = new Map()

  constructor(private readonly store: ReplayStore) {}

  /** Reads what took the place of articles. */
  async open(): Promise<void> {
    this.#replacements = await this.store.replacements()
  }

  /** Reads the links of articles, and forgets those of others. */
  async read(articleIds: readonly string[]): Promise<void> {
    this.#found = new Map(articleIds.map((id) => [id, []]))
    this.#printed = new Map(articleIds.map((id) => [id, new Set()]))
    for (const link of await this.store.found(articleIds)) this.#found.get(link.fromId)!.push(link)
    for (const { fromId, targetId } of await this.store.printed(articleIds)) this.#printed.get(fromId)!.add(targetId)
  }

  /**
   * What is stored and what is found again, without the articles that the publisher links to as well: when they were linked, before
   * or after, is not stored.
   * @param isLater whether they were looked for again after the article had come
   */
  async compared(
    id: string,
    again: Placement['similar'],
    isLater: boolean,
  ): Promise<{ stored: Found[]; again: Found[] }> {
    if (!this.#found.has(id)) await this.read([id])
    const stored = this.#found.get(id)!.filter((link) => link.isLater === isLater)
    const printed = this.#printed.get(id)!
    const isCompared = ({ id: target }: Found) => !printed.has(target) && !printed.has(this.#survivor(target))
    return {
      stored: stored.map(({ targetId, score }) => ({ id: targetId, score })).filter(isCompared),
      again: again.map(({ id: target, score }) => ({ id: target, score })).filter(isCompared),
    }
  }

  /** The article that is known in the place of another. */
  #survivor(id: string): string {
    let survivor = id
    for (let next = this.#replacements.get(id); next !== undefined; next = this.#replacements.get(next)) survivor = next
    return survivor
  }
}

/** Whether two lists hold the same articles in the same order with the same scores. */
export const isEqualList = (one: readonly Found[], other: readonly Found[]): boolean =>
  one.length === other.length &&
  one.every(({ id, score }, place) => {
    const there = other[place]!
    return id === there.id && Math.abs(score - there.score) < SAME_SCORE
  })
