/** The ways to a filter: on each, one key after another, all of which a state bears that answers. */
export type Paths = readonly (readonly string[])[]

/** Filters by keys that a state must bear: where one stands, all keys on the way to it are borne. */
export class FilterPlaces<Entry> {
  readonly #here = new Set<Entry>()
  readonly #next = new Map<string, FilterPlaces<Entry>>()

  get isEmpty(): boolean {
    return this.#here.size === 0 && this.#next.size === 0
  }

  add(paths: Paths, entry: Entry): void {
    for (const path of paths) this.#add(path, entry, 0)
  }

  remove(paths: Paths, entry: Entry): void {
    for (const path of paths) this.#remove(path, entry, 0)
  }

  /** Adds what stands under these keys. */
  collect(keys: readonly string[], found: Set<Entry>): void {
    for (const entry of this.#here) found.add(entry)
    if (this.#next.size > 0) for (const key of keys) this.#next.get(key)?.collect(keys, found)
  }

  #add(path: readonly string[], entry: Entry, depth: number): void {
    const key = path[depth]
    if (key === undefined) {
      this.#here.add(entry)
      return
    }
    const next = this.#next.get(key) ?? new FilterPlaces<Entry>()
    this.#next.set(key, next)
    next.#add(path, entry, depth + 1)
  }

  #remove(path: readonly string[], entry: Entry, depth: number): void {
    const key = path[depth]
    if (key === undefined) {
      this.#here.delete(entry)
      return
    }
    const next = this.#next.get(key)
    if (next === undefined) return
    next.#remove(path, entry, depth + 1)
    if (next.isEmpty) this.#next.delete(key)
  }
}
