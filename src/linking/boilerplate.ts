import { mix, pairHash, wordHash } from '../arabic/word-hash.ts'

/** With this many articles of a source that hold it a line is boilerplate: two earlier ones, and the one at hand. */
const EARLIER = 2
const WITHIN_SECONDS = 7 * 86_400
/** Boilerplate stands at the ends: of a long text the first and the last lines are learnt. */
const LEARNT_AT_EACH_END = 32
const WAYS = 8
/** With 8 ways half a million lines, 6 MB: more than a day of 30,000 articles; boilerplate comes back sooner. */
const SETS = 2 ** 16

/** 32 bits of a line in a source, from the hashes of its words. */
export function lineHash(sourceId: string, words: ArrayLike<number>): number {
  let hash = wordHash(sourceId)
  for (let at = 0; at < words.length; at++) hash = pairHash(hash, words[at]!)
  return mix(hash ^ words.length)
}

/** The lines of an article that are worth learning, each once: what `learn` takes and what is stored, at most 64. */
export function learntLines(hashes: readonly number[]): number[] {
  const ends = hashes.length > 2 * LEARNT_AT_EACH_END
  const learnt = ends ? [...hashes.slice(0, LEARNT_AT_EACH_END), ...hashes.slice(-LEARNT_AT_EACH_END)] : hashes
  return [...new Set(learnt)]
}

/**
 * The lines that a source prints under article after article, learnt from the stream: one that two earlier articles of the source
 * had within seven days. Bounded; when a set of lines is full the one not seen for the longest time leaves. So the state follows
 * from the learnt lines of the last seven days in their order, and is rebuilt from them exactly.
 */
export class BoilerplateLines {
  /** Of each set the lines, the last seen first. */
  readonly #lines = new Uint32Array(SETS * WAYS)
  /** When each was seen for the last time and the time before that, in seconds since 1970; 0 for never. */
  readonly #seen = Array.from({ length: EARLIER }, () => new Uint32Array(SETS * WAYS)) as [Uint32Array, Uint32Array]

  /** Whether the line is boilerplate in one more article. */
  has(line: number, at: Date): boolean {
    const place = this.#placeOf(line)
    if (place < 0) return false
    const before = this.#seen[1][place]!
    return before !== 0 && Math.abs(secondsOf(at) - before) <= WITHIN_SECONDS
  }

  /**
   * Learns the lines of an article. One that is a copy of its own source's is not learnt: a text printed three times is not
   * boilerplate.
   */
  learn(lines: readonly number[], at: Date): void {
    for (const line of lines) {
      const known = this.#placeOf(line)
      const first = (line & (SETS - 1)) * WAYS
      const place = known < 0 ? first + WAYS - 1 : known
      const last = known < 0 ? 0 : this.#seen[0][known]!
      for (const column of [this.#lines, ...this.#seen]) column.copyWithin(first + 1, first, place)
      this.#lines[first] = line
      this.#seen[0][first] = secondsOf(at)
      this.#seen[1][first] = last
    }
  }

  #placeOf(line: number): number {
    const first = (line & (SETS - 1)) * WAYS
    for (let place = first; place < first + WAYS; place++) {
      if (this.#lines[place] === line && this.#seen[0][place] !== 0) return place
    }
    return -1
  }
}

const secondsOf = (at: Date): number => Math.max(1, Math.floor(at.getTime() / 1000))
