import { LRUCache } from 'lru-cache'

/** Entries of one kind; the least recently used goes first. A row or a short list, some 2 kB at most. */
const MAX_ENTRIES = 10_000

/** How sources do hangs on the clock as well: for so long they may be told to do as they did. */
const MAX_AGE_MS = 10_000

type Kept = LRUCache<string, object>

/**
 * Rows that requests share as long as the record stays in the version in which they were read, and not a moment longer: what stands
 * beside articles is mostly the same from page to page. Nobody changes what he is given.
 */
export class KeptRows {
  readonly #kinds = new Map<string, Kept>()
  #version: number | null = null
  #since = 0

  /**
   * @param version the version in which the record is; null while that is not known, and then nothing is shared
   * @param now milliseconds of a clock that never goes back
   */
  constructor(
    private readonly version: () => number | null,
    private readonly now: () => number,
  ) {}

  /** One of a kind, where it is at hand. */
  find(kind: string, id: string): object | null {
    const version = this.version()
    return version === null ? null : (this.#in(version, kind).get(id) ?? null)
  }

  /** Those of a kind by their ids, of which the missing are read. `read` gives one for each id, in their order. */
  async through<Value extends object>(
    kind: string,
    ids: readonly string[],
    read: (ids: readonly string[]) => Promise<(Value | null)[]>,
  ): Promise<(Value | null)[]> {
    const version = this.version()
    if (version === null) return await read(ids)
    const kept = this.#in(version, kind)
    const found = ids.map((id) => (kept.get(id) as Value | undefined) ?? null)
    const missing = ids.filter((_, index) => found[index] === null)
    if (missing.length === 0) return found
    const values = await read(missing)
    let next = 0
    const all = found.map((value) => value ?? values[next++]!)
    // What was read while something changed may be of either version.
    if (this.version() === version) {
      for (const [index, id] of missing.entries()) if (values[index] != null) kept.set(id, values[index])
    }
    return all
  }

  #in(version: number, kind: string): Kept {
    const now = this.now()
    if (version !== this.#version || now - this.#since > MAX_AGE_MS) {
      this.#kinds.clear()
      this.#version = version
      this.#since = now
    }
    const kept = this.#kinds.get(kind) ?? new LRUCache({ max: MAX_ENTRIES })
    this.#kinds.set(kind, kept)
    return kept
  }
}
