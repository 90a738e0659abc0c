import type { RelatedLink } from '../entities/related-link.ts'
import type { Draft } from './draft.ts'

/** The links that wait for the article that they name, as far as a batch has met them. */
export class WaitingLinks {
  /** By what they wait for. */
  readonly #byKey = new Map<string, Set<RelatedLink>>()
  readonly #byId = new Map<string, RelatedLink>()

  get(id: string): RelatedLink | undefined {
    return this.#byId.get(id)
  }

  /** Those that wait for an article of this title or one of these keys. */
  for({ titleKey, keys }: Draft): RelatedLink[] {
    return [...new Set([titleKey, ...keys.keys()].flatMap((key) => [...(this.#byKey.get(key) ?? [])]))]
  }

  add(link: RelatedLink): void {
    this.#byId.set(link.id, link)
    for (const key of keysOf(link)) this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(link))
  }

  remove(link: RelatedLink): void {
    this.#byId.delete(link.id)
    for (const key of keysOf(link)) this.#byKey.get(key)?.delete(link)
  }
}

/** A headline that could not be parted names no article by its words. */
const keysOf = ({ concatenated, headlineKey, addressKey }: RelatedLink): string[] => [
  ...(concatenated ? [] : [headlineKey]),
  ...(addressKey === '' ? [] : [addressKey]),
]
