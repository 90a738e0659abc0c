import type { StateText } from '../entities/change.ts'
import { positionsOf } from '../search/text-reader.ts'
import type { TextCondition } from '../stores/text-condition.ts'
import { FilterPlaces, type Paths } from './filter-places.ts'

/** Versions of the analyzer of which words are kept at hand; a replay over more makes those that it needs again. */
const MAX_VERSIONS = 4
/** Where so many stand under a word, another word is looked for, however rare the first is said to be. */
const CROWD = 64

/** A filter that asks for words, and the ways to it by what else it asks. */
interface Asked {
  condition: TextCondition
  paths: Paths
}

/** Filters by the words that they need, in the lexemes of each version of the analyzer that texts turn out to bear. */
export class TextFilters<Entry> {
  readonly #asked = new Map<Entry, Asked>()
  readonly #versions = new Map<number, ByWord<Entry>>()
  /** All of them, for texts that nobody can judge. */
  readonly #all = new FilterPlaces<Entry>()

  add(entry: Entry, asked: Asked): void {
    this.#asked.set(entry, asked)
    this.#all.add(asked.paths, entry)
    for (const [version, words] of this.#versions) if (!words.add(entry, asked, version)) this.#versions.delete(version)
  }

  remove(entry: Entry): void {
    const asked = this.#asked.get(entry)
    if (asked === undefined) return
    this.#asked.delete(entry)
    this.#all.remove(asked.paths, entry)
    for (const words of this.#versions.values()) words.remove(entry, asked)
  }

  /** Adds what a text may answer with these keys: whatever stands under them where nobody read it. */
  collect(text: StateText | undefined, keys: readonly string[], found: Set<Entry>): void {
    if (this.#asked.size === 0) return
    const words = text === undefined ? null : this.#wordsOf(text.version)
    if (words === null) this.#all.collect(keys, found)
    else words.collect(positionsOf(text!), keys, found)
  }

  /** Null where a filter cannot be put into the lexemes of a version now. */
  #wordsOf(version: number): ByWord<Entry> | null {
    const known = this.#versions.get(version)
    if (known !== undefined) return known
    const words = new ByWord<Entry>()
    for (const [entry, asked] of this.#asked) if (!words.add(entry, asked, version)) return null
    for (const oldest of this.#versions.keys()) {
      if (this.#versions.size < MAX_VERSIONS) break
      this.#versions.delete(oldest)
    }
    this.#versions.set(version, words)
    return words
  }
}

/** What stands under one word. */
interface Under<Entry> {
  places: FilterPlaces<Entry>
  size: number
}

/** Entries by lexemes of which a text must hold one. */
class ByWord<Entry> {
  readonly #byWord = new Map<string, Under<Entry>>()
  readonly #wordsOf = new Map<Entry, readonly string[]>()
  /** Those that need no word. */
  readonly #always = new FilterPlaces<Entry>()

  /** Puts an entry under the rarest words that it needs and few others do. Gives whether it is known what it needs. */
  add(entry: Entry, { condition, paths }: Asked, version: number): boolean {
    const needed = condition.needs(version)
    if (needed === null) return false
    const [rarest] = needed
    if (rarest === undefined) {
      this.#always.add(paths, entry)
      return true
    }
    const words = needed.find((each) => this.#crowdAt(each) < CROWD) ?? rarest
    this.#wordsOf.set(entry, words)
    for (const word of words) {
      const under = this.#byWord.get(word) ?? { places: new FilterPlaces<Entry>(), size: 0 }
      this.#byWord.set(word, under)
      under.places.add(paths, entry)
      under.size++
    }
    return true
  }

  remove(entry: Entry, { paths }: Asked): void {
    this.#always.remove(paths, entry)
    for (const word of this.#wordsOf.get(entry) ?? []) {
      const under = this.#byWord.get(word)!
      under.places.remove(paths, entry)
      if (--under.size === 0) this.#byWord.delete(word)
    }
    this.#wordsOf.delete(entry)
  }

  collect(positions: ReadonlyMap<string, unknown>, keys: readonly string[], found: Set<Entry>): void {
    this.#always.collect(keys, found)
    const isFewer = this.#byWord.size < positions.size
    for (const word of isFewer ? this.#byWord.keys() : positions.keys()) {
      if (!isFewer || positions.has(word)) this.#byWord.get(word)?.places.collect(keys, found)
    }
  }

  #crowdAt(words: readonly string[]): number {
    return words.reduce((sum, word) => sum + (this.#byWord.get(word)?.size ?? 0), 0)
  }
}
